import type { FallbackLeads } from '../../workflow/ports.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';

const KEPT_MS = 7 * 24 * 3_600_000;

/** Sorted sets of lead ids by time, so that a step that runs twice counts once. */
export function createFallbackLeads(redis: Redis, prefix: string): FallbackLeads {
  const keys = keysFor(prefix);
  return {
    add: (kind, leadId, at) =>
      guarded('noting a lead of the fallback', async () => {
        await redis.zadd(keys.fellBack(kind), at, leadId);
        await redis.zremrangebyscore(keys.fellBack(kind), '-inf', at - KEPT_MS);
      }),
    since: (kind, at) =>
      guarded('reading leads of the fallback', async () => {
        const [latest] = await redis.zrevrangebyscore(
          keys.fellBack(kind),
          '+inf',
          at,
          'LIMIT',
          0,
          1,
        );
        const count = await redis.zcount(keys.fellBack(kind), at, '+inf');
        return { count, ...(latest !== undefined && { latest }) };
      }),
  };
}
