import type { Redis } from './redis-client.ts';

/** A healthy replica confirms within the time of a round trip; senders wait for this. */
const CONFIRMED_WITHIN_MS = 250;

/** So long it is remembered that there are too few replicas to wait for. */
const ALONE_MS = 5_000;

/**
 * Answers when so many replicas have what this connection wrote before, or all of those that are
 * connected: where none is, none can become the master and lose it. Throws when a connected one has
 * not confirmed in time. It stays written then; the replica may get it later, or become the master
 * without it.
 *
 * @param options.key any of those written to: it leads a cluster's WAIT to the node that has written
 * @param options.now milliseconds of a clock that nobody sets
 */
export function createCopies(options: {
  redis: Redis;
  key: string;
  replicas: number;
  now: () => number;
}): () => Promise<void> {
  const { redis, key, replicas, now } = options;
  let askAgainAt = 0;

  async function connected(): Promise<number> {
    const info = String(await answered(redis.pipeline().exists(key).info('replication').exec()));
    // Those that are still being brought up to date cannot become the master either.
    return info.match(/^slave\d+:.*state=online/gm)?.length ?? 0;
  }

  return async () => {
    if (now() < askAgainAt) return;
    const waiting = redis.pipeline().exists(key).wait(replicas, CONFIRMED_WITHIN_MS).exec();
    const confirmed = Number(await answered(waiting));
    if (confirmed >= replicas) return;
    const there = await connected();
    if (confirmed < Math.min(there, replicas)) {
      throw new Error(`${confirmed} of ${there} replicas have confirmed it`);
    }
    askAgainAt = now() + ALONE_MS;
  };
}

/** The second of two answers. */
async function answered(asked: Promise<[Error | null, unknown][] | null>): Promise<unknown> {
  const [failed, answer] = (await asked)?.[1] ?? [new Error('Redis did not answer')];
  if (failed) throw failed;
  return answer;
}
