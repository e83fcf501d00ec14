import type {
  Balance,
  EffectRecord,
  LeadRecord,
  LeadStatus,
  Ledger,
  NewEntry,
  StepRecord,
  StoryEvent,
} from '../../src/workflow/ledger.ts';
import { LEAD_STATUSES } from '../../src/workflow/ledger.ts';
import { replayFrom, stepKey, stepOf } from '../../src/workflow/steps.ts';

/**
 * The ledger's rules without a database: what the Redis ledger is compared with, and what unit
 * tests run on. Every write is told to `wrote`, so that a test can see their order.
 */
export type MemoryLedger = Pick<
  Ledger,
  | 'accept'
  | 'load'
  | 'effects'
  | 'story'
  | 'tell'
  | 'touch'
  | 'attemptEffect'
  | 'recordEffect'
  | 'forgetAttempt'
  | 'countAttempt'
  | 'endStep'
  | 'markDead'
  | 'reviveStep'
  | 'discardSteps'
  | 'release'
  | 'refuse'
  | 'quietSince'
  | 'list'
  | 'hold'
  | 'held'
  | 'balance'
>;

type Held = LeadRecord & { told: StoryEvent[]; touchedAt: number };

export function createMemoryLedger(wrote: (write: string) => void = () => undefined): MemoryLedger {
  const leads = new Map<string, Held>();
  const seen = new Map<string, string>();

  const heldOf = (leadId: string): Held => {
    const held = leads.get(leadId);
    if (!held) throw new Error(`the test asks for lead ${leadId}, which was never accepted`);
    return held;
  };

  function accept(entry: NewEntry): { leadId: string; duplicate: boolean } {
    if (leads.has(entry.leadId)) return { leadId: entry.leadId, duplicate: false };
    const first = entry.duplicateKeys.map(({ key }) => seen.get(key)).find(Boolean);
    if (first !== undefined) return { leadId: first, duplicate: true };
    for (const { key } of entry.duplicateKeys) seen.set(key, entry.leadId);
    const { leadId, source, receivedAt, status, lead, reason } = entry;
    leads.set(leadId, {
      ...{ leadId, source, receivedAt, status, touchedAt: receivedAt },
      ...(lead && { lead }),
      ...(reason !== undefined && { reason }),
      steps: status === 'in_flight' ? pending(entry.steps) : {},
      effects: {},
      told: [{ at: receivedAt, what: 'accepted', says: '' }],
    });
    return { leadId, duplicate: false };
  }

  /** Changes a step that is in one of the states, and brings the lead's status in line. */
  function change(
    leadId: string,
    step: string,
    from: StepRecord['state'][],
    to: (was: StepRecord) => StepRecord,
    event: StoryEvent,
  ): boolean {
    const held = heldOf(leadId);
    const was = held.steps[step];
    if (!was || !from.includes(was.state)) return false;
    held.steps[step] = to(was);
    held.status = statusOf(held.steps);
    held.touchedAt = event.at;
    held.told.push(event);
    wrote(`${event.what} ${step}`);
    return true;
  }

  /** The ended step that the replay of another begins with. */
  function beginAgain(leadId: string, first: string, replayed: string): void {
    const held = heldOf(leadId);
    const was = held.steps[first];
    if (first === replayed || !was || !['done', 'skipped'].includes(was.state)) return;
    held.steps[first] = { state: 'pending', attempts: 0, generation: was.generation };
    held.status = statusOf(held.steps);
  }

  function leave(leadId: string, at: number, parts: Partial<Held>): boolean {
    const held = heldOf(leadId);
    if (held.status !== 'quarantined') return false;
    Object.assign(held, parts, { touchedAt: at });
    return true;
  }

  return {
    accept: async (entry) => accept(entry),
    load: async (leadId) => {
      const held = leads.get(leadId);
      return held && recordOf(held);
    },
    effects: async (leadId) => {
      const held = leads.get(leadId);
      return held && recordOf(held).effects;
    },
    story: async (leadId) => [...heldOf(leadId).told],
    tell: async (leadId, event) => {
      heldOf(leadId).told.push(event);
      wrote(`${event.what} ${event.step}`);
    },
    touch: async (leadId, at) => void (heldOf(leadId).touchedAt = at),
    attemptEffect: async (leadId, effect, at) => {
      heldOf(leadId).effects[effect] = { state: 'attempted', at };
      wrote(`attempted ${effect}`);
    },
    recordEffect: async (leadId, effect, value, at) => {
      heldOf(leadId).effects[effect] = { state: 'made', at, value } satisfies EffectRecord;
      wrote(`made ${effect}`);
    },
    forgetAttempt: async (leadId, effect) => {
      delete heldOf(leadId).effects[effect];
      wrote(`forgot ${effect}`);
    },
    countAttempt: async (leadId, step, at) => {
      const held = heldOf(leadId);
      const record = held.steps[step];
      if (!record) throw new Error(`lead ${leadId} has no step ${step}`);
      held.touchedAt = at;
      record.attempts += 1;
      return record.attempts;
    },
    endStep: async (leadId, step, end, at) => {
      for (const [effect, made] of end.made ?? []) {
        heldOf(leadId).effects[effect] = { ...made };
        wrote(`made ${effect}`);
      }
      return change(
        leadId,
        step,
        ['pending'],
        (was) => ({
          ...was,
          state: end.state,
          ...(end.result !== undefined && { result: end.result }),
        }),
        { at, step, what: end.state, says: end.says },
      );
    },
    markDead: async (deadLetter) => {
      const { leadId, step, at, words } = deadLetter;
      const event = { at, step, what: 'dead', says: words };
      change(leadId, step, ['pending'], (was) => ({ ...was, state: 'dead', deadLetter }), event);
    },
    reviveStep: async (leadId, step, at) => {
      const event = { at, step, what: 'replayed', says: '' };
      const revived = change(leadId, step, ['dead'], revive, event);
      if (revived) beginAgain(leadId, stepKey(replayFrom(stepOf(step))), step);
      return revived ? (heldOf(leadId).steps[step]?.generation ?? -1) : -1;
    },
    discardSteps: async (leadId, steps, says, at) => {
      for (const step of steps) {
        const event = { at, step, what: 'discarded', says };
        change(leadId, step, ['pending', 'dead'], discard, event);
      }
    },
    release: async (leadId, lead, steps, at) =>
      leave(leadId, at, { lead, steps: pending(steps), status: 'in_flight' }),
    refuse: async (leadId, reason, at) => leave(leadId, at, { reason, status: 'refused' }),
    quietSince: async (before) =>
      [...leads.values()]
        .filter(({ steps, touchedAt }) => touchedAt <= before && isOpen(steps))
        .map(({ leadId }) => leadId),
    list: async (status) => {
      const found = [...leads.values()].filter((held) => held.status === status);
      const page = found.map(({ leadId, touchedAt }) => ({ leadId, at: touchedAt }));
      return { leads: page, total: page.length };
    },
    hold: async (leadId, until, says, at) => {
      const lead = heldOf(leadId);
      lead.held = { since: lead.held?.since ?? at, until, says };
    },
    held: async (limit) => {
      const found = [...leads.values()].flatMap(({ leadId, held }) =>
        held ? [{ leadId, at: held.until }] : [],
      );
      const inOrder = found.toSorted((one, other) => one.at - other.at);
      return { leads: inOrder.slice(0, limit), total: found.length };
    },
    balance: async () => balanceOf([...leads.values()]),
  };
}

function recordOf({ leadId, source, receivedAt, status, reason, lead, ...held }: Held): LeadRecord {
  return structuredClone({
    ...{ leadId, source, receivedAt, status, steps: held.steps, effects: held.effects },
    ...(lead && { lead }),
    ...(held.held && { held: held.held }),
    ...(reason !== undefined && { reason }),
  });
}

/** One dead step makes the lead dead; else one unended step keeps it in flight. */
function statusOf(steps: Record<string, StepRecord>): LeadStatus {
  const states = Object.values(steps).map(({ state }) => state);
  if (states.includes('dead')) return 'dead';
  return states.includes('pending') ? 'in_flight' : 'complete';
}

function isOpen(steps: Record<string, StepRecord>): boolean {
  return Object.values(steps).some(({ state }) => state === 'pending');
}

function pending(steps: string[]): Record<string, StepRecord> {
  return Object.fromEntries(
    steps.map((step) => [step, { state: 'pending' as const, attempts: 0, generation: 0 }]),
  );
}

function revive(was: StepRecord): StepRecord {
  return { ...withoutLetter(was), state: 'pending', attempts: 0, generation: was.generation + 1 };
}

function discard(was: StepRecord): StepRecord {
  return { ...withoutLetter(was), state: 'discarded' };
}

function withoutLetter(was: StepRecord): StepRecord {
  const { deadLetter, ...rest } = was;
  return deadLetter ? rest : was;
}

function balanceOf(all: Held[]): Balance {
  const byStatus = Object.fromEntries(
    LEAD_STATUSES.map((status) => [status, all.filter((held) => held.status === status).length]),
  ) as Record<LeadStatus, number>;
  return { accepted: all.length, byStatus, balanced: true, astray: [] };
}
