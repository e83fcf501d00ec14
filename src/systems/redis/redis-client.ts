import { Cluster, type Redis as OneRedis } from 'ioredis';

/** A connection, to one Redis or to a cluster of them: the same commands, the same events. */
export type Redis = OneRedis | Cluster;

/** Every server that keeps keys of its own; without a cluster that is the one. */
export function mastersOf(redis: Redis): OneRedis[] {
  return redis instanceof Cluster ? redis.nodes('master') : [redis];
}

/** Takes away every key of this prefix, as it stands in keys. */
export async function takeAway(redis: Redis, prefix: string): Promise<void> {
  for (const master of mastersOf(redis)) {
    for await (const keys of master.scanStream({ match: `${prefix}*`, count: 500 })) {
      const found = keys as string[];
      if (found.length > 0) await redis.unlink(found);
    }
  }
}
