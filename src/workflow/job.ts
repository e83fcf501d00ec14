import type { Hands } from './hands.ts';
import type { Fence, Ledger, People, SystemPause, SystemStates } from './ledger.ts';
import type { World } from './ports.ts';
import type { Queues } from './queues.ts';
import type { Stage } from './stage.ts';
import type { Step } from './steps.ts';
import type { VerdictPolicy } from './verdict.ts';

/** What becomes of the job: the queue adapter carries it out. */
export type JobEnd =
  | { act: 'complete' }
  /** Back later, with its attempts untouched as far as the queue is concerned. */
  | { act: 'delay'; forMs: number }
  /** To the failed set: its dead letter is written. */
  | { act: 'fail'; says: string };

/**
 * Runs the step of a job. With `hands` the same job goes on with the steps after it, as far as
 * their way is free; without, they go through their queues.
 */
export type RunStep = (job: {
  leadId: string;
  step: Step;
  fence?: Fence;
  hands?: Hands;
}) => Promise<JobEnd>;

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
  onPause: (pause: SystemPause) => Promise<void>;
};

/** How long a job of a paused system sleeps before it looks again. */
export const PAUSED_LOOK_MS = 5_000;
