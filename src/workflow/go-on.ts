import type { Hands } from './hands.ts';
import type { JobEnd } from './job.ts';
import type { LeadRecord } from './ledger.ts';
import type { Queues } from './queues.ts';
import { type Step, stepsAfter } from './steps.ts';

type Going = {
  queues: Queues;
  record: LeadRecord;
  /** It has ended just now, by the hand of the job that goes on. */
  step: Step;
  run: (next: Step) => Promise<JobEnd | { act: 'ended' }>;
  /** Absent: every step goes through its queue. */
  hands?: Hands;
};

/**
 * Of a burst, all leads come to the same stage at once; of a stage whose system does not answer,
 * this is all that the others lose by it.
 */
const HAND_WITHIN_MS = 250;

/**
 * What may start now is done by the same job, side by side, where a hand is free for it: a queue
 * between two steps costs as much as a step. One that has to wait, or fails, goes to its own queue,
 * and delays none beside it.
 *
 * The job is the net under all of it. If its worker dies, it comes back, finds its own step ended,
 * and queues what is left. No other job can be at these steps meanwhile: they may start only since
 * this one's step has ended, and their jobs are made by this one (or by the sweeper, which looks
 * for this one first). Canaries go through every queue, since it is the queues that they try.
 */
export async function goOn({ hands, ...going }: Going): Promise<void> {
  const { queues, record, step } = going;
  if (!hands || record.lead?.synthetic) return queueNext(queues, record, step);
  const runs = nextSteps(record, step).map((next) => goInto(next, { ...going, hands }));
  const failed = (await Promise.allSettled(runs)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/** Queues what may start now. Deterministic job ids make it harmless to do it again. */
export async function queueNext(queues: Queues, record: LeadRecord, step: Step): Promise<void> {
  await Promise.all(nextSteps(record, step).map((next) => queues.add(next, record.leadId)));
}

async function goInto(next: Step, going: Required<Going>): Promise<void> {
  const { queues, record, hands, run } = going;
  const giveBack = await hands.take(next.stage, HAND_WITHIN_MS);
  if (!giveBack) return queues.add(next, record.leadId);
  const end = await run(next).finally(giveBack);
  switch (end.act) {
    case 'ended':
      return goOn({ ...going, step: next });
    case 'delay':
      return queues.add(next, record.leadId, end.forMs);
    case 'fail':
      // Its job finds the dead letter, and stands for it among the failed ones.
      return queues.add(next, record.leadId);
    case 'complete':
      return undefined;
  }
}

function nextSteps(record: LeadRecord, step: Step): Step[] {
  return stepsAfter(step, Object.keys(record.steps));
}
