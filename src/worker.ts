import { setImmediate as nextTurn } from 'node:timers/promises';
import { startRounds } from './compose/rounds.ts';
import type { Leadline } from './compose.ts';
import { holidaysOn } from './routing/holidays.ts';
import type { Team } from './routing/team.ts';
import { OWNERS_REFRESH_MS } from './systems/hubspot/hubspot-owners.ts';
import { connectRedis } from './systems/redis/connection.ts';
import { startStageWorkers } from './systems/redis/stage-workers.ts';
import { loadSlackSdk } from './systems/slack/slack-client.ts';

export type LeadlineWorker = {
  /** Once the first lead finds loaded what it needs. Outside systems are not waited for. */
  warm: Promise<void>;
  close: () => Promise<void>;
};

export type WorkerOptions = {
  /** Jobs of each stage at once. */
  concurrency?: number;
  lockMs?: number;
  sweepEveryMs?: number;
  sweepDeadEveryMs?: number;
  probeEveryMs?: number;
  patienceEveryMs?: number;
  watchEveryMs?: number;
  canaryEveryMs?: number;
};

/**
 * Most of a step is waiting for an outside system. What the CRM is asked at the same moment shares
 * calls of a hundred, so its stages hold two such calls' worth: in a burst (bench/hubspot-burst.ts)
 * 10 at once cost 0.43 calls a lead, 100 cost 0.05 and 200 cost 0.03. The others make one call a
 * step, and have hands for what comes out of that: whoever finds none free waits in a queue.
 */
const CONCURRENCY = { deduplicate: 200, assign: 200, task: 200, alert: 50, convert: 100 };
const SWEEP_EVERY_MS = 5_000;
const SWEEP_DEAD_EVERY_MS = 60_000;
const PROBE_EVERY_MS = 15_000;
/** Keeps count in days, but a worker may be restarted every night. */
const RETAIN_EVERY_MS = 3_600_000;
const PATIENCE_EVERY_MS = 5_000;
const WATCH_EVERY_MS = 15_000;
/** How soon a canary that is due is sent; how often is each source's own setting. */
const CANARY_EVERY_MS = 10_000;
/** How soon a completed task makes room for another lead under a cap of open ones. */
const OPEN_LEADS_EVERY_MS = 300_000;

/** Longer than any single call to an outside system, so that jobs in hand can end. */
const GRACE_MS = 12_000;

/** The worker side: takes jobs from the queues, and puts right what a crash left behind. */
export function startWorker(leadline: Leadline, options: WorkerOptions = {}): LeadlineWorker {
  const { world, redisUrl, settings, crm, runStep, sweeper, prober, watching, erasing } = leadline;
  const blocking = connectRedis(redisUrl, 'blocking');
  const workers = startStageWorkers({
    redis: blocking,
    prefix: settings.environment.redisPrefix,
    runStep,
    concurrency: options.concurrency ?? CONCURRENCY,
    now: leadline.queueClock,
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
    [OPEN_LEADS_EVERY_MS, () => watching.openLeads.round()],
    [OWNERS_REFRESH_MS, () => crm.owners.refresh()],
  ];
  const owners = crm.owners.refresh();
  const warm = warmUp(settings.team, world.now());
  const loops = rounds.map(([everyMs, round]) => startRounds(everyMs, round, world.log));

  return {
    warm,
    close: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      await workers.close(GRACE_MS);
      await Promise.all([warm, owners]);
      blocking.disconnect();
    },
  };
}

/**
 * Loads and works out what the first lead would wait for: Slack's client (HubSpot's is loaded by the
 * question for its owners), and this year's public holidays. Piece by piece, so that whoever comes
 * meanwhile waits for one piece only.
 */
async function warmUp({ members }: Team, now: number): Promise<void> {
  await nextTurn();
  loadSlackSdk();
  const today = new Date(now).toISOString().slice(0, 10);
  const codes = Object.values(members).flatMap(({ holidays }) => holidays ?? []);
  for (const code of new Set(codes)) {
    await nextTurn();
    holidaysOn(code, today);
  }
}
