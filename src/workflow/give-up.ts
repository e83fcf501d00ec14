import { deadLetterOf } from './dead-letter.ts';
import type { DeadLetter, LeadRecord, Ledger } from './ledger.ts';
import type { Queues } from './queues.ts';
import { type Step, stepKey } from './steps.ts';

/**
 * Turns a failed step into a dead letter.
 *
 * The entry is added before the mark, and the mark is made before the job fails: whatever moment
 * the process dies at, the job comes back and the rest is done. An entry made from a worker's
 * "failed" event instead gets lost when the worker is killed.
 */
export async function giveUp(
  deps: { ledger: Pick<Ledger, 'story' | 'markDead'>; queues: Queues; now: () => number },
  record: LeadRecord,
  step: Step,
  failure: unknown,
): Promise<DeadLetter> {
  const key = stepKey(step);
  const deadLetter = deadLetterOf({
    leadId: record.leadId,
    step: key,
    generation: record.steps[key]?.generation ?? 0,
    failure,
    story: await deps.ledger.story(record.leadId),
    at: deps.now(),
  });
  await deps.queues.addDeadLetter(deadLetter);
  await deps.ledger.markDead(deadLetter);
  return deadLetter;
}
