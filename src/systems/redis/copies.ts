import type { Redis } from './redis-client.ts';

/** A healthy replica confirms within the time of a round trip; senders wait for this. */
const CONFIRMED_WITHIN_MS = 250;

/** While there are too few replicas: nearly nothing, and enough for one that has come back. */
const ALONE_WITHIN_MS = 5;

/**
 * Answers when so many replicas have what this connection wrote before, or all of those that are
 * connected: where none is, none can become the master and lose it. Throws when a connected one has
 * not confirmed in time. It stays written then; the replica may get it later, or become the master
 * without it.
 *
 * @param options.key any of those written to: it leads a cluster's WAIT to the node that has written
 */
export function createCopies(options: {
  redis: Redis;
  key: string;
  replicas: number;
}): () => Promise<void> {
  const { redis, key, replicas } = options;
  let isAlone = false;

  async function confirmed(withinMs: number): Promise<number> {
    return Number(await second(redis.pipeline().exists(key).wait(replicas, withinMs).exec()));
  }

  async function connected(): Promise<number> {
    const info = String(await second(redis.pipeline().exists(key).info('replication').exec()));
    // Those that are still being brought up to date cannot become the master either.
    return info.match(/^slave\d+:.*state=online/gm)?.length ?? 0;
  }

  return async () => {
    let have = await confirmed(isAlone ? ALONE_WITHIN_MS : CONFIRMED_WITHIN_MS);
    if (have < replicas) {
      const wanted = Math.min(replicas, await connected());
      if (have < wanted && isAlone) have = await confirmed(CONFIRMED_WITHIN_MS);
      if (have < wanted) throw new Error(`${have} of ${wanted} replicas have confirmed it`);
    }
    isAlone = have < replicas;
  };
}

/** Of two answers: what was asked behind the key. */
async function second(asked: Promise<[Error | null, unknown][] | null>): Promise<unknown> {
  const [failed, answer] = (await asked)?.[1] ?? [new Error('Redis did not answer')];
  if (failed) throw failed;
  return answer;
}
