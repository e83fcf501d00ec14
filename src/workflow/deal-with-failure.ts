import { wordsOf } from './dead-letter.ts';
import { giveUp } from './give-up.ts';
import { type JobEnd, PAUSED_LOOK_MS, type StageRunnerDeps } from './job.ts';
import { type LeadRecord, LedgerUnavailable, LostJob } from './ledger.ts';
import type { World } from './ports.ts';
import { type Step, stepKey } from './steps.ts';
import { SystemFailure } from './system-failure.ts';
import { type Verdict, verdict } from './verdict.ts';

/**
 * A stage threw: the verdict says what becomes of its step, and it is done here.
 *
 * @throws LedgerUnavailable again: without the ledger nothing can be concluded, so the job goes
 * back to its queue as it is.
 */
export async function dealWithFailure(
  deps: StageRunnerDeps,
  record: LeadRecord,
  step: Step,
  failure: unknown,
): Promise<JobEnd> {
  if (failure instanceof LostJob) return { act: 'complete' };
  if (failure instanceof LedgerUnavailable) throw failure;

  const attempt = (record.steps[stepKey(step)]?.attempts ?? 0) + 1;
  const decided = verdict(failure, attempt, deps.world.random(), deps.policy);
  report(deps.world, { record, step, failure, attempt, decided });

  switch (decided.act) {
    case 'wait':
      if (decided.system !== undefined)
        await deps.systems.leaveAlone(decided.system, decided.forMs);
      return { act: 'delay', forMs: decided.forMs };
    case 'pause':
      await pauseSystem(deps, decided);
      return { act: 'delay', forMs: PAUSED_LOOK_MS };
    case 'retry':
      await countAttempt(deps, record, step, failure);
      return { act: 'delay', forMs: decided.inMs };
    case 'dead-letter':
      return makeDeadLetter(deps, record, step, failure);
    default:
      throw new Error(`no such verdict: ${JSON.stringify(decided satisfies never)}`);
  }
}

async function countAttempt(
  { ledger, world }: StageRunnerDeps,
  { leadId }: LeadRecord,
  step: Step,
  failure: unknown,
): Promise<void> {
  const key = stepKey(step);
  await ledger.countAttempt(leadId, key, world.now());
  const says = wordsOf(failure);
  await ledger.tell(leadId, { at: world.now(), step: key, what: 'failed', says });
}

async function pauseSystem(
  { systems, world, onPause }: StageRunnerDeps,
  { system, reason, forMs, advice }: Extract<Verdict, { act: 'pause' }>,
): Promise<void> {
  const since = world.now();
  const pause = {
    ...{ system, reason, since },
    ...(forMs !== undefined && { until: since + forMs }),
    ...(advice !== undefined && { advice }),
  };
  if (await systems.pause(pause)) await onPause(pause);
}

async function makeDeadLetter(
  deps: StageRunnerDeps,
  record: LeadRecord,
  step: Step,
  failure: unknown,
): Promise<JobEnd> {
  const { ledger, queues, people, world } = deps;
  const { words } = await giveUp({ ledger, queues, now: world.now }, record, step, failure);
  // The next lead of the same person does not wait for whoever mends this one.
  if (record.lead) await people.release(people.keyOf(record.lead), record.leadId);
  world.metrics.count('leadline_dead_letters_total', { stage: step.stage });
  return { act: 'fail', says: words };
}

type Failed = {
  record: LeadRecord;
  step: Step;
  failure: unknown;
  attempt: number;
  decided: Verdict;
};

/** One log line and one count for each failure, the same for every stage. */
function report(world: World, { record, step, failure, attempt, decided }: Failed): void {
  const fields = { leadId: record.leadId, step: stepKey(step), attempt, verdict: decided.act };
  const labels = { stage: step.stage };
  if (failure instanceof SystemFailure) {
    const { system, kind, when, code, status, words } = failure.details;
    world.log.warn('step failed', { ...fields, system, kind, when, code, status, words });
    world.metrics.count('leadline_failures_total', { ...labels, system, kind });
  } else {
    world.log.error('step met a bug', { ...fields, error: failure });
    world.metrics.count('leadline_failures_total', { ...labels, system: 'leadline', kind: 'bug' });
  }
}
