import {
  applyClose,
  applyCredit,
  applyDecision,
  type Holder,
  holderOf,
  type RotationChange,
  withoutTaken,
} from '../../routing/rotation-change.ts';
import type { Team } from '../../routing/team.ts';
import type { DecidedLead, Rotation } from '../../workflow/ledger.ts';
import { guarded } from './connection.ts';
import type { Redis } from './redis-client.ts';
import { readEntries } from './rotation-entries.ts';
import { type RotationKeys, rotationKeys } from './rotation-keys.ts';
import type { RotationMoment } from './rotation-moment.ts';
import { createRotationStore, type RotationStore, type RotationWrite } from './rotation-store.ts';

export type RotationOptions = {
  redis: Redis;
  prefix: string;
  /** As it is now: for the days and weeks of members and pools. */
  team: () => Team;
  /** Names a company without telling which it is. */
  companyKey: (company: string) => string;
  /** Of a rotation beside the live one (rotation-keys.ts). */
  name?: string;
};

/**
 * The rotation in Redis. It is decided here, in the process, and committed in one script that takes
 * the decision, its take and everything it changes only together (rotation-store.ts). So a crash at
 * any moment leaves a lead decided with its take, or neither.
 */
export function createRotation(options: RotationOptions): Rotation {
  const { redis, prefix, team, companyKey, name } = options;
  const keys = rotationKeys(prefix, name);
  const store = createRotationStore({ redis, keys, companyKey });

  return {
    decideOnce: (leadId, decide, about) =>
      store.change('deciding a lead', { leadId, company: about?.company }, (moment) =>
        decidedIn(moment, leadId, decide, team()),
      ),
    look: async (about) => {
      const { rotation, absences } = await store.read(about?.company);
      return { rotation, absences };
    },
    credit: (credit) => creditIn(store, credit),
    close: (leadId) =>
      store.change('closing a lead', { leadId }, ({ rotation, lead: { holder } }) => ({
        answer: undefined,
        ...(holder && {
          write: { state: applyClose(rotation, holder), entries: [], open: 'closed' as const },
        }),
      })),
    open: (limit) => guarded('listing open leads', () => openLeads(redis, keys, limit)),
    entries: async (about) => {
      const pools =
        about.pool === undefined
          ? Object.keys((await store.read(undefined)).rotation.pools)
          : [about.pool];
      return guarded('reading the ledger of standings', () =>
        readEntries(redis, pools.map(keys.standings), about),
      );
    },
  };
}

/**
 * It is decided as if the lead had not been given to anybody yet, so that it does not stand in its
 * own way: a cap that it has filled, a turn that it has taken.
 */
function decidedIn(
  { rotation, absences, lead }: RotationMoment,
  leadId: string,
  decide: Parameters<Rotation['decideOnce']>[1],
  team: Team,
): { answer: DecidedLead; write?: RotationWrite } {
  const { taken: before, decided: former } = lead;
  const isOpen = lead.holder !== undefined;
  const without = before && withoutTaken(rotation, before, { at: 0 }, isOpen).state;
  const decided = decide({
    rotation: without ?? rotation,
    absences,
    ...(former && { before: former }),
  });
  if (!lead.exists || decided === former) return { answer: decided };
  const at = decided.decision.decidedAt;
  const change = applyDecision(rotation, decided, at, team, {
    ...{ leadId, isOpen },
    ...(before && { before }),
  });
  const { state, entries, taken = null } = change;
  const open = change.taken === before ? undefined : openNow(change, lead.holder, at);
  const write = { state, entries, lead: { decided, taken }, ...(open && { open }) };
  return { answer: decided, write };
}

function openNow(
  { taken }: RotationChange,
  before: Holder | undefined,
  at: number,
): RotationWrite['open'] {
  if (taken !== undefined) return { at, holder: holderOf(taken) };
  return before && 'closed';
}

function creditIn(
  store: RotationStore,
  { leadId, ...credit }: Parameters<Rotation['credit']>[0],
): Promise<boolean> {
  return store.change('giving a lead back', { leadId }, ({ rotation, lead }) => {
    const change = applyCredit(rotation, lead.taken, { leadId, ...credit });
    if (change?.taken === undefined || !lead.exists) return { answer: false };
    const { state, entries, taken } = change;
    return { answer: true, write: { state, entries, lead: { taken } } };
  });
}

async function openLeads(
  redis: Redis,
  keys: RotationKeys,
  limit: number,
): ReturnType<Rotation['open']> {
  const rows = await redis.zrange(keys.openLeads, '0', String(limit - 1), 'WITHSCORES');
  const leads = rows.flatMap((leadId, place) =>
    place % 2 === 0 ? [{ leadId, at: Number(rows[place + 1]) }] : [],
  );
  if (leads.length === 0) return [];
  const holders = await redis.hmget(keys.openHolders, ...leads.map(({ leadId }) => leadId));
  return leads.flatMap((lead, place) => {
    const holder = holders[place];
    // Closed between the two reads.
    if (typeof holder !== 'string') return [];
    return [{ ...lead, member: (JSON.parse(holder) as Holder).member }];
  });
}
