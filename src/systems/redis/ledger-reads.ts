import type { LeadPage, Ledger } from '../../workflow/ledger.ts';
import { guarded } from './connection.ts';
import { effectsOf, recordOf } from './lead-record.ts';
import { balanceOf } from './ledger-balance.ts';
import type { LedgerContext } from './ledger-context.ts';
import { rawFrom } from './raw-text.ts';
import { storyOf } from './story.ts';

type Reads = Pick<
  Ledger,
  | 'load'
  | 'effects'
  | 'raw'
  | 'story'
  | 'list'
  | 'held'
  | 'receivedSince'
  | 'quietSince'
  | 'leadsOfEmail'
  | 'balance'
>;

/** What can be asked of the ledger. */
export function ledgerReads({ redis, keys, run, seal, personKeys }: LedgerContext): Reads {
  return {
    load: (leadId) =>
      guarded('reading a lead', async () =>
        recordOf(leadId, await run.loadLead(keys.lead(leadId), keys.leadText(leadId))),
      ),
    effects: (leadId) =>
      guarded('reading what a lead made', async () =>
        effectsOf(await redis.hgetall(keys.lead(leadId))),
      ),
    raw: async (leadId) => {
      const sealed = await guarded('reading a raw submission', () => redis.get(keys.raw(leadId)));
      return sealed === null ? undefined : rawFrom(seal.open(sealed, leadId));
    },
    story: (leadId) =>
      guarded('reading a story', async () => {
        const [[source, receivedAt], lines] = await Promise.all([
          redis.hmget(keys.lead(leadId), 'source', 'receivedAt'),
          redis.lrange(keys.story(leadId), 0, -1),
        ]);
        const lead =
          source != null && receivedAt != null
            ? { source, receivedAt: Number(receivedAt) }
            : undefined;
        return storyOf(lead, lines);
      }),
    list: (status, page) =>
      guarded('listing leads', async () => {
        const last = page.offset + page.limit - 1;
        const [rows, total] = await Promise.all([
          redis.zrevrange(keys.status(status), page.offset, last, 'WITHSCORES'),
          redis.zcard(keys.status(status)),
        ]);
        return { leads: leadsOf(rows), total };
      }),
    held: (limit) =>
      guarded('listing held leads', async () => {
        const [rows, total] = await Promise.all([
          redis.zrange(keys.held, '0', String(limit - 1), 'WITHSCORES'),
          redis.zcard(keys.held),
        ]);
        return { leads: leadsOf(rows), total };
      }),
    receivedSince: (since, { offset, limit }) =>
      guarded('listing leads by time', async () => {
        const [rows, total] = await Promise.all([
          redis.zrangebyscore(keys.leads, since, '+inf', 'WITHSCORES', 'LIMIT', offset, limit),
          redis.zcount(keys.leads, since, '+inf'),
        ]);
        return { leads: leadsOf(rows), total };
      }),
    quietSince: (before, limit) =>
      guarded('finding quiet leads', () =>
        redis.zrangebyscore(keys.open, '-inf', String(before), 'LIMIT', 0, limit),
      ),
    leadsOfEmail: (email) =>
      guarded('finding leads of a person', () =>
        redis.zrange(keys.personLeads(personKeys.keyOfEmail(email)), '0', '-1'),
      ),
    balance: () => guarded('balancing the ledger', () => balanceOf(redis, keys)),
  };
}

/** Redis answers members and scores in turn. */
export function leadsOf(rows: string[]): LeadPage['leads'] {
  const leads: LeadPage['leads'] = [];
  for (let at = 0; at < rows.length; at += 2) {
    leads.push({ leadId: rows[at] ?? '', at: Number(rows[at + 1]) });
  }
  return leads;
}
