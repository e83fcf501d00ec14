import { Agent, type Dispatcher } from 'undici';
import { SystemFailure } from '../../workflow/system-failure.ts';

/** One answer, read to its end. Header names are lower case. */
export type HttpAnswer = { status: number; headers: Record<string, string>; text: string };

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string;
};

export type HttpClient = {
  /**
   * Sends one request and reads the whole answer, whatever its status.
   * Throws SystemFailure `unavailable` when there is none: `before` where the connection was never
   * made, `during` where the request may have arrived.
   */
  send: (request: HttpRequest) => Promise<HttpAnswer>;
  close: () => Promise<void>;
};

/** No answer of the systems we talk to is anywhere near this long. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

/**
 * An idle connection is kept this long where the receiver names no time of its own, so that the
 * next lead need not open one. Shorter than what proxies and routers drop without a word (AWS 350 s,
 * Azure 240 s).
 */
const KEEP_IDLE_MS = 60_000;

const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Did the call fail before it can have arrived? By the code of Node's or undici's error. */
export function isNeverSent(code: string): boolean {
  return NEVER_SENT.has(code);
}

/** A pooled client with a hard limit on every call. Redirects are never followed. */
export function createHttpClient(options: {
  system: string;
  timeoutMs: number;
  connectTimeoutMs?: number;
  connectionsMax?: number;
  dispatcher?: Dispatcher;
}): HttpClient {
  const agent =
    options.dispatcher ??
    new Agent({
      connect: { timeout: options.connectTimeoutMs ?? 5_000 },
      connections: options.connectionsMax ?? 16,
      keepAliveTimeout: KEEP_IDLE_MS,
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
      maxResponseSize: ANSWER_BYTES_MAX,
    });

  async function send(request: HttpRequest): Promise<HttpAnswer> {
    const url = new URL(request.url);
    try {
      const answer = await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method,
        headers: request.headers ?? {},
        body: request.body ?? null,
        signal: AbortSignal.timeout(options.timeoutMs),
      });
      const text = await answer.body.text();
      return { status: answer.statusCode, headers: flatHeaders(answer.headers), text };
    } catch (cause) {
      throw noAnswer(options.system, cause);
    }
  }

  return { send, close: () => agent.close() };
}

function noAnswer(system: string, cause: unknown): SystemFailure {
  // A dispatcher's own refusal (an address that must not be called) already says what it is.
  if (cause instanceof SystemFailure) return cause;
  const code = codeOf(cause);
  return new SystemFailure(
    {
      system,
      kind: 'unavailable',
      when: NEVER_SENT.has(code) ? 'before' : 'during',
      code,
      words: `no answer (${code})`,
      advice: 'Nothing to mend in the lead: replay once the system answers again.',
    },
    { cause },
  );
}

/** A time-out is a DOMException, whose code is a bare number: its name says more. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('cause' in error && error.cause) return codeOf(error.cause);
  return 'name' in error && typeof error.name === 'string' ? error.name : 'unknown';
}

function flatHeaders(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined)
      flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}
