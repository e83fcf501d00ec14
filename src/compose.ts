import type { Redis } from 'ioredis';
import { v7 as uuidv7 } from 'uuid';
import { composeAlarms } from './compose/alarms.ts';
import { composeDefence } from './compose/defence.ts';
import { composeErasing, type Erasing } from './compose/erasing.ts';
import { composeIntake, type Intake } from './compose/intake.ts';
import { composeWatching, type Watching } from './compose/watching.ts';
import type { Accept } from './intake/accept.ts';
import type { Defence } from './intake/defence.ts';
import { pausedAlarm, pausedCause } from './monitoring/alarm-rules.ts';
import { createLog } from './monitoring/log.ts';
import { createMetrics, type PrometheusMetrics } from './monitoring/metrics.ts';
import { loadSealKeys } from './settings/seal-keys.ts';
import type { Settings } from './settings/settings.ts';
import { createDestinations, type OpenDestination } from './systems/conversions/index.ts';
import { createHttpClient } from './systems/http/http-client.ts';
import { createHubspotApi, type HubspotApi } from './systems/hubspot/hubspot-api.ts';
import { createHubspotCrm } from './systems/hubspot/hubspot-crm.ts';
import type { HubspotOwners } from './systems/hubspot/hubspot-owners.ts';
import { createBudget } from './systems/redis/budget.ts';
import { createCanaryStore } from './systems/redis/canary-store.ts';
import { connectRedis } from './systems/redis/connection.ts';
import { createLocks } from './systems/redis/locks.ts';
import { createPeople } from './systems/redis/people.ts';
import { personKeys, personSecret } from './systems/redis/person-keys.ts';
import { type PrivateRedis, startPrivateRedis } from './systems/redis/private-redis.ts';
import { createRedisLedger } from './systems/redis/redis-ledger.ts';
import { createSeal } from './systems/redis/seal.ts';
import { createSourceHabits } from './systems/redis/source-habits.ts';
import { createStageQueues, type StageQueues } from './systems/redis/stage-queues.ts';
import { createSystemStates } from './systems/redis/system-states.ts';
import { createTurns } from './systems/redis/turns.ts';
import { createSlackAlerts } from './systems/slack/slack-alerts.ts';
import { createDeadLetters, type DeadLetters } from './workflow/dead-letters.ts';
import type { RunStep } from './workflow/job.ts';
import type { Ledger, SystemStates, Turns } from './workflow/ledger.ts';
import { createPauseProber, type PauseProber } from './workflow/pause-prober.ts';
import type { Alerts, Budget, Crm, World } from './workflow/ports.ts';
import { createStageRunner } from './workflow/stage-runner.ts';
import { createSweeper, type Sweeper } from './workflow/sweeper.ts';
import type { VerdictPolicy } from './workflow/verdict.ts';
import { leadWorkflow } from './workflow/workflow.ts';

/** Everything that a running leadline consists of, wired. */
export type Leadline = {
  settings: Settings;
  world: World & { metrics: PrometheusMetrics };
  redis: Redis;
  redisUrl: string;
  ledger: Ledger;
  queues: StageQueues;
  turns: Turns;
  systems: SystemStates;
  crm: Crm & { owners: HubspotOwners };
  hubspot: HubspotApi;
  alerts: Alerts;
  destinations: OpenDestination[];
  accept: Accept;
  intake: Intake;
  defence: Defence;
  erasing: Erasing;
  runStep: RunStep;
  sweeper: Sweeper;
  prober: PauseProber;
  watching: Watching;
  deadLetters: DeadLetters;
  close: () => Promise<void>;
};

/** What tests and the demo do differently; everything else is the wiring of production. */
export type Overrides = {
  world?: Partial<World>;
  policy?: VerdictPolicy;
  sweeperQuietMs?: number;
  /** For calls of outside systems. */
  timeoutMs?: number;
  /** Every port passes through here before it is wired: tests stop the process at a chosen call. */
  around?: Around;
};

export type Around = <Port extends object>(name: string, port: Port) => Port;

/** HubSpot's slowest healthy answers are a few seconds; its edge gives up only after 100 s. */
const CALL_TIMEOUT_MS = 10_000;

const DAY_MS = 24 * 3_600_000;

/**
 * The only place that builds adapters and wires them. It does not wait for Redis: the web side
 * can do its work without. Throws when a Redis of our own cannot be started.
 */
export async function compose(settings: Settings, overrides: Overrides = {}): Promise<Leadline> {
  const { environment } = settings;
  const prefix = environment.redisPrefix;
  const metrics = createMetrics();
  const world = {
    now: () => Date.now(),
    newLeadId: () => uuidv7(),
    random: () => Math.random(),
    log: createLog({ level: environment.logLevel }),
    ...overrides.world,
    metrics,
  };

  const ownRedis = await privateRedis(settings);
  const redisUrl = environment.secrets.redisUrl ?? ownRedis?.url ?? '';
  const redis = connectRedis(redisUrl, 'work');
  const sealKeys = loadSealKeys(environment);
  const keys = personKeys(personSecret(sealKeys));
  const rawKeptMs = environment.keepDays.raw * DAY_MS;
  const keeping = { prefix, seal: createSeal(sealKeys), personKeys: keys, rawKeptMs };
  const around = overrides.around ?? ((_, port) => port);
  const ledger = around('ledger', createRedisLedger({ ...keeping, redis }));
  const queues = around('queues', createStageQueues(redis, prefix));
  const people = around('people', createPeople(redis, prefix, keys));
  const turns = around('turns', createTurns(redis, prefix));
  const systems = around('systems', createSystemStates(redis, prefix));
  const outside = outsideSystems(settings, world, createBudget(redis, prefix), overrides);
  const crm = around('crm', outside.crm);
  const alerts = around('alerts', outside.alerts);
  const destinations = outside.destinations.map((each) => around(each.name, each));
  const locks = around('locks', createLocks(redis, prefix));
  const sourceTitle = (source: string) => settings.sources.sources[source]?.title ?? source;

  const timeoutMs = overrides.timeoutMs ?? CALL_TIMEOUT_MS;
  const alarms = composeAlarms({ settings, redisUrl, world, timeoutMs });

  const runStep = createStageRunner({
    stageOf: leadWorkflow({
      crm,
      alerts,
      destinations,
      people,
      turns,
      ledger,
      locks,
      settings,
      sourceTitle,
      metrics,
      now: world.now,
    }),
    ledger,
    queues,
    people,
    systems,
    world,
    ...(overrides.policy && { policy: overrides.policy }),
    onPause: (system, reason) => alarms.raise(pausedAlarm({ system, reason, since: world.now() })),
  });

  const intake = composeIntake({
    ...keeping,
    redisUrl,
    dataFolder: environment.dataFolder,
    destinations: destinations.map(({ name }) => name),
    world,
    around,
  });

  const defence = composeDefence({ environment, redisUrl, sealKeys, now: world.now });

  async function close(): Promise<void> {
    await intake.close();
    await defence.close();
    alarms.close();
    await queues.close();
    await outside.close();
    redis.disconnect();
    await ownRedis?.stop();
  }

  return {
    settings,
    world,
    redis,
    redisUrl,
    ledger,
    queues,
    turns,
    systems,
    runStep,
    close,
    crm,
    alerts,
    destinations,
    hubspot: outside.hubspot,
    accept: intake.accept,
    intake,
    defence,
    erasing: composeErasing({ environment, redis, personKeys: keys, ledger, queues, world }),
    sweeper: createSweeper({
      ledger,
      queues,
      world,
      ...(overrides.sweeperQuietMs !== undefined && { quietMs: overrides.sweeperQuietMs }),
    }),
    prober: createPauseProber({
      systems,
      world,
      probes: probesOf(crm, alerts, destinations),
      onResume: ({ system }) =>
        alarms.over(pausedCause(system), `${system} is well again, and its stages go on.`),
    }),
    watching: composeWatching({
      settings,
      world,
      alarms,
      habits: createSourceHabits(redis, prefix, metrics),
      canaryStore: createCanaryStore(redis, prefix),
      intake,
      ledger,
      locks,
      turns,
      systems,
      queues,
      crm,
      alerts,
      sourceTitle,
    }),
    deadLetters: createDeadLetters({ ledger, queues, now: world.now, log: world.log }),
  };
}

async function privateRedis({ environment }: Settings): Promise<PrivateRedis | undefined> {
  if (environment.secrets.redisUrl !== undefined) return undefined;
  return startPrivateRedis({ folder: `${environment.dataFolder}/redis` });
}

function outsideSystems(settings: Settings, world: World, budget: Budget, overrides: Overrides) {
  const { hubspot, slack, secrets } = settings.environment;
  const { now, log } = world;
  const timeoutMs = overrides.timeoutMs ?? CALL_TIMEOUT_MS;
  const http = createHttpClient({ system: 'hubspot', timeoutMs });
  const api = createHubspotApi({
    accessToken: secrets.hubspotAccessToken ?? '',
    baseUrl: hubspot.baseUrl,
    apiVersion: hubspot.apiVersion,
    http,
    budget,
    now,
  });
  const crm = createHubspotCrm({
    api,
    now,
    apiVersion: hubspot.apiVersion,
    uiUrl: hubspot.uiUrl,
    ...(hubspot.portalId !== undefined && { portalId: hubspot.portalId }),
    leadIdProperty: settings.crm.task.leadIdProperty,
  });
  const alerts = createSlackAlerts({
    token: secrets.slackBotToken ?? '',
    apiUrl: slack.apiUrl,
    timeoutMs,
    budget,
    now,
    log,
  });
  const destinations = createDestinations(settings.conversions, { now, log, timeoutMs });
  const close = async () => {
    await Promise.all([http.close(), ...destinations.map((destination) => destination.close())]);
  };
  return { crm, alerts, destinations, hubspot: api, close };
}

function probesOf(
  crm: Crm,
  alerts: Alerts,
  destinations: OpenDestination[],
): Record<string, () => Promise<void>> {
  return {
    [crm.system]: crm.probe,
    [alerts.system]: alerts.probe,
    ...Object.fromEntries(destinations.map(({ name, probe }) => [name, probe])),
  };
}
