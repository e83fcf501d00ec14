import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FailureOrder, failureOrderSchema } from './failure-order.ts';

/**
 * The frame that every stand-in shares: a real HTTP server with a journal of requests, orders to
 * fail, and latency. A stand-in itself is one function from request to answer.
 *
 * `POST /__fail` orders failures (failure-order.ts) · `GET /__journal` · `GET /__state` ·
 * `POST /__latency {"ms": 50}` · `POST /__reset` forgets state, journal and orders.
 */
export type StandInRequest = {
  method: string;
  /** Path without the query string. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: string;
};

export type StandInAnswer = { status: number; headers?: Record<string, string>; body: string };

export type JournalEntry = {
  /** Milliseconds since 1970. */
  at: number;
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: string;
  /** What was answered; 0 when the connection was cut instead. */
  status: number;
  /** Was the request carried out? False where an ordered failure came first. */
  carriedOut: boolean;
};

export type StandInService<State = unknown> = {
  answer: (request: StandInRequest) => StandInAnswer;
  state: () => State;
  reset: () => void;
};

export type StandIn<State = unknown> = {
  name: string;
  /** `http://127.0.0.1:<port>` */
  url: string;
  journal: JournalEntry[];
  fail: (order: Partial<FailureOrder>) => void;
  /** Forgets all ordered failures: the outside system is well again. */
  mend: () => void;
  setLatency: (ms: number) => void;
  state: () => State;
  reset: () => void;
  close: () => Promise<void>;
};

const BODY_BYTES_MAX = 8 * 1024 * 1024;

export async function startStandIn<State>(options: {
  name: string;
  service: StandInService<State>;
  port?: number | undefined;
  now: () => number;
}): Promise<StandIn<State>> {
  const { name, service, now } = options;
  const journal: JournalEntry[] = [];
  let orders: FailureOrder[] = [];
  let latencyMs = 0;

  const standIn: Omit<StandIn<State>, 'url' | 'close'> = {
    name,
    journal,
    fail: (order) => void orders.push(failureOrderSchema.parse(order)),
    mend: () => void (orders = []),
    setLatency: (ms) => void (latencyMs = ms),
    state: service.state,
    reset: () => {
      service.reset();
      orders = [];
      latencyMs = 0;
      journal.length = 0;
    },
  };

  function takeOrder(request: StandInRequest): FailureOrder | undefined {
    const order = orders.find((each) => isFor(each, request));
    if (order && Number.isFinite(order.times)) {
      order.times -= 1;
      if (order.times <= 0) orders = orders.filter((each) => each !== order);
    }
    return order;
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    if (request.path.startsWith('/__')) return answerControl(standIn, request, outgoing);
    if (latencyMs > 0) await pause(latencyMs);

    const order = takeOrder(request);
    const carriedOut = !order || order.when === 'after';
    const answer = carriedOut ? service.answer(request) : undefined;
    const given = order ? disturbed(order, answer) : answer;
    journal.push({
      at: now(),
      method: request.method,
      path: request.path,
      query: request.query.toString(),
      headers: request.headers,
      body: request.body,
      status: given?.status ?? 0,
      carriedOut,
    });
    if (order) return misbehave(order, given, outgoing);
    if (given) write(outgoing, given);
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
      outgoing.statusCode = 500;
      outgoing.end(`the stand-in itself failed: ${String(error)}`);
    });
  });
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return { ...standIn, url: `http://127.0.0.1:${port}`, close: () => stop(server) };
}

function isFor(order: FailureOrder, request: StandInRequest): boolean {
  if (order.method && order.method !== request.method) return false;
  if (order.path && !request.path.includes(order.path)) return false;
  return !order.bodyIncludes || request.body.includes(order.bodyIncludes);
}

/** The answer as the order wants it: its own status and body, or the true one. */
function disturbed(order: FailureOrder, answer?: StandInAnswer): StandInAnswer | undefined {
  if (order.how !== 'answer' && order.how !== 'slow-body') return undefined;
  if (order.status === undefined && answer) return answer;
  return { status: order.status ?? 500, headers: order.headers ?? {}, body: order.body ?? '' };
}

async function misbehave(
  order: FailureOrder,
  answer: StandInAnswer | undefined,
  outgoing: ServerResponse,
) {
  if (order.how === 'reset') return void outgoing.socket?.resetAndDestroy();
  if (order.how === 'hang') return void setTimeout(() => outgoing.destroy(), order.forMs).unref();
  if (!answer) return;
  if (order.how === 'slow-body') {
    outgoing.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    outgoing.write(answer.body.slice(0, 1));
    return void setTimeout(() => outgoing.end(answer.body.slice(1)), order.forMs).unref();
  }
  write(outgoing, answer);
}

function write(outgoing: ServerResponse, answer: StandInAnswer): void {
  outgoing.writeHead(answer.status, answer.headers ?? {});
  outgoing.end(answer.body);
}

function answerControl(
  standIn: Omit<StandIn, 'url' | 'close'>,
  request: StandInRequest,
  outgoing: ServerResponse,
): void {
  const json = (value: unknown) =>
    write(outgoing, {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(value),
    });
  const sent = (): Record<string, unknown> => (request.body ? JSON.parse(request.body) : {});
  switch (`${request.method} ${request.path}`) {
    case 'POST /__fail':
      standIn.fail(sent());
      return json({ ordered: true });
    case 'POST /__mend':
      standIn.mend();
      return json({ mended: true });
    case 'POST /__latency':
      standIn.setLatency(Number(sent()['ms'] ?? 0));
      return json({ set: true });
    case 'POST /__reset':
      standIn.reset();
      return json({ reset: true });
    case 'GET /__journal':
      return json(standIn.journal);
    case 'GET /__state':
      return json(standIn.state());
    default:
      return write(outgoing, {
        status: 404,
        body: `no such control: ${request.method} ${request.path}`,
      });
  }
}

async function readRequest(incoming: IncomingMessage): Promise<StandInRequest> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new Error('body too large');
    chunks.push(chunk);
  }
  const url = new URL(incoming.url ?? '/', 'http://stand-in');
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
