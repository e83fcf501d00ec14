import type { Redis as OneRedis } from 'ioredis';
import { mastersOf, type Redis } from '../../src/systems/redis/redis-client.ts';

/**
 * What tests ask of servers, not of keys. A cluster's client sends such a command to any one of its
 * nodes: the rest of what is kept, or of what is to be paused, is on the others.
 */
export async function onEveryMaster<T>(
  redis: Redis,
  ask: (master: OneRedis) => Promise<T>,
): Promise<T[]> {
  // A cluster's nodes are known when the first of them has answered.
  await redis.ping();
  return Promise.all(mastersOf(redis).map(ask));
}

/** All keys that match, on whichever servers they are. */
export async function keysIn(redis: Redis, pattern: string): Promise<string[]> {
  return (await onEveryMaster(redis, (master) => master.keys(pattern))).flat();
}
