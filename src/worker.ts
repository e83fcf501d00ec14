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
  watchEveryMs?: number;
};

const CONCURRENCY = 10;
const SWEEP_EVERY_MS = 5_000;
const SWEEP_DEAD_EVERY_MS = 60_000;
const PROBE_EVERY_MS = 15_000;
const WATCH_EVERY_MS = 5_000;

/** Longer than any single call to an outside system, so that jobs in hand can end. */
const GRACE_MS = 12_000;

/** The worker side: takes jobs from the queues, and puts right what a crash left behind. */
export function startWorker(leadline: Leadline, options: WorkerOptions = {}): LeadlineWorker {
  const { world, redisUrl, settings, runStep, sweeper, prober, watching } = leadline;
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
  const loops = [
    every(options.sweepEveryMs ?? SWEEP_EVERY_MS, () => sweeper.sweep({ leadsOnly: true })),
    every(options.sweepDeadEveryMs ?? SWEEP_DEAD_EVERY_MS, () => sweeper.sweep()),
    every(options.probeEveryMs ?? PROBE_EVERY_MS, () => prober.probe()),
    every(options.sweepEveryMs ?? SWEEP_EVERY_MS, () => measure(leadline)),
    every(options.watchEveryMs ?? WATCH_EVERY_MS, () => watching.patience.round()),
  ];

  /** One round after the other, however long one takes; a failed round is no reason to stop. */
  function every(ms: number, round: () => Promise<unknown>): { stop: () => Promise<void> } {
    let stopped = false;
    let timer: NodeJS.Timeout | undefined;
    let running: Promise<void> = Promise.resolve();
    const next = () => {
      if (stopped) return;
      timer = setTimeout(() => {
        running = round()
          .then(() => undefined)
          .catch((error: unknown) => world.log.warn('housekeeping round failed', { error }))
          .finally(next);
      }, ms);
    };
    next();
    return {
      stop: async () => {
        stopped = true;
        clearTimeout(timer);
        await running;
      },
    };
  }

  return {
    close: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      await workers.close(GRACE_MS);
      blocking.disconnect();
    },
  };
}

/** What only a look at the whole ledger can tell. */
async function measure({ ledger, queues, systems, world }: Leadline): Promise<void> {
  const balance = await ledger.balance();
  for (const [status, leads] of Object.entries(balance.byStatus)) {
    world.metrics.gauge('leadline_leads', { status }, leads);
  }
  world.metrics.gauge('leadline_accepted', {}, balance.accepted);
  world.metrics.gauge('leadline_ledger_balanced', {}, balance.balanced ? 1 : 0);
  for (const queue of queues.all()) {
    const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
    for (const [state, jobs] of Object.entries(counts)) {
      world.metrics.gauge('leadline_queue_jobs', { queue: queue.name, state }, jobs);
    }
  }
  const paused = await systems.paused();
  for (const { system } of paused) world.metrics.gauge('leadline_system_paused', { system }, 1);
}
