import { stalledDeadLetter } from './dead-letter.ts';
import { type LeadRecord, type Ledger, mayStart, type StoryEvent } from './ledger.ts';
import type { World } from './ports.ts';
import type { Queues } from './queues.ts';
import { STAGES, type Step, type StepKey, stepBefore, stepKey, stepOf } from './steps.ts';

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

export type Repaired = { leadId: string; step: string; repair: Repair };

export type Sweeper = {
  /**
   * One round; answers what was repaired. The dead letters are compared one by one, which takes
   * its time where there are thousands: `leadsOnly` leaves them to a later round.
   */
  sweep: (round?: { leadsOnly: boolean }) => Promise<Repaired[]>;
};

type Deps = { ledger: Ledger; queues: Queues; world: World; quietMs?: number };

/** One kind of looking: yields what it had to put right. */
type Look = (deps: Deps) => AsyncGenerator<Repaired>;

/** Younger leads are in the hands of a worker. */
const QUIET_MS = 10_000;

const LEADS_MAX = 500;

/** BullMQ's words for a job whose worker died more often than `maxStalledCount`. */
const STALLED_WORDS = 'stalled more than';

/**
 * Puts right what a crash left between two writes. It knows one rule: what the ledger says must
 * be true in the queues. Everything it does is idempotent, so two sweepers do no harm.
 */
export function createSweeper(deps: Deps): Sweeper {
  async function sweep(round = { leadsOnly: false }): Promise<Repaired[]> {
    const repairs: Repaired[] = [];
    const looks: Look[] = [openLeads, failedJobs];
    if (!round.leadsOnly) looks.push(deadLetterEntries, deadLeads);
    for (const look of looks) {
      for await (const repaired of look(deps)) {
        repairs.push(repaired);
        deps.world.metrics.count('leadline_repairs_total', { repair: repaired.repair });
        deps.world.log.warn('sweeper repaired a lead', repaired);
      }
    }
    return repairs;
  }

  return { sweep };
}

/** Every step that may run has a job. */
async function* openLeads({ ledger, queues, world, quietMs }: Deps): AsyncGenerator<Repaired> {
  const before = world.now() - (quietMs ?? QUIET_MS);
  for (const leadId of await ledger.quietSince(before, LEADS_MAX)) {
    const record = await ledger.load(leadId);
    for (const key of record ? dueSteps(record) : []) {
      const step = stepOf(key);
      const job = await queues.jobState(step, leadId);
      if (job !== 'unknown' && job !== 'completed') continue;
      if (await hasJobBefore(queues, step, leadId)) continue;
      await queues.putBack(step, leadId);
      yield { leadId, step: key, repair: 'step_without_job' };
    }
    // Looked at: the next round begins with those that have waited longest for a look.
    await ledger.touch(leadId, world.now());
  }
}

/** Every failed job has a dead letter, or was meant to be replayed. */
async function* failedJobs(deps: Deps): AsyncGenerator<Repaired> {
  const { ledger, queues, world } = deps;
  for (const { leadId, step, words, at } of await allFailedJobs(queues)) {
    const key = stepKey(step);
    const record = await ledger.load(leadId);
    const state = record?.steps[key];
    if (!state || record.status === 'erased') {
      await queues.remove(step, leadId);
      continue;
    }
    if (state.state !== 'pending') continue;
    const story = await ledger.story(leadId);
    if (!isQuiet(deps, story)) continue;
    if (!mayStart(record, step)) {
      // The replay begins with an earlier step, which finds the way free for this one.
      await queues.remove(step, leadId);
      continue;
    }
    if (!words.includes(STALLED_WORDS) || replayedAt(story, key) > at) {
      // Failed before and pending again: a replay that was interrupted half-way.
      await queues.putBack(step, leadId);
      yield { leadId, step: key, repair: 'replay_without_job' };
      continue;
    }
    const { generation } = state;
    const deadLetter = stalledDeadLetter({ leadId, step: key, generation, words, at: world.now() });
    await queues.addDeadLetter(deadLetter);
    await ledger.markDead(deadLetter);
    yield { leadId, step: key, repair: 'failed_without_dead_letter' };
  }
}

/** Every entry of a dead-letter queue stands for a dead step. */
async function* deadLetterEntries({ ledger, queues }: Deps): AsyncGenerator<Repaired> {
  for (const entry of await allEntries(queues)) {
    const step = (await ledger.load(entry.leadId))?.steps[entry.step];
    const ofNow = step?.generation === entry.generation;
    // The entry is added a moment before the step is marked, so "pending" is no contradiction.
    if (ofNow && (step.state === 'dead' || step.state === 'pending')) continue;
    await queues.removeDeadLetter(entry);
    yield { leadId: entry.leadId, step: entry.step, repair: 'entry_without_dead' };
  }
}

/** Every dead step has its entry. */
async function* deadLeads({ ledger, queues }: Deps): AsyncGenerator<Repaired> {
  const { leads } = await ledger.list('dead', { offset: 0, limit: LEADS_MAX });
  for (const { leadId } of leads) {
    const record = await ledger.load(leadId);
    for (const [step, { deadLetter }] of Object.entries(record?.steps ?? {})) {
      if (!deadLetter || (await queues.hasDeadLetter(deadLetter))) continue;
      await queues.addDeadLetter(deadLetter);
      yield { leadId, step, repair: 'dead_without_entry' };
    }
  }
}

/** The job of an earlier step is still at the lead, or will be again: it goes on with this one. */
async function hasJobBefore(queues: Queues, step: Step, leadId: string): Promise<boolean> {
  const key = stepBefore(step);
  if (key === undefined) return false;
  const before = stepOf(key);
  const state = await queues.jobState(before, leadId);
  const alive = state === 'active' || state === 'waiting' || state === 'delayed';
  return alive || hasJobBefore(queues, before, leadId);
}

async function allFailedJobs(queues: Queues) {
  const found = await Promise.all(STAGES.map((stage) => queues.failedJobs(stage, LEADS_MAX)));
  return found.flat();
}

async function allEntries(queues: Queues) {
  const found = await Promise.all(STAGES.map((stage) => queues.deadLetters(stage)));
  return found.flat();
}

function isQuiet({ world, quietMs }: Deps, story: StoryEvent[]): boolean {
  return (story.at(-1)?.at ?? 0) < world.now() - (quietMs ?? QUIET_MS);
}

function replayedAt(story: StoryEvent[], key: StepKey): number {
  return story.findLast(({ step, what }) => step === key && what === 'replayed')?.at ?? 0;
}

/** Pending, and what comes before it has ended. */
function dueSteps(record: LeadRecord): StepKey[] {
  return Object.keys(record.steps).filter(
    (key) => record.steps[key]?.state === 'pending' && mayStart(record, stepOf(key)),
  );
}
