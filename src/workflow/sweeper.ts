import { stalledDeadLetter } from './dead-letter.ts';
import type { LeadRecord, Ledger } from './ledger.ts';
import type { World } from './ports.ts';
import type { Queues } from './queues.ts';
import { STAGES, type StageName, type Step, stepBefore, stepKey, stepOf } from './steps.ts';

/** What the sweeper can find out of order; each repair is counted and logged under its name. */
export type Repair =
  /** A step may run, but its queue has no job: a crash between accept or hand-on and the queue. */
  | 'step_without_job'
  /** A job failed outside the runner (stalled too often): nobody wrote its dead letter. */
  | 'failed_without_dead_letter'
  /** Revived, but its failed job was not put back: a crash in the middle of a replay. */
  | 'replay_without_job'
  /** The ledger says dead, but the entry in the dead-letter queue is missing. */
  | 'dead_without_entry'
  /** The entry is there, but the ledger does not say dead (any more). */
  | 'entry_without_dead';

export type Sweeper = {
  /** One round; answers what was repaired. */
  sweep: () => Promise<{ leadId: string; step: string; repair: Repair }[]>;
};

/** Younger leads are in the hands of a worker. */
const QUIET_MS = 10_000;

const LEADS_MAX = 500;

/** BullMQ's words for a job whose worker died more often than `maxStalledCount`. */
const STALLED_WORDS = 'stalled more than';

/**
 * Puts right what a crash left between two writes. It knows one rule: what the ledger says must
 * be true in the queues. Everything it does is idempotent, so two sweepers do no harm.
 */
export function createSweeper(deps: {
  ledger: Ledger;
  queues: Queues;
  world: World;
  quietMs?: number;
}): Sweeper {
  const { ledger, queues, world } = deps;
  const quietMs = deps.quietMs ?? QUIET_MS;
  const repairs: { leadId: string; step: string; repair: Repair }[] = [];

  async function sweep() {
    repairs.length = 0;
    const before = world.now() - quietMs;
    for (const leadId of await ledger.quietSince(before, LEADS_MAX)) {
      const record = await ledger.load(leadId);
      if (record) await sweepLead(record);
    }
    for (const stage of STAGES) {
      await sweepFailed(stage);
      await sweepEntries(stage);
    }
    await sweepDead();
    return [...repairs];
  }

  async function sweepLead(record: LeadRecord): Promise<void> {
    for (const [key, { state }] of Object.entries(record.steps)) {
      const step = stepOf(key);
      if (state !== 'pending' || !isDue(record, step)) continue;
      const job = await queues.jobState(step, record.leadId);
      if (job !== 'unknown' && job !== 'completed') continue;
      await queues.putBack(step, record.leadId);
      repaired(record.leadId, key, 'step_without_job');
    }
  }

  async function sweepFailed(stage: StageName): Promise<void> {
    for (const { leadId, step, words } of await queues.failedJobs(stage, LEADS_MAX)) {
      const key = stepKey(step);
      const record = await ledger.load(leadId);
      const state = record?.steps[key];
      if (!state || record.status === 'erased') {
        await queues.remove(step, leadId);
        continue;
      }
      if (state.state !== 'pending' || !(await isQuiet(leadId))) continue;
      if (!words.includes(STALLED_WORDS)) {
        // Failed before and pending again: a replay that was interrupted half-way.
        await queues.putBack(step, leadId);
        repaired(leadId, key, 'replay_without_job');
        continue;
      }
      const { generation } = state;
      const deadLetter = stalledDeadLetter({
        leadId,
        step: key,
        generation,
        words,
        at: world.now(),
      });
      await queues.addDeadLetter(deadLetter);
      await ledger.markDead(deadLetter);
      repaired(leadId, key, 'failed_without_dead_letter');
    }
  }

  async function isQuiet(leadId: string): Promise<boolean> {
    const last = (await ledger.story(leadId)).at(-1)?.at ?? 0;
    return last < world.now() - quietMs;
  }

  async function sweepEntries(stage: StageName): Promise<void> {
    for (const entry of await queues.deadLetters(stage)) {
      const step = (await ledger.load(entry.leadId))?.steps[entry.step];
      if (step?.state === 'dead' && step.generation === entry.generation) continue;
      // The runner adds the entry a moment before it marks the step.
      const justNow = step?.state === 'pending' && step.generation === entry.generation;
      if (justNow) continue;
      await queues.removeDeadLetter(entry);
      repaired(entry.leadId, entry.step, 'entry_without_dead');
    }
  }

  async function sweepDead(): Promise<void> {
    const { leads } = await ledger.list('dead', { offset: 0, limit: LEADS_MAX });
    for (const { leadId } of leads) {
      const record = await ledger.load(leadId);
      for (const [step, { deadLetter }] of Object.entries(record?.steps ?? {})) {
        if (!deadLetter || (await queues.hasDeadLetter(deadLetter))) continue;
        await queues.addDeadLetter(deadLetter);
        repaired(leadId, step, 'dead_without_entry');
      }
    }
  }

  function repaired(leadId: string, step: string, repair: Repair): void {
    repairs.push({ leadId, step, repair });
    world.metrics.count('leadline_repairs_total', { repair });
    world.log.warn('sweeper repaired a lead', { leadId, step, repair });
  }

  return { sweep };
}

function isDue(record: LeadRecord, step: Step): boolean {
  const before = stepBefore(step);
  if (before === undefined) return true;
  const state = record.steps[before]?.state;
  return state === 'done' || state === 'skipped';
}
