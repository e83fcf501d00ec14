import type { LeadList, LeadTimes } from '../../workflow/look-agenda.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';
import { leadsOf } from './ledger-reads.ts';
import type { Redis } from './redis-client.ts';

/** The sorted sets of the ledger, read by their times. */
export function createLeadTimes(redis: Redis, prefix: string): LeadTimes {
  const keys = keysFor(prefix);
  const keyOf = (list: LeadList): string => {
    if (list === 'held') return keys.held;
    return list === 'received' ? keys.leads : keys.status(list);
  };
  return {
    within: (list, { from, to, limit }) =>
      guarded('reading leads by time', async () => {
        const [rows, total] = await Promise.all([
          limit === 0
            ? []
            : redis.zrangebyscore(keyOf(list), from, to, 'WITHSCORES', 'LIMIT', 0, limit),
          redis.zcount(keyOf(list), from, to),
        ]);
        return { leads: leadsOf(rows), total };
      }),
  };
}
