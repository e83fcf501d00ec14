import type { Team } from '../routing/team.ts';
import type { LeadRecord, Ledger, Locks, Rotation, SystemStates } from './ledger.ts';
import type { Crm, World } from './ports.ts';
import { SystemFailure } from './system-failure.ts';

export type OpenLeads = {
  /** One round; answers the leads that count as open no longer. */
  round: () => Promise<string[]>;
};

export type OpenLeadsDeps = {
  rotation: Pick<Rotation, 'open' | 'close'>;
  ledger: Pick<Ledger, 'load'>;
  crm: Pick<Crm, 'system' | 'taskStates'>;
  systems: Pick<SystemStates, 'waitMs'>;
  locks: Pick<Locks, 'take'>;
  /** As they are now. */
  team: () => Team;
  openForDays: () => number;
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
 * pool's choice looks at the count.
 */
export function createOpenLeads(deps: OpenLeadsDeps): OpenLeads {
  const { rotation, ledger, crm, systems, locks, world } = deps;

  async function round(): Promise<string[]> {
    if ((await locks.take('open-leads', LOCK_MS)) === undefined) return [];
    const open = await rotation.open(LEADS_MAX);
    const isOld = tooOld(world.now() - deps.openForDays() * DAY_MS);
    const old = open.filter(isOld).map(({ leadId }) => leadId);
    for (const leadId of old) await rotation.close(leadId);
    if (!looksAtOpenLeads(deps.team())) return old;

    const closed = [...old];
    const young = open.filter((lead) => !isOld(lead)).map(({ leadId }) => leadId);
    for (let from = 0; from < young.length; from += AT_ONCE) {
      if ((await systems.waitMs([crm.system], world.now())) > 0) break;
      const ended = await unlessThrottled(endedAmong(young.slice(from, from + AT_ONCE)));
      if (!ended) break;
      for (const leadId of ended) {
        await rotation.close(leadId);
        closed.push(leadId);
      }
    }
    if (closed.length > 0) {
      world.log.debug('leads count as open no longer', { leads: closed.length });
    }
    return closed;
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

function tooOld(before: number): (lead: { at: number }) => boolean {
  return ({ at }) => at < before;
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
