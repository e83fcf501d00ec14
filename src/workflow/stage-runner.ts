import { dealWithFailure } from './deal-with-failure.ts';
import { createEffects, type MadeEffects, writeEffects } from './effect-once.ts';
import { goOn, queueNext } from './go-on.ts';
import { type JobEnd, PAUSED_LOOK_MS, type RunStep, type StageRunnerDeps } from './job.ts';
import { type Fence, type LeadRecord, mayStart, type StepEnd } from './ledger.ts';
import type { Outcome } from './stage.ts';
import { type Step, stepKey, stepsBefore } from './steps.ts';

/**
 * Runs one step of one lead: asks the ledger, does what is missing, writes it down, goes on.
 * Runs the same way however often and wherever a job comes back.
 */
export function createStageRunner(deps: StageRunnerDeps): RunStep {
  return async function runStep({ leadId, step, fence, hands }): Promise<JobEnd> {
    const record = await deps.ledger.load(leadId);
    if (!record?.lead || record.status === 'erased') return { act: 'complete' };

    const state = record.steps[stepKey(step)]?.state;
    if (state === 'dead') return { act: 'fail', says: 'is a dead letter already' };
    if (state !== 'pending') {
      await queueNext(deps.queues, record, step);
      return { act: 'complete' };
    }
    if (!mayStart(record, step)) return { act: 'complete' };

    const end = await runStage(deps, record, step, fence);
    if (end.act !== 'ended') return end;
    await goOn({
      queues: deps.queues,
      record,
      step,
      ...(hands && fence && { hands }),
      run: (next) => runStage(deps, record, next, fence),
    });
    return { act: 'complete' };
  };
}

/** `ended`: by us, just now. */
async function runStage(
  deps: StageRunnerDeps,
  record: LeadRecord,
  step: Step,
  fence: Fence | undefined,
): Promise<JobEnd | { act: 'ended' }> {
  const { ledger, queues, systems, world } = deps;
  const { leadId } = record;
  const stage = deps.stageOf(step);
  const waitMs = await systems.waitMs(stage.systems(step), world.now());
  if (waitMs > 0) return { act: 'delay', forMs: Math.min(waitMs, PAUSED_LOOK_MS) };

  const startedAt = world.now();
  const made: MadeEffects = new Map();
  try {
    const effects = createEffects({
      leadId,
      recorded: record.effects,
      ledger,
      now: world.now,
      unwritten: made,
      ...(fence && { fence }),
    });
    const outcome = await stage.run(workOf(record, step) as never, effects, step);
    if (outcome.outcome === 'wait') {
      await writeEffects(ledger, leadId, made);
      const { forMs, held, says } = outcome;
      if (held) await ledger.hold(leadId, held.until, says, world.now());
      return { act: 'delay', forMs };
    }
    if (await writeEnd(deps, record, step, outcome, { startedAt, made, ...(fence && { fence }) })) {
      return { act: 'ended' };
    }
    await queueNext(queues, record, step);
    return { act: 'complete' };
  } catch (failure) {
    await writeEffects(ledger, leadId, made);
    return dealWithFailure(deps, record, step, failure);
  }
}

/**
 * Writes down how the step ended. From here on it will never be run again. Answers false when it
 * had ended already.
 */
async function writeEnd(
  { ledger, people, world }: StageRunnerDeps,
  record: LeadRecord,
  step: Step,
  outcome: Exclude<Outcome<unknown>, { outcome: 'wait' }>,
  run: { startedAt: number; made: MadeEffects; fence?: Fence },
): Promise<boolean> {
  const { leadId, lead } = record;
  const key = stepKey(step);
  const stepEnd: StepEnd =
    outcome.outcome === 'done'
      ? { state: 'done', result: outcome.learned, says: outcome.says }
      : { state: 'skipped', says: outcome.says };
  const { made } = run;
  const written = await ledger.endStep(leadId, key, { ...stepEnd, made }, world.now(), run.fence);
  made.clear();
  record.steps[key] = { attempts: 0, generation: 0, ...record.steps[key], ...stepEnd };
  // The next lead of the same person may go on.
  if (step.stage === 'assign' && lead) await people.release(people.keyOf(lead), leadId);

  const seconds = (world.now() - run.startedAt) / 1_000;
  world.metrics.observe('leadline_step_seconds', { stage: step.stage }, seconds);
  world.metrics.count('leadline_steps_total', { stage: step.stage, end: stepEnd.state });
  world.log.info('step ended', { leadId, step: key, end: stepEnd.state, seconds });
  return written;
}

/** Everything that the stages before have learned, beside the lead itself. */
function workOf(record: LeadRecord, step: Step): Record<string, unknown> {
  const { lead, decidedLead } = record;
  const learned = stepsBefore(step).map((key) => record.steps[key]?.result ?? {});
  const leads = { lead, ...(decidedLead && { decidedLead }) };
  return Object.assign(leads, ...learned) as Record<string, unknown>;
}
