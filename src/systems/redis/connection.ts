import { Cluster, Redis as OneRedis } from 'ioredis';
import { LedgerUnavailable } from '../../workflow/ledger.ts';
import {
  type ConnectionUse,
  clusterOptions,
  sentinelOptions,
  singleOptions,
} from './connection-options.ts';
import type { Redis } from './redis-client.ts';
import { redisAddress } from './redis-url.ts';

/**
 * Connects to what REDIS_URL names (redis-url.ts), whatever that is, without waiting for it. Throws
 * where the URL says nothing, or a certificate's file cannot be read.
 */
export function connectRedis(url: string, use: ConnectionUse): Redis {
  const address = redisAddress(url);
  const redis =
    address.kind === 'cluster'
      ? new Cluster(address.hosts, clusterOptions(address, use))
      : new OneRedis(
          address.kind === 'sentinel' ? sentinelOptions(address, use) : singleOptions(address, use),
        );
  // Without a listener ioredis prints to stderr; the state itself is read from `redis.status`.
  redis.on('error', () => undefined);
  return redis;
}

/** Waits until Redis is ready or the first try has failed, at most so long. */
export async function firstAnswer(redis: Redis, withinMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve) => {
    const answered = () => {
      clearTimeout(timer);
      redis.off('ready', answered).off('close', answered);
      resolve();
    };
    const timer = setTimeout(answered, withinMs);
    redis.on('ready', answered).on('close', answered);
  });
}

/** Every error of Redis leaves this folder as LedgerUnavailable, and as nothing else. */
export async function guarded<T>(doing: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new LedgerUnavailable(doing, { cause });
  }
}
