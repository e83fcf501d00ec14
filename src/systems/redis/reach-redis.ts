import { connectRedis } from './connection.ts';
import { LOOK_WITHIN_MS } from './connection-options.ts';

export type RedisReach =
  | { ok: true }
  /** In Redis's own or the network's words. */
  | { ok: false; says: string };

/** Asks a Redis once whether it is there, so that a command can say so instead of waiting for it. */
export async function reachRedis(url: string, withinMs = LOOK_WITHIN_MS): Promise<RedisReach> {
  const redis = connectRedis(url, 'look');
  let first: string | undefined;
  // The first error tells the cause; those after it only that the connection is closed.
  redis.on('error', (error: Error) => {
    first ??= causeOf(error);
  });
  const timer = setTimeout(() => {
    first ??= `no answer within ${withinMs} ms`;
    redis.disconnect();
  }, withinMs);
  try {
    await redis.info('server');
    return { ok: true };
  } catch (error) {
    return { ok: false, says: first ?? (error instanceof Error ? error.message : String(error)) };
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
}

/** That no node of a cluster answers is told with what the last of them said. */
function causeOf(error: Error): string {
  const node = 'lastNodeError' in error ? error.lastNodeError : undefined;
  return node instanceof Error ? node.message : error.message;
}
