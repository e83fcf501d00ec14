import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq';
import { createHands } from '../../workflow/hands.ts';
import type { RunStep } from '../../workflow/job.ts';
import type { Log } from '../../workflow/ports.ts';
import { STAGES, type StageName } from '../../workflow/steps.ts';
import { keysFor } from './keys.ts';
import type { Redis } from './redis-client.ts';
import { type StageJob, stepFrom } from './stage-queues.ts';

export type StageWorkersOptions = {
  redis: Redis;
  prefix: string;
  runStep: RunStep;
  /** Jobs at once: of every stage, or by stage. */
  concurrency: number | Record<StageName, number>;
  now: () => number;
  log: Log;
  /** How soon the jobs of a killed worker are taken up by another one. */
  lockMs?: number;
};

export type StageWorkers = {
  /** Finishes the jobs in hand, for so long at most; what is left goes back to its queue. */
  close: (graceMs: number) => Promise<void>;
};

/** Longer than any single call to an outside system (10 s). */
const LOCK_MS = 30_000;

/** A worker that is killed a few times in a deployment must not cost a healthy lead. */
const STALLED_MAX = 10;

/** Of completed jobs these are kept; of failed ones all: they are the truth about dead letters. */
const COMPLETED_KEPT = { age: 3_600, count: 1_000 };

/** One BullMQ worker a stage; what to do with each job is the stage runner's decision. */
export function startStageWorkers(options: StageWorkersOptions): StageWorkers {
  const { redis, runStep, concurrency, now, log } = options;
  const lockMs = options.lockMs ?? LOCK_MS;
  const atOnce = (stage: StageName) =>
    typeof concurrency === 'number' ? concurrency : concurrency[stage];
  const hands = createHands(atOnce);

  const workers = STAGES.map((stage) => {
    const worker = new Worker<StageJob>(stage, (job, token) => work(stage, job, token ?? ''), {
      connection: redis,
      prefix: keysFor(options.prefix).queuePrefix,
      concurrency: atOnce(stage),
      lockDuration: lockMs,
      stalledInterval: Math.ceil(lockMs / 2),
      maxStalledCount: STALLED_MAX,
      removeOnComplete: COMPLETED_KEPT,
      settings: { backoffStrategy: (attempts) => Math.min(250 * attempts, 5_000) },
    });
    worker.on('error', (error) => log.warn('worker lost its queue', { stage, error: error.name }));
    return worker;
  });

  async function work(stage: StageName, job: Job<StageJob>, token: string): Promise<void> {
    const giveBack = hands.takeAnyway(stage);
    const end = await runStep({
      leadId: job.data.leadId,
      step: stepFrom(stage, job.data),
      fence: { lockKey: `${job.queueQualifiedName}:${job.id}:lock`, token },
      hands,
    }).finally(giveBack);
    switch (end.act) {
      case 'complete':
        return;
      case 'delay':
        await job.moveToDelayed(Math.ceil(now() + Math.max(1, end.forMs)), token);
        throw new DelayedError();
      case 'fail':
        throw new UnrecoverableError(end.says);
    }
  }

  async function close(graceMs: number): Promise<void> {
    const closing = Promise.all(workers.map((worker) => worker.close()));
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    // A job that outlives the grace keeps its lock until it expires, and is then run again:
    // the ledger knows how far it came.
    await Promise.race([closing, grace]);
    clearTimeout(timer);
  }

  return { close };
}
