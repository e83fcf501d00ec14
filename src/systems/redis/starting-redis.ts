import { Redis } from 'ioredis';
import { LOOK_WITHIN_MS } from './connection-options.ts';

/*
 * A redis-server that has just been started says nothing, then that it loads its data, then
 * everything. INFO is answered while it loads; ioredis would not even ask before it has.
 */

/** One that was just started answers within this, be it that it has to load first. */
const ANSWERS_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 20;

/** The process that answers there as a Redis, loading or not; undefined: nobody does. */
export async function processAt(url: string): Promise<number | undefined> {
  const found = /^process_id:(\d+)/m.exec((await infoAt(url, 'server')) ?? '');
  return found ? Number(found[1]) : undefined;
}

/**
 * Waits until the server has its data in memory, which takes minutes where there is much of it: as
 * long as it says that it loads, it is waited for.
 *
 * @param failed rejects when there is nothing to wait for any more
 * @throws Error when it says nothing for 30 s, and what `failed` does
 */
export async function untilLoaded(url: string, failed?: Promise<never>): Promise<void> {
  let patience = AbortSignal.timeout(ANSWERS_WITHIN_MS);
  for (;;) {
    const info = await infoAt(url, 'persistence');
    if (info !== undefined) {
      if (!/^loading:1/m.test(info)) return;
      patience = AbortSignal.timeout(ANSWERS_WITHIN_MS);
    }
    if (patience.aborted) {
      throw new Error(
        `redis-server did not answer within ${ANSWERS_WITHIN_MS / 1_000} s at ${url}`,
      );
    }
    const pause = new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    await (failed ? Promise.race([pause, failed]) : pause);
  }
}

async function infoAt(url: string, section: string): Promise<string | undefined> {
  const redis = new Redis(url, {
    enableReadyCheck: false,
    ...{ connectTimeout: LOOK_WITHIN_MS, commandTimeout: LOOK_WITHIN_MS },
    // It closes at once, or is not there.
    disconnectTimeout: 50,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined);
  try {
    return await redis.info(section);
  } catch {
    return undefined;
  } finally {
    redis.disconnect();
  }
}
