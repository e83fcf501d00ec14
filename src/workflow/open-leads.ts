import type { Team } from '../routing/team.ts';
import type { LeadRecord, Ledger, Locks, Rotation, SystemStates } from './ledger.ts';
import type { Crm, World } from './ports.ts';
import { SystemFailure } from './system-failure.ts';

export type OpenLeads = {
  /** One round; answers the leads that count as open no longer. */
  round: () => Promise<string[]>;
};

/** A rotation with what it is divided by: the live one, or that of the shadow. */
export type WatchedRotation = {
  rotation: Pick<Rotation, 'open' | 'close'>;
  team: Team;
  openForDays: number;
};

export type OpenLeadsDeps = {
  /** As they are now. */
  rotations: () => WatchedRotation[];
  ledger: Pick<Ledger, 'load'>;
  crm: Pick<Crm, 'system' | 'taskStates'>;
  systems: Pick<SystemStates, 'waitMs'>;
  locks: Pick<Locks, 'take'>;
  world: Pick<World, 'now' | 'log'>;
};

const DAY_MS = 24 * 3_600_000;

/** The oldest ones; a team with more than that has other worries than the caps. */
const LEADS_MAX = 10_000;

/** One batch of the CRM's. */
const AT_ONCE = 100;

/** Of all workers one looks, and for so long no other does. */
const LOCK_MS = 240_000;

/**
 * Keeps the count of open leads true: a lead is open until its task is completed in the CRM, or
 * deleted there, or it is older than routing.yaml says. The CRM is asked only where a cap or a
 * pool's choice looks at the count. A shadow has the same leads, open for whom it would have given
 * them to: they are asked about once.
 */
export function createOpenLeads(deps: OpenLeadsDeps): OpenLeads {
  const { ledger, crm, systems, locks, world } = deps;

  async function round(): Promise<string[]> {
    if ((await locks.take('open-leads', LOCK_MS)) === undefined) return [];
    const listed = await Promise.all(deps.rotations().map(openIn));
    const closed = new Set<string>();
    for (const { rotation, old } of listed) await closeIn(rotation, old, closed);

    const counting = listed.filter(({ team }) => looksAtOpenLeads(team));
    const young = [...new Set(counting.flatMap((each) => [...each.young]))];
    for (let from = 0; from < young.length; from += AT_ONCE) {
      if ((await systems.waitMs([crm.system], world.now())) > 0) break;
      const ended = await unlessThrottled(endedAmong(young.slice(from, from + AT_ONCE)));
      if (!ended) break;
      for (const { rotation, young: open } of counting) {
        const there = ended.filter((leadId) => open.has(leadId));
        await closeIn(rotation, there, closed);
      }
    }
    if (closed.size > 0) {
      world.log.debug('leads count as open no longer', { leads: closed.size });
    }
    return [...closed];
  }

  async function openIn({ rotation, team, openForDays }: WatchedRotation) {
    const before = world.now() - openForDays * DAY_MS;
    const open = await rotation.open(LEADS_MAX);
    const isOld = ({ at }: { at: number }) => at < before;
    const old = open.filter(isOld).map(({ leadId }) => leadId);
    const young = new Set(open.filter((lead) => !isOld(lead)).map(({ leadId }) => leadId));
    return { rotation, team, old, young };
  }

  async function endedAmong(leadIds: string[]): Promise<string[]> {
    const looked = await Promise.all(
      leadIds.map(async (leadId) => ({ leadId, task: taskOf(await ledger.load(leadId)) })),
    );
    const taskIds = looked.flatMap(({ task }) => (typeof task === 'object' ? [task.taskId] : []));
    const states = taskIds.length === 0 ? {} : await crm.taskStates([...new Set(taskIds)]);
    return looked.flatMap(({ leadId, task }) => {
      const state = typeof task === 'object' ? states[task.taskId] : task;
      return state === 'none' || state === 'completed' || state === 'gone' ? [leadId] : [];
    });
  }

  return { round };
}

/** Adds to `closed` those that it closes. */
async function closeIn(
  rotation: WatchedRotation['rotation'],
  leadIds: string[],
  closed: Set<string>,
): Promise<void> {
  for (const leadId of leadIds) {
    await rotation.close(leadId);
    closed.add(leadId);
  }
}

/** Undefined: the CRM has no call for this now, which is no failure. The next round asks again. */
async function unlessThrottled<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (failure) {
    if (failure instanceof SystemFailure && failure.details.kind === 'throttled') return undefined;
    throw failure;
  }
}

/** Does any cap, or any pool's choice, look at how many leads are open? */
export function looksAtOpenLeads({ members, pools }: Team): boolean {
  return (
    Object.values(members).some(({ cap }) => cap?.open !== undefined) ||
    Object.values(pools).some(
      ({ cap, choice }) => cap?.open !== undefined || choice === 'least-open',
    )
  );
}

/**
 * `none`: there is no task, and will be none: the lead joins another's, or somebody discarded it,
 * or it has been erased. `yet to come`: it may still be made.
 */
function taskOf(record: LeadRecord | undefined): { taskId: string } | 'none' | 'yet to come' {
  if (record === undefined || record.status === 'erased') return 'none';
  const { state, result } = record.steps['task'] ?? {};
  if (state === 'skipped' || state === 'discarded') return 'none';
  return state === 'done' ? (result as { taskId: string }) : 'yet to come';
}
