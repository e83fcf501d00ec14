import { deadLetterOf, wordsOf } from './dead-letter.ts';
import { createEffects } from './effect-once.ts';
import {
  type Fence,
  type LeadRecord,
  type Ledger,
  LedgerUnavailable,
  LostJob,
  type People,
  type StepEnd,
  type SystemStates,
} from './ledger.ts';
import type { World } from './ports.ts';
import type { Queues } from './queues.ts';
import type { Outcome, Stage } from './stage.ts';
import { type Step, type StepKey, stepBefore, stepKey, stepsAfter } from './steps.ts';
import { SystemFailure } from './system-failure.ts';
import { type Verdict, type VerdictPolicy, verdict } from './verdict.ts';

/** What becomes of the job: the queue adapter carries it out. */
export type JobEnd =
  | { act: 'complete' }
  /** Back later, with its attempts untouched as far as the queue is concerned. */
  | { act: 'delay'; forMs: number }
  /** To the failed set: its dead letter is written. */
  | { act: 'fail'; says: string };

export type RunStep = (job: { leadId: string; step: Step; fence?: Fence }) => Promise<JobEnd>;

export type StageRunnerDeps = {
  /** The stage of each step, as workflow.ts has them. */
  stageOf: (step: Step) => Stage<never, unknown>;
  ledger: Ledger;
  queues: Queues;
  people: People;
  systems: SystemStates;
  world: World;
  policy?: VerdictPolicy;
  /** Raises the alarm that a system's stages stand still. */
  onPause: (system: string, reason: string) => Promise<void>;
};

/** How long a job of a paused system sleeps before it looks again. */
const PAUSED_LOOK_MS = 5_000;

/**
 * Runs one step of one lead: asks the ledger, does what is missing, writes it down, hands on.
 * Runs the same way however often and wherever a job comes back.
 */
export function createStageRunner(deps: StageRunnerDeps): RunStep {
  const { ledger, queues, systems, world } = deps;

  return async function runStep({ leadId, step, fence }): Promise<JobEnd> {
    const key = stepKey(step);
    const record = await ledger.load(leadId);
    if (!record?.lead || record.status === 'erased') return { act: 'complete' };

    const state = record.steps[key]?.state;
    if (state === 'dead') return { act: 'fail', says: 'is a dead letter already' };
    if (state !== 'pending') return handOn(record, step);
    if (!mayStart(record, step)) return { act: 'complete' };

    const stage = deps.stageOf(step);
    const heldMs = await systems.heldMs(stage.systems(step), world.now());
    if (heldMs > 0) return { act: 'delay', forMs: Math.min(heldMs, PAUSED_LOOK_MS) };

    const startedAt = world.now();
    try {
      const effects = createEffects({
        leadId,
        recorded: record.effects,
        ledger,
        now: world.now,
        ...(fence && { fence }),
      });
      const outcome = await stage.run(workOf(record) as never, effects, step);
      return await conclude(record, step, outcome, startedAt, fence);
    } catch (failure) {
      return deal(record, step, failure);
    }
  };

  /** The stage ended or wants to wait. */
  async function conclude(
    record: LeadRecord,
    step: Step,
    outcome: Outcome<unknown>,
    startedAt: number,
    fence?: Fence,
  ): Promise<JobEnd> {
    const { leadId } = record;
    const key = stepKey(step);
    if (outcome.outcome === 'wait') {
      world.log.debug('step waits', { leadId, step: key, forMs: outcome.forMs });
      return { act: 'delay', forMs: outcome.forMs };
    }

    const end: StepEnd =
      outcome.outcome === 'done'
        ? { state: 'done', result: outcome.learned, says: outcome.says }
        : { state: 'skipped', says: outcome.says };
    await ledger.endStep(leadId, key, end, world.now(), fence);
    if (step.stage === 'assign') await releaseLease(record);
    const seconds = (world.now() - startedAt) / 1_000;
    world.metrics.observe('leadline_step_seconds', { stage: step.stage }, seconds);
    world.metrics.count('leadline_steps_total', { stage: step.stage, end: end.state });
    world.log.info('step ended', { leadId, step: key, end: end.state, seconds });
    return handOn(record, step);
  }

  /** Queues what may start now. Deterministic job ids make it harmless to do it again. */
  async function handOn(record: LeadRecord, step: Step): Promise<JobEnd> {
    for (const next of stepsAfter(step, Object.keys(record.steps))) {
      await queues.add(next, record.leadId);
    }
    return { act: 'complete' };
  }

  /** The stage threw: the verdict says what becomes of it. */
  async function deal(record: LeadRecord, step: Step, failure: unknown): Promise<JobEnd> {
    if (failure instanceof LostJob) return { act: 'complete' };
    if (failure instanceof LedgerUnavailable) throw failure;
    const key = stepKey(step);
    const attempt = (record.steps[key]?.attempts ?? 0) + 1;
    const decided = verdict(failure, attempt, world.random(), deps.policy);
    logFailure(record.leadId, key, failure, decided, attempt);
    world.metrics.count('leadline_failures_total', {
      stage: step.stage,
      system: failure instanceof SystemFailure ? failure.details.system : 'leadline',
      kind: failure instanceof SystemFailure ? failure.details.kind : 'bug',
    });

    switch (decided.act) {
      case 'wait':
        if (decided.system !== undefined) await systems.hold(decided.system, decided.forMs);
        return { act: 'delay', forMs: decided.forMs };
      case 'pause':
        await pauseSystem(decided);
        return { act: 'delay', forMs: PAUSED_LOOK_MS };
      case 'retry':
        await ledger.countAttempt(record.leadId, key, world.now());
        await ledger.tell(record.leadId, {
          at: world.now(),
          step: key,
          what: 'failed',
          says: wordsOf(failure),
        });
        return { act: 'delay', forMs: decided.inMs };
      case 'dead-letter':
        return bury(record, step, failure);
    }
  }

  async function pauseSystem(decided: Extract<Verdict, { act: 'pause' }>): Promise<void> {
    const since = world.now();
    const first = await systems.pause({
      system: decided.system,
      reason: decided.reason,
      since,
      ...(decided.forMs !== undefined && { until: since + decided.forMs }),
    });
    if (first) await deps.onPause(decided.system, decided.reason);
  }

  /**
   * The entry is added before the mark, and the mark before the job fails: whatever moment the
   * process dies at, the job comes back here and does the rest.
   */
  async function bury(record: LeadRecord, step: Step, failure: unknown): Promise<JobEnd> {
    const key = stepKey(step);
    const deadLetter = deadLetterOf({
      leadId: record.leadId,
      step: key,
      generation: record.steps[key]?.generation ?? 0,
      failure,
      story: await ledger.story(record.leadId),
      at: world.now(),
    });
    await queues.addDeadLetter(deadLetter);
    await ledger.markDead(deadLetter);
    await releaseLease(record);
    world.metrics.count('leadline_dead_letters_total', { stage: step.stage });
    return { act: 'fail', says: deadLetter.words };
  }

  async function releaseLease(record: LeadRecord): Promise<void> {
    if (record.lead) await deps.people.release(deps.people.keyOf(record.lead), record.leadId);
  }

  function logFailure(
    leadId: string,
    step: StepKey,
    failure: unknown,
    decided: Verdict,
    attempt: number,
  ): void {
    const fields = { leadId, step, attempt, act: decided.act };
    if (failure instanceof SystemFailure) {
      const { system, kind, when, code, status, words } = failure.details;
      world.log.warn('step failed', { ...fields, system, kind, when, code, status, words });
    } else {
      world.log.error('step met a bug', { ...fields, error: failure });
    }
  }
}

function mayStart(record: LeadRecord, step: Step): boolean {
  const before = stepBefore(step);
  if (before === undefined) return true;
  const state = record.steps[before]?.state;
  return state === 'done' || state === 'skipped';
}

/** Everything that the stages before have learned, beside the lead itself. */
function workOf(record: LeadRecord): Record<string, unknown> {
  const learned = ['deduplicate', 'assign'].map((key) => record.steps[key]?.result ?? {});
  return Object.assign({ lead: record.lead }, ...learned) as Record<string, unknown>;
}
