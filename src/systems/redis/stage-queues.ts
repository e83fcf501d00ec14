import { ErrorCode, type JobsOptions, Queue } from 'bullmq';
import { type DeadLetter, LedgerUnavailable } from '../../workflow/ledger.ts';
import type { Queues } from '../../workflow/queues.ts';
import { STAGES, type StageName, type Step, stepKey, stepOf } from '../../workflow/steps.ts';
import { createJobAdder, type NewJob } from './add-jobs.ts';
import { guarded } from './connection.ts';
import { createJobStates } from './job-state.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';

/** Ids only: what a job is about stands in the ledger. */
export type StageJob = { leadId: string; destination?: string };
type DeadLetterJob = { leadId: string; step: string; generation: number };

/**
 * The runner decides about retries and waits (verdict.ts), so for BullMQ a job either ends or
 * comes back. Its own attempts only cover errors from outside the runner: Redis itself failing.
 *
 * Each job holds a copy of this. Redis keeps a job in half the memory if none of its fields is longer
 * than 64 characters, and this is 64.
 */
const JOB_OPTIONS: JobsOptions = {
  attempts: 999,
  backoff: { type: 'custom' },
  stackTraceLimit: 1,
};

/** A job that is not there, or does not wait for its time. */
const NOT_DELAYED = new Set<unknown>([ErrorCode.JobNotExist, ErrorCode.JobNotInState]);

export type StageQueues = Queues & {
  /** For bull-board and metrics. */
  all: () => Queue[];
  close: () => Promise<void>;
};

type Opened = {
  queues: Record<StageName, Queue<StageJob>>;
  dead: Record<StageName, Queue<DeadLetterJob>>;
};

export function createStageQueues(redis: Redis, prefix: string): StageQueues {
  const options = {
    connection: redis,
    prefix: keysFor(prefix).queuePrefix,
    skipWaitingForReady: true,
    skipVersionCheck: true,
  };
  const opened: Opened = {
    queues: byStage((stage) => new Queue<StageJob>(stage, options)),
    dead: byStage((stage) => new Queue<DeadLetterJob>(`${stage}-dead`, options)),
  };
  const all = [...Object.values(opened.queues), ...Object.values(opened.dead)] as Queue[];
  for (const queue of all) queue.on('error', () => undefined);
  const addQuickly = createJobAdder({
    redis,
    prefix: options.prefix,
    jobOptions: JOB_OPTIONS,
  });
  return {
    ...jobsOf(opened, addQuickly, createJobStates(redis, options.prefix)),
    ...deadLettersOf(opened),
    all: () => all,
    close: async () => {
      await Promise.all(all.map((queue) => queue.close()));
    },
  };
}

type Jobs = Pick<Queues, 'add' | 'hurry' | 'putBack' | 'jobState' | 'remove' | 'failedJobs'>;

function jobsOf(
  { queues }: Opened,
  addQuickly: ReturnType<typeof createJobAdder>,
  stateOf: ReturnType<typeof createJobStates>,
): Jobs {
  const jobState: Jobs['jobState'] = (step, leadId) => stateOf(step.stage, jobIdOf(step, leadId));

  async function add(step: Step, leadId: string, afterMs = 0): Promise<void> {
    const job = jobOf(step, leadId);
    const { name, jobId } = job;
    const delay = Math.ceil(afterMs);
    await guarded<unknown>(
      'queueing a step',
      () =>
        (delay > 0 ? undefined : addQuickly(job)) ??
        queues[step.stage].add(name, dataOf(step, leadId), { ...JOB_OPTIONS, jobId, delay }),
    );
  }

  async function putBack(step: Step, leadId: string): Promise<void> {
    const state = await jobState(step, leadId);
    // A new job instead of a retried one: BullMQ never forgets how often a job's worker died.
    if (state === 'failed' || state === 'completed') await remove(step, leadId);
    await add(step, leadId);
  }

  async function remove(step: Step, leadId: string): Promise<void> {
    await guarded('removing a job', () => queues[step.stage].remove(jobIdOf(step, leadId)));
  }

  async function hurry(step: Step, leadId: string): Promise<void> {
    const job = await guarded('looking for a job', () =>
      queues[step.stage].getJob(jobIdOf(step, leadId)),
    );
    try {
      await job?.promote();
    } catch (cause) {
      // It does not wait (any more): there is nothing to hurry.
      if (cause instanceof Error && 'code' in cause && NOT_DELAYED.has(cause.code)) return;
      throw new LedgerUnavailable('hurrying a job', { cause });
    }
  }

  return {
    add,
    hurry,
    putBack,
    jobState,
    remove,
    failedJobs: async (stage, limit) => {
      const jobs = await guarded('listing failed jobs', () =>
        queues[stage].getFailed(0, limit - 1),
      );
      return jobs.map(({ data, failedReason, finishedOn }) => ({
        leadId: data.leadId,
        step: stepFrom(stage, data),
        words: failedReason ?? '',
        at: finishedOn ?? 0,
      }));
    },
  };
}

type DeadLetterQueues = Pick<
  Queues,
  'addDeadLetter' | 'removeDeadLetter' | 'hasDeadLetter' | 'deadLetters'
>;

/** Nobody works these queues off: an entry waits there until operations replay or discard it. */
function deadLettersOf({ dead }: Opened): DeadLetterQueues {
  return {
    addDeadLetter: async (deadLetter) => {
      const { leadId, step, generation } = deadLetter;
      await guarded('adding a dead letter', () =>
        dead[stepOf(step).stage].add(
          'dead-letter',
          { leadId, step, generation },
          { jobId: deadLetterId(deadLetter), removeOnComplete: false, removeOnFail: false },
        ),
      );
    },
    removeDeadLetter: async (deadLetter) => {
      await guarded('removing a dead letter', () =>
        dead[stepOf(deadLetter.step).stage].remove(deadLetterId(deadLetter)),
      );
    },
    hasDeadLetter: async (deadLetter) => {
      const job = await guarded('looking for a dead letter', () =>
        dead[stepOf(deadLetter.step).stage].getJob(deadLetterId(deadLetter)),
      );
      return job !== undefined && job !== null;
    },
    deadLetters: async (stage) => {
      const jobs = await guarded('listing dead letters', () =>
        dead[stage].getJobs(['waiting'], 0, -1, false),
      );
      return jobs.map(({ data }) => data);
    },
  };
}

/** For who adds the first job of a lead together with the lead itself. */
export type FirstJob = {
  /** BullMQ's. */
  prefix: string;
  options: JobsOptions;
  of: (leadId: string) => NewJob;
};

export function firstJobs(prefix: string): FirstJob {
  return {
    prefix: keysFor(prefix).queuePrefix,
    options: JOB_OPTIONS,
    of: (leadId) => jobOf({ stage: 'deduplicate' }, leadId),
  };
}

/** The step that a job of this stage is about. */
export function stepFrom(stage: StageName, data: StageJob): Step {
  return data.destination === undefined ? { stage } : { stage, destination: data.destination };
}

function jobOf(step: Step, leadId: string): NewJob {
  return {
    queue: step.stage,
    name: stepKey(step),
    data: JSON.stringify(dataOf(step, leadId)),
    jobId: jobIdOf(step, leadId),
  };
}

function dataOf(step: Step, leadId: string): StageJob {
  return step.destination === undefined ? { leadId } : { leadId, destination: step.destination };
}

function jobIdOf(step: Step, leadId: string): string {
  return step.destination === undefined ? leadId : `${leadId}~${step.destination}`;
}

function deadLetterId({
  leadId,
  step,
  generation,
}: Pick<DeadLetter, 'leadId' | 'step' | 'generation'>): string {
  return `${jobIdOf(stepOf(step), leadId)}~${generation}`;
}

function byStage<T>(make: (stage: StageName) => T): Record<StageName, T> {
  return Object.fromEntries(STAGES.map((stage) => [stage, make(stage)])) as Record<StageName, T>;
}
