import type { Budget } from '../../workflow/ports.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';
import { scriptsOn } from './scripts.ts';

/**
 * A token bucket by Redis's own clock, shared by every worker and stage. Takes a token and
 * answers 0, or answers how many milliseconds until there is one that this call may take. What
 * the outside system said last can make the bucket emptier, never fuller.
 */
const TAKE = `
local capacity, perMs, left = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(bucket[1]) or capacity
local at = tonumber(bucket[2]) or now
tokens = math.min(capacity, tokens + (now - at) * capacity / perMs)
local most = tonumber(ARGV[4])
local said = most and most < tokens
if said then tokens = most end
local missing = 1 + left - tokens
if missing > 0 and not said then return math.ceil(missing * perMs / capacity) end
local taken = missing > 0 and 0 or 1
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens - taken), 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil(perMs * 2 + math.max(0, -tokens) * perMs / capacity))
return taken == 1 and 0 or math.ceil(missing * perMs / capacity)
`;

export function createBudget(redis: Redis, prefix: string): Budget {
  const keys = keysFor(prefix);
  const run = scriptsOn(redis, { takeBudget: { numberOfKeys: 1, lua: TAKE } });
  return {
    takeMs: (bucket, { capacity, perMs, reserve = 0 }, { urgent = false, tokensMax } = {}) =>
      guarded('asking the shared budget', async () => {
        const left = urgent ? 0 : reserve;
        const most = tokensMax ?? '';
        return Number(await run.takeBudget(keys.budget(bucket), capacity, perMs, left, most));
      }),
  };
}
