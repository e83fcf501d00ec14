import { composeAlarms } from './compose/alarms.ts';
import {
  type ComposedConfigurations,
  composeConfigurationStore,
  composeConfigurations,
} from './compose/configurations.ts';
import { composeDefence } from './compose/defence.ts';
import { composeErasing, type Erasing } from './compose/erasing.ts';
import { composeIntake, type Intake } from './compose/intake.ts';
import { composeKeeping, type Keeping } from './compose/keeping.ts';
import { createLeadIds } from './compose/lead-ids.ts';
import { composeOutside, type Outside } from './compose/outside.ts';
import type { Around, Overrides } from './compose/overrides.ts';
import { type StartTakeOver, startTakeOverOf } from './compose/start-take-over.ts';
import { composeWatching, type Watching } from './compose/watching.ts';
import type { Accept } from './intake/accept.ts';
import type { Defence } from './intake/defence.ts';
import { pausedAlarm, pausedCause } from './monitoring/alarm-rules.ts';
import type { Alarms } from './monitoring/alarms.ts';
import { createLog } from './monitoring/log.ts';
import { createMetrics, type PrometheusMetrics } from './monitoring/metrics.ts';
import { createLiveSettings, type LiveSettings } from './settings/live-settings.ts';
import type { Settings } from './settings/settings.ts';
import type { Redis } from './systems/redis/redis-client.ts';
import { type ClaimLead, claimLead } from './workflow/claim-lead.ts';
import { createDeadLetters, type DeadLetters } from './workflow/dead-letters.ts';
import type { RunStep } from './workflow/job.ts';
import { createPauseProber, type PauseProber } from './workflow/pause-prober.ts';
import type { World } from './workflow/ports.ts';
import { createStageRunner } from './workflow/stage-runner.ts';
import { createSweeper, type Sweeper } from './workflow/sweeper.ts';
import { leadWorkflow } from './workflow/workflow.ts';

export type { Around, Overrides } from './compose/overrides.ts';

/** Everything that a running leadline consists of, wired. */
export type Leadline = {
  /** As they are now: a running leadline takes over changed ones. */
  settings: Settings;
  configurations: ComposedConfigurations;
  /** For who runs: commands work with the folder that they were given. */
  startTakeOver: StartTakeOver;
  world: World & { metrics: PrometheusMetrics };
  /** The computer's own clock, by which the queues wake their jobs, whatever `world.now` says. */
  queueClock: () => number;
  redis: Redis;
  redisUrl: string;
  accept: Accept;
  intake: Intake;
  defence: Defence;
  erasing: Erasing;
  runStep: RunStep;
  sweeper: Sweeper;
  prober: PauseProber;
  watching: Watching;
  deadLetters: DeadLetters;
  claim: ClaimLead;
  close: () => Promise<void>;
  /** Conversion destinations that are switched on now. */
  readonly destinations: ReturnType<Outside['destinations']>;
} & Pick<Keeping, 'ledger' | 'queues' | 'rotation' | 'absences' | 'systems'> &
  Pick<Outside, 'crm' | 'hubspot' | 'alerts' | 'respond'>;

/** What the parts are wired from. */
type Parts = {
  live: LiveSettings;
  overrides: Overrides;
  world: World & { metrics: PrometheusMetrics };
  keeping: Keeping;
  outside: Outside;
  alarms: Alarms;
  configurations: ComposedConfigurations;
  /** A source's name for people. */
  sourceTitle: (source: string) => string;
};

/** HubSpot's slowest healthy answers are a few seconds; its edge gives up only after 100 s. */
const CALL_TIMEOUT_MS = 10_000;

const AS_IT_IS: Around = (_, port) => port;

/**
 * The only place (with compose/, its parts) that builds adapters and wires them. It does not wait
 * for Redis: the web side can do its work without. Throws when a Redis of our own cannot be
 * started.
 */
export async function compose(initial: Settings, overrides: Overrides = {}): Promise<Leadline> {
  const live = createLiveSettings(initial);
  const { settings } = live;
  const { environment } = settings;
  const world = realWorld(settings, overrides);
  const around = overrides.around ?? AS_IT_IS;
  const timeoutMs = overrides.timeoutMs ?? CALL_TIMEOUT_MS;

  const keeping = await composeKeeping(settings, world, around);
  const { redis, redisUrl, ledger, queues, rotation, absences, systems, sealKeys } = keeping;
  const outside = composeOutside({ ...keeping, live, world, timeoutMs, around });
  const alarms = composeAlarms({ live, redisUrl, world, timeoutMs });
  const intake = composeIntake({
    ...keeping,
    dataFolder: environment.dataFolder,
    destinations: () => outside.destinations().map(({ name }) => name),
    world,
    around,
  });
  const defence = composeDefence({ environment, redisUrl, sealKeys, now: world.now });
  const sourceTitle = (source: string) => settings.sources.sources[source]?.title ?? source;
  const configurations = composeConfigurations({
    store: composeConfigurationStore(keeping, environment, world.now),
    environment,
    metrics: world.metrics,
  });
  const parts: Parts = {
    ...{ live, overrides, world, keeping, outside, alarms, configurations, sourceTitle },
  };

  async function close(): Promise<void> {
    await intake.close();
    await defence.close();
    alarms.close();
    await outside.close();
    await keeping.close();
  }

  const { crm, hubspot, alerts, respond, prepareDestinations } = outside;
  return {
    ...{ settings, world, redis, redisUrl, ledger, queues, rotation, absences, systems },
    ...{ crm, hubspot, alerts, respond, configurations },
    get destinations() {
      return outside.destinations();
    },
    startTakeOver: startTakeOverOf({
      ...{ live, world, configurations, prepareDestinations },
      kept: keeping,
    }),
    queueClock: () => Date.now(),
    accept: intake.accept,
    intake,
    defence,
    erasing: composeErasing({ ...keeping, environment, world }),
    runStep: runnerOf(parts),
    prober: proberOf(parts),
    sweeper: createSweeper({
      ...keeping,
      world,
      ...(overrides.sweeperQuietMs !== undefined && { quietMs: overrides.sweeperQuietMs }),
    }),
    watching: composeWatching({
      ...{ ...keeping, ...outside, ...parts, intake },
      configurationStore: configurations.store,
    }),
    deadLetters: createDeadLetters({ ledger, queues, now: world.now, log: world.log }),
    claim: claimLead({ ...keeping, ...world, settings: live.current }),
    close,
  };
}

/** The clock, the dice, the log and the metrics: everything else gets them passed in. */
function realWorld({ environment }: Settings, overrides: Overrides): Parts['world'] {
  return {
    now: () => Date.now(),
    newLeadId: createLeadIds(Date.now),
    random: () => Math.random(),
    log: createLog({ level: environment.logLevel }),
    ...overrides.world,
    metrics: createMetrics(),
  };
}

/** Every run of a step goes by one configuration, even when another is taken over meanwhile. */
function runnerOf({ live, overrides, world, keeping, outside, ...parts }: Parts): RunStep {
  const { alarms, sourceTitle, configurations } = parts;
  const workflow = live.madeOf((settings) =>
    leadWorkflow({
      ...keeping,
      ...outside,
      destinations: outside.destinations(),
      ...{ settings, sourceTitle, configurations },
      ...{ metrics: world.metrics, log: world.log, now: world.now },
    }),
  );
  return createStageRunner({
    ...keeping,
    world,
    stageOf: (step) => workflow()(step),
    ...(overrides.policy && { policy: overrides.policy }),
    onPause: (pause) => alarms.raise(pausedAlarm(pause)),
  });
}

function proberOf({ world, keeping, outside, alarms }: Parts): PauseProber {
  return createPauseProber({
    systems: keeping.systems,
    probes: outside.probes,
    world,
    onResume: ({ system }) =>
      alarms.over(pausedCause(system), `${system} is well again, and its stages go on.`),
  });
}
