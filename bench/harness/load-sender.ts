import { connect, type Socket } from 'node:net';
import { deliveries } from './deliveries.ts';
import { at } from './figures.ts';
import type { Load, LoadDone } from './load.ts';

/**
 * Sends prepared requests over plain sockets, one at a time on each connection (no pipelining), and
 * takes the time until the whole answer. Anything but a 200 ends the run.
 *
 * The first of each connection counts, but its time does not: Node takes one new connection a turn of
 * its event loop, and all of them come at once here. In a short round they would be the slowest hundredth.
 */

/** More than any server here answers in a second. */
const REQUESTS_A_SECOND = 20_000;

type Sending = Load & { urls: string[] };

let prepared: { load: Sending; requests: Buffer[] } | undefined;

process.on('message', (message: 'go' | { prepare: Sending }) => {
  if (message !== 'go') {
    prepared = { load: message.prepare, requests: requestsFor(message.prepare) };
    process.send?.('ready');
    return;
  }
  if (!prepared) return;
  const { load, requests } = prepared;
  sendAll(load, requests).then(
    (done) => process.send?.(done),
    (error: unknown) => process.send?.({ failed: String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));

function requestsFor({ delivery, urls, path, ms }: Sending): Buffer[] {
  const make = deliveries[delivery];
  if (!make) throw new Error(`no delivery is named "${delivery}"`);
  const { host } = new URL(urls[0] ?? '');
  return Array.from({ length: Math.ceil((REQUESTS_A_SECOND * ms) / 1_000) }, () => {
    const { headers, body } = make();
    const lines = [`POST ${path} HTTP/1.1`, `host: ${host}`, `content-length: ${body.length}`];
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]);
  });
}

async function sendAll({ urls, connections, ms }: Sending, requests: Buffer[]): Promise<LoadDone> {
  const times: number[] = [];
  let answered = 0;
  let next = 0;
  const until = performance.now() + ms;
  const sender = async (_: unknown, number: number) => {
    const { hostname, port } = new URL(urls[number % urls.length] ?? '');
    let exchange: Exchange | undefined;
    while (performance.now() < until) {
      // Bare servers may be done with all: they do not mind the same one again.
      const request = requests[next % requests.length] ?? Buffer.alloc(0);
      next += 1;
      const startedAt = performance.now();
      const isFirst = exchange === undefined;
      exchange ??= exchangesOn(connect({ host: hostname, port: Number(port), noDelay: true }));
      const { last } = await exchange.send(request);
      answered += 1;
      if (!isFirst) times.push(performance.now() - startedAt);
      if (last) exchange = exchange.close();
    }
    exchange?.close();
  };
  await Promise.all(Array.from({ length: connections }, sender));
  return { requests: answered, p50: at(times, 0.5), p99: at(times, 0.99) };
}

type Exchange = {
  /** `last`: the server closes the connection after this answer, as it may. */
  send: (request: Buffer) => Promise<{ last: boolean }>;
  close: () => undefined;
};

function exchangesOn(socket: Socket): Exchange {
  let received = '';
  let settle: PromiseWithResolvers<{ last: boolean }> | undefined;
  const failed = (error: Error) => settle?.reject(error);
  socket.on('error', failed);
  socket.on('close', () => failed(new Error('the server closed the connection')));
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    if (!isWhole(received)) return;
    const answer = received;
    received = '';
    if (!answer.startsWith('HTTP/1.1 200')) failed(new Error(answer));
    else settle?.resolve({ last: /\r\nconnection: close\r\n/i.test(answer) });
  });
  return {
    send: (request) => {
      const answered = withResolvers<{ last: boolean }>();
      settle = answered;
      socket.write(request);
      return answered.promise;
    },
    close: () => {
      socket.removeAllListeners('close').destroy();
      return undefined;
    },
  };
}

function isWhole(received: string): boolean {
  const head = received.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(received)?.[1];
  if (length === undefined) return received.endsWith('\r\n0\r\n\r\n');
  return received.length >= head + 4 + Number(length);
}

type PromiseWithResolvers<T> = {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
};

/** Promise.withResolvers, which Node has from version 22 on. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let settle: Omit<PromiseWithResolvers<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, resolve: (value) => settle?.resolve(value), reject: (e) => settle?.reject(e) };
}
