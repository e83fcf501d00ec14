import type { Budget, BudgetTake, BudgetWait } from '../../workflow/ports.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';
import { scriptOn } from './scripts.ts';

/**
 * Token buckets by Redis's own clock, shared by every worker and stage. Takes a token of each key,
 * or of none. Answers the longest wait in milliseconds until there is a token that this call may
 * take, and for which key it is; 0 and 0 when they are taken. What the outside system said last can
 * make a bucket emptier, never fuller.
 */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local buckets, waitMs, longest = {}, 0, 0
for i, key in ipairs(KEYS) do
  local before = 4 * (i - 1)
  local capacity, perMs = tonumber(ARGV[before + 1]), tonumber(ARGV[before + 2])
  local left, most = tonumber(ARGV[before + 3]), tonumber(ARGV[before + 4])
  local bucket = redis.call('HMGET', key, 'tokens', 'at')
  local tokens = tonumber(bucket[1]) or capacity
  local at = tonumber(bucket[2]) or now
  tokens = math.min(capacity, tokens + (now - at) * capacity / perMs)
  local said = most and most < tokens
  if said then tokens = most end
  local msEach = perMs / capacity
  local wait = math.ceil((1 + left - tokens) * msEach)
  if wait > waitMs then waitMs, longest = wait, i end
  local keptMs = math.ceil(perMs * 2 + math.max(0, -tokens) * msEach)
  buckets[i] = { key = key, tokens = tokens, said = said, keptMs = keptMs }
end
local taken = waitMs == 0 and 1 or 0
for _, bucket in ipairs(buckets) do
  if taken == 1 or bucket.said then
    redis.call('HSET', bucket.key, 'tokens', tostring(bucket.tokens - taken), 'at', now)
    redis.call('PEXPIRE', bucket.key, bucket.keptMs)
  end
end
return { waitMs, longest }
`;

export function createBudget(redis: Redis, prefix: string): Budget {
  const keys = keysFor(prefix);
  /** By the number of buckets, since a script is told how many keys it has. */
  const scripts: ReturnType<typeof scriptOn>[] = [];

  return {
    takeEach: <Take extends BudgetTake>(takes: Take[]): Promise<BudgetWait<Take> | undefined> =>
      guarded('asking the shared budget', async () => {
        const run = (scripts[takes.length] ??= scriptOn(redis, {
          numberOfKeys: takes.length,
          lua: TAKE,
        }));
        const buckets = takes.map(({ bucket }) => keys.budget(bucket));
        const answer = await run(...buckets, ...takes.flatMap(argumentsOf));
        const [waitMs, longest] = answer as [number, number];
        const of = takes[longest - 1];
        return of && { of, waitMs };
      }),
  };
}

function argumentsOf({ capacity, perMs, reserve = 0, urgent, tokensMax }: BudgetTake) {
  return [capacity, perMs, urgent ? 0 : reserve, tokensMax ?? ''];
}
