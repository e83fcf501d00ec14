import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { keysFor } from './keys.ts';
import type { QuickAsk } from './quick-ask.ts';

export type RateLimitAsked = {
  source: {
    name: string;
    rateLimit: { perAddressPerMinute: number; perSourcePerMinute: number };
  };
  /** IPv4, or the network of an IPv6 address; absent: only the source's own limit holds. */
  address: string | undefined;
};

export type RateLimitPlace =
  | { ok: true }
  | { ok: false; of: 'address' | 'source'; retryAfterMs: number };

const WINDOW_SECONDS = 60;

/**
 * Limits that all web processes share, by the minute from the first submission on. While Redis is
 * away or slow each process counts for itself, in memory.
 */
export function createRateLimits(options: {
  redis: Redis;
  prefix: string;
  quickly: QuickAsk;
}): (asked: RateLimitAsked) => Promise<RateLimitPlace> {
  const { redis, prefix, quickly } = options;
  const limiters = new Map<number, { shared: RateLimiterRedis; own: RateLimiterMemory }>();

  function limitersFor(points: number): { shared: RateLimiterRedis; own: RateLimiterMemory } {
    const known = limiters.get(points);
    if (known) return known;
    const limit = { points, duration: WINDOW_SECONDS, keyPrefix: keysFor(prefix).rate };
    const made = {
      // What is over its limit is remembered here, so that a flood does not become Redis's.
      shared: new RateLimiterRedis({
        ...limit,
        storeClient: redis,
        rejectIfRedisNotReady: true,
        inMemoryBlockOnConsumed: points,
      }),
      own: new RateLimiterMemory(limit),
    };
    limiters.set(points, made);
    return made;
  }

  /** Milliseconds until there is a place again; 0: one was taken. */
  async function takeMs(points: number, key: string): Promise<number> {
    const { shared, own } = limitersFor(points);
    return quickly(
      () => consumed(shared.consume(key)),
      () => consumed(own.consume(key)),
    );
  }

  return async ({ source, address }) => {
    const { perAddressPerMinute, perSourcePerMinute } = source.rateLimit;
    if (address !== undefined) {
      const waitMs = await takeMs(perAddressPerMinute, `${source.name}:${address}`);
      if (waitMs > 0) return { ok: false, of: 'address', retryAfterMs: waitMs };
    }
    const waitMs = await takeMs(perSourcePerMinute, source.name);
    return waitMs > 0 ? { ok: false, of: 'source', retryAfterMs: waitMs } : { ok: true };
  };
}

/** The library rejects with what it counted where the limit is reached, and with an Error else. */
async function consumed(consuming: Promise<RateLimiterRes>): Promise<number> {
  try {
    await consuming;
    return 0;
  } catch (reached) {
    if (reached instanceof RateLimiterRes) return Math.max(1, reached.msBeforeNext);
    throw reached;
  }
}
