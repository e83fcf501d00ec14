import type { JobState, Queues } from '../../src/workflow/queues.ts';
import { type Step, type StepKey, stepKey, stepOf } from '../../src/workflow/steps.ts';

type Job = { leadId: string; step: StepKey; state: JobState; words: string };
type Entry = Parameters<Queues['hasDeadLetter']>[0];

const jobId = (step: StepKey, leadId: string) => `${leadId} ${step}`;

export type MemoryQueues = Queues & {
  /** State of a lead's job, which a test can put where a crash would have left it. */
  set: (step: StepKey, leadId: string, state: JobState, words?: string) => void;
  entries: () => Entry[];
};

/** Queues that nobody works on: a test looks at what stands in them, or puts it there. */
export function createMemoryQueues(wrote: (write: string) => void = () => undefined): MemoryQueues {
  const jobs = new Map<string, Job>();
  let dead: Entry[] = [];

  const set: MemoryQueues['set'] = (step, leadId, state, words = '') => {
    if (state === 'unknown') jobs.delete(jobId(step, leadId));
    else jobs.set(jobId(step, leadId), { leadId, step, state, words });
  };
  const isSame = (one: Entry) => (other: Entry) =>
    one.leadId === other.leadId && one.step === other.step && one.generation === other.generation;

  return {
    set,
    entries: () => [...dead],
    add: async (step: Step, leadId, afterMs = 0) => {
      const key = stepKey(step);
      const state = afterMs > 0 ? 'delayed' : 'waiting';
      if (!jobs.has(jobId(key, leadId))) set(key, leadId, state);
      wrote(afterMs > 0 ? `queued ${key} in ${afterMs} ms` : `queued ${key}`);
    },
    jobState: async (step, leadId) => jobs.get(jobId(stepKey(step), leadId))?.state ?? 'unknown',
    hurry: async (step, leadId) => {
      const key = stepKey(step);
      if (jobs.get(jobId(key, leadId))?.state !== 'delayed') return;
      set(key, leadId, 'waiting');
      wrote(`hurried ${key}`);
    },
    putBack: async (step, leadId) => {
      set(stepKey(step), leadId, 'waiting');
      wrote(`put back ${stepKey(step)}`);
    },
    remove: async (step, leadId) => {
      set(stepKey(step), leadId, 'unknown');
      wrote(`removed ${stepKey(step)}`);
    },
    addDeadLetter: async (deadLetter) => {
      if (!dead.some(isSame(deadLetter))) dead = [deadLetter, ...dead];
      wrote(`entered ${deadLetter.step}`);
    },
    removeDeadLetter: async (deadLetter) => {
      dead = dead.filter((each) => !isSame(deadLetter)(each));
      wrote(`took out ${deadLetter.step}`);
    },
    hasDeadLetter: async (deadLetter) => dead.some(isSame(deadLetter)),
    deadLetters: async (stage) => dead.filter(({ step }) => stepOf(step).stage === stage),
    failedJobs: async (stage, limit) =>
      [...jobs.values()]
        .filter(({ step, state }) => state === 'failed' && stepOf(step).stage === stage)
        .slice(0, limit)
        .map(({ leadId, step, words }) => ({ leadId, step: stepOf(step), words, at: 0 })),
  };
}
