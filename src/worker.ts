import { startRounds } from './compose/rounds.ts';
import type { Leadline } from './compose.ts';
import { connectRedis } from './systems/redis/connection.ts';
import { startStageWorkers } from './systems/redis/stage-workers.ts';

export type LeadlineWorker = { close: () => Promise<void> };

export type WorkerOptions = {
  /** Jobs of one stage at once. Most of a job is waiting for an outside system. */
  concurrency?: number;
  lockMs?: number;
  sweepEveryMs?: number;
  sweepDeadEveryMs?: number;
  probeEveryMs?: number;
  patienceEveryMs?: number;
  watchEveryMs?: number;
  canaryEveryMs?: number;
};

const CONCURRENCY = 10;
const SWEEP_EVERY_MS = 5_000;
const SWEEP_DEAD_EVERY_MS = 60_000;
const PROBE_EVERY_MS = 15_000;
/** Keeps count in days, but a worker may be restarted every night. */
const RETAIN_EVERY_MS = 3_600_000;
const PATIENCE_EVERY_MS = 5_000;
const WATCH_EVERY_MS = 15_000;
/** How soon a canary that is due is sent; how often is each source's own setting. */
const CANARY_EVERY_MS = 10_000;

/** Longer than any single call to an outside system, so that jobs in hand can end. */
const GRACE_MS = 12_000;

/** The worker side: takes jobs from the queues, and puts right what a crash left behind. */
export function startWorker(leadline: Leadline, options: WorkerOptions = {}): LeadlineWorker {
  const { world, redisUrl, settings, runStep, sweeper, prober, watching, erasing } = leadline;
  const blocking = connectRedis(redisUrl, 'blocking');
  const workers = startStageWorkers({
    redis: blocking,
    prefix: settings.environment.redisPrefix,
    runStep,
    concurrency: options.concurrency ?? CONCURRENCY,
    now: world.now,
    log: world.log,
    ...(options.lockMs !== undefined && { lockMs: options.lockMs }),
  });
  const rounds: [everyMs: number, round: () => Promise<unknown>][] = [
    [options.sweepEveryMs ?? SWEEP_EVERY_MS, () => sweeper.sweep({ leadsOnly: true })],
    [options.sweepDeadEveryMs ?? SWEEP_DEAD_EVERY_MS, () => sweeper.sweep()],
    [options.probeEveryMs ?? PROBE_EVERY_MS, () => prober.probe()],
    [RETAIN_EVERY_MS, () => erasing.retention.round()],
    [options.sweepEveryMs ?? SWEEP_EVERY_MS, () => watching.measure()],
    [options.patienceEveryMs ?? PATIENCE_EVERY_MS, () => watching.patience.round()],
    [options.watchEveryMs ?? WATCH_EVERY_MS, () => watching.watch.round()],
    [options.canaryEveryMs ?? CANARY_EVERY_MS, () => watching.canaries.round()],
  ];
  const loops = rounds.map(([everyMs, round]) => startRounds(everyMs, round, world.log));

  return {
    close: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      await workers.close(GRACE_MS);
      blocking.disconnect();
    },
  };
}
