import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { EACH_ITEM, gathered, itemArguments, outcomesOf } from './gathered.ts';
import { keysFor } from './keys.ts';
import type { QuickAsk } from './quick-ask.ts';
import type { Redis } from './redis-client.ts';
import { scriptsOn } from './scripts.ts';

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

type Place = { of: 'address' | 'source'; key: string; max: number };

/**
 * For each item, which is one or two pairs of a counter's key and its limit: takes a place in the
 * first, and in the second only where there was one in the first. Answers '' or, where there is
 * none, which of the two and for how many milliseconds.
 */
const TAKE_ALL = `
${EACH_ITEM}
local windowMs, known, further = tonumber(ARGV[1]), {}, {}
local function count(key)
  if known[key] then
    known[key], further[key] = known[key] + 1, (further[key] or 0) + 1
  else
    known[key] = redis.call('INCR', key)
    if known[key] == 1 then redis.call('PEXPIRE', key, windowMs) end
  end
  return known[key]
end
local function waitMs(key, max)
  local taken = count(key)
  if taken <= max then return 0 end
  local left = redis.call('PTTL', key)
  if left < 0 then
    redis.call('PEXPIRE', key, windowMs)
    left = windowMs
  end
  return math.max(1, left)
end
local function take(first, last)
  for i = first, last, 2 do
    local wait = waitMs(ARGV[i], tonumber(ARGV[i + 1]))
    if wait > 0 then return ((i - first) / 2) .. ' ' .. wait end
  end
  return ''
end
local answers = eachItem(2, take)
for key, times in pairs(further) do redis.call('INCRBY', key, times) end
return answers
`;

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
  const rate = keysFor(prefix).rate;
  const run = scriptsOn(redis, { takePlaces: { numberOfKeys: 1, lua: TAKE_ALL } });
  const takeTogether = gathered(async (items: (string | number)[][]) =>
    outcomesOf(await run.takePlaces(rate, WINDOW_SECONDS * 1_000, ...itemArguments(items))),
  );
  const own = new Map<number, RateLimiterMemory>();
  // What is over its limit is remembered here, so that a flood does not become Redis's.
  const full = new RateLimiterMemory({ points: 1, duration: WINDOW_SECONDS });

  async function takeShared(places: Place[]): Promise<RateLimitPlace> {
    const counters = places.flatMap(({ key, max }) => [`${rate}:${key}`, max]);
    const answer = await takeTogether(counters);
    if (answer === '') return { ok: true };
    const [at, waitMs] = answer.split(' ').map(Number);
    const place = places[at ?? 0];
    if (place) await full.block(place.key, (waitMs ?? 0) / 1_000);
    return { ok: false, of: place?.of ?? 'source', retryAfterMs: Math.max(1, waitMs ?? 0) };
  }

  async function takeOwn(places: Place[]): Promise<RateLimitPlace> {
    for (const { of, key, max } of places) {
      const limiter = own.get(max) ?? memoryLimiter(rate, max);
      own.set(max, limiter);
      const waitMs = await consumed(limiter.consume(key));
      if (waitMs > 0) return { ok: false, of, retryAfterMs: waitMs };
    }
    return { ok: true };
  }

  return async ({ source, address }) => {
    const { perAddressPerMinute, perSourcePerMinute } = source.rateLimit;
    const ofSource: Place = { of: 'source', key: source.name, max: perSourcePerMinute };
    const places: Place[] = [ofSource];
    if (address !== undefined) {
      const key = `${source.name}:${address}`;
      places.unshift({ of: 'address', key, max: perAddressPerMinute });
    }
    for (const { of, key } of places) {
      const waitMs = (await full.get(key))?.msBeforeNext ?? 0;
      if (waitMs > 0) return { ok: false, of, retryAfterMs: waitMs };
    }
    return quickly(
      () => takeShared(places),
      () => takeOwn(places),
    );
  };
}

function memoryLimiter(keyPrefix: string, points: number): RateLimiterMemory {
  return new RateLimiterMemory({ keyPrefix, points, duration: WINDOW_SECONDS });
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
