import type { DeadLetter } from './ledger.ts';
import type { StageName, Step } from './steps.ts';

export type JobState = 'waiting' | 'active' | 'delayed' | 'completed' | 'failed' | 'unknown';

/** `at`: when it failed, in milliseconds since 1970. */
export type FailedJob = { leadId: string; step: Step; words: string; at: number };

/**
 * The handoffs: one queue a stage, one dead-letter queue a stage. A job carries ids only, and its
 * own id follows from them, so adding it twice changes nothing.
 */
export type Queues = {
  /** `afterMs`: it comes up only then. */
  add: (step: Step, leadId: string, afterMs?: number) => Promise<void>;
  jobState: (step: Step, leadId: string) => Promise<JobState>;
  /** Lets a job that waits for its time come at once. One in any other state is left alone. */
  hurry: (step: Step, leadId: string) => Promise<void>;
  /** Puts a failed, finished or missing job back in its queue. */
  putBack: (step: Step, leadId: string) => Promise<void>;
  /** Removes the job, in whatever state, unless a worker is at it. */
  remove: (step: Step, leadId: string) => Promise<void>;
  addDeadLetter: (deadLetter: DeadLetter) => Promise<void>;
  removeDeadLetter: (
    deadLetter: Pick<DeadLetter, 'leadId' | 'step' | 'generation'>,
  ) => Promise<void>;
  hasDeadLetter: (
    deadLetter: Pick<DeadLetter, 'leadId' | 'step' | 'generation'>,
  ) => Promise<boolean>;
  /** Newest first. */
  deadLetters: (
    stage: StageName,
  ) => Promise<{ leadId: string; step: string; generation: number }[]>;
  /** Jobs in the failed set of a stage: the truth that dead letters mirror. */
  failedJobs: (stage: StageName, limit: number) => Promise<FailedJob[]>;
};
