import { Redis } from 'ioredis';

/** Far longer than a healthy Redis needs; short enough for somebody who waits at a terminal. */
const ANSWERS_WITHIN_MS = 3_000;

export type RedisReach =
  | { ok: true /** Of the server process; tells one redis-server from another. */; pid: number }
  /** In Redis's own or the network's words. */
  | { ok: false; says: string };

/** Asks a Redis once whether it is there, so that a command can say so instead of waiting for it. */
export async function reachRedis(url: string, withinMs = ANSWERS_WITHIN_MS): Promise<RedisReach> {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: withinMs,
    // ioredis would keep the process alive for two seconds after a refused connection.
    disconnectTimeout: 50,
  });
  let first: string | undefined;
  // The first error tells the cause; those after it only that the connection is closed.
  redis.on('error', (error: Error) => {
    first ??= error.message;
  });
  const timer = setTimeout(() => {
    first ??= `no answer within ${withinMs} ms`;
    redis.disconnect();
  }, withinMs);
  try {
    const info = await redis.info('server');
    return { ok: true, pid: Number(/^process_id:(\d+)/m.exec(info)?.[1] ?? 0) };
  } catch (error) {
    return { ok: false, says: first ?? (error instanceof Error ? error.message : String(error)) };
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
}
