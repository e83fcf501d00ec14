import type { Redis } from 'ioredis';
import type { Budget } from '../../workflow/ports.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import { scriptsOn } from './scripts.ts';

/**
 * A token bucket by Redis's own clock, shared by every worker and stage. Takes a token and
 * answers 0, or answers how many milliseconds until there is one.
 */
const TAKE = `
local capacity, perMs = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(bucket[1]) or capacity
local at = tonumber(bucket[2]) or now
tokens = math.min(capacity, tokens + (now - at) * capacity / perMs)
if tokens < 1 then return math.ceil((1 - tokens) * perMs / capacity) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens - 1), 'at', now)
redis.call('PEXPIRE', KEYS[1], perMs * 2)
return 0
`;

export function createBudget(redis: Redis, prefix: string): Budget {
  const keys = keysFor(prefix);
  const run = scriptsOn(redis, { takeBudget: { numberOfKeys: 1, lua: TAKE } });
  return {
    takeMs: (bucket, limit) =>
      guarded('asking the shared budget', async () =>
        Number(await run.takeBudget(keys.budget(bucket), limit.capacity, limit.perMs)),
      ),
  };
}
