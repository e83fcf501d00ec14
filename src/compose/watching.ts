import type { Alarms } from '../monitoring/alarms.ts';
import { type Canaries, createCanaries } from '../monitoring/canaries.ts';
import { configurationLook } from '../monitoring/configuration-look.ts';
import { dailyCallsLook } from '../monitoring/daily-calls.ts';
import { fallbackLook } from '../monitoring/fallback-leads.ts';
import { heldLook } from '../monitoring/held-leads.ts';
import { intakeLooks, workerLooks } from '../monitoring/looks.ts';
import { type CountedQueue, createMeasure } from '../monitoring/measure.ts';
import { createWatch, type Watch } from '../monitoring/watch.ts';
import type { RoutingConfiguration } from '../routing/compiled-routing.ts';
import type { LiveSettings } from '../settings/live-settings.ts';
import { provisionalAlert } from '../stages/provisional-alert.ts';
import { HUBSPOT_DAY } from '../systems/hubspot/hubspot-day.ts';
import type { ConfigurationStore, Configurations } from '../workflow/configurations.ts';
import type { Ledger, Locks, Rotation, SystemStates } from '../workflow/ledger.ts';
import type { LeadTimes } from '../workflow/look-agenda.ts';
import { createOpenLeads, type OpenLeads, type WatchedRotation } from '../workflow/open-leads.ts';
import { createPatience, type Patience } from '../workflow/patience.ts';
import type { Alerts, Crm, DailyCalls, FallbackLeads, World } from '../workflow/ports.ts';
import type { CanaryStore, SourceHabits, SourceObserver } from '../workflow/watch-ports.ts';
import { canaryPoster, canarySources } from './canaries.ts';
import type { Intake } from './intake.ts';

/** The rounds that look after the whole, beside the stages that look after one lead. */
export type Watching = {
  alarms: Alarms;
  /** Told by the intake of every submission. */
  observer: SourceObserver;
  /** For the worker side. */
  watch: Watch;
  /** For the web side, whose journal is its own. It works while Redis is away. */
  intakeWatch: Watch;
  patience: Patience;
  canaries: Canaries;
  /** Keeps the count of open leads true. */
  openLeads: OpenLeads;
  /** Brings the gauges of the whole up to date. */
  measure: () => Promise<void>;
};

export type WatchingDeps = {
  live: LiveSettings;
  world: World;
  alarms: Alarms;
  habits: SourceHabits & SourceObserver;
  canaryStore: CanaryStore;
  fallbackLeads: FallbackLeads;
  dailyCalls: DailyCalls;
  intake: Pick<Intake, 'state' | 'accept'>;
  ledger: Ledger;
  leadTimes: LeadTimes;
  locks: Locks;
  rotation: Rotation;
  rotationNamed: (name: string) => Rotation;
  configurations: Pick<Configurations, 'shadow'>;
  /** What the configuration look asks. */
  configurationStore: Pick<ConfigurationStore, 'reports'>;
  systems: SystemStates;
  queues: { all: () => CountedQueue[] };
  crm: Crm;
  alerts: Alerts;
  /** A source's name for people. */
  sourceTitle: (source: string) => string;
};

/** Wires what watches over leadline; the worker and the web side run its rounds. */
export function composeWatching(deps: WatchingDeps): Watching {
  const { live, world, alarms, habits, ledger, locks, systems, queues } = deps;
  const { settings } = live;
  const { now, log, metrics } = world;
  const watchFor = { alarms, now, log, metrics };
  const sources = () => settings.sources;
  const canaries = createCanaries({
    sources: () => canarySources(sources),
    post: canaryPoster({
      sources,
      accept: deps.intake.accept,
      world,
      publicUrl: settings.environment.publicUrl,
    }),
    ledger,
    locks,
    store: deps.canaryStore,
    now,
    metrics,
  });
  return {
    alarms,
    observer: habits,
    canaries,
    measure: createMeasure({ ledger, queues: queues.all, systems, metrics }),
    watch: createWatch({
      ...watchFor,
      looks: [
        ...workerLooks({
          ledger,
          systems,
          habits,
          sources: () => Object.keys(sources().sources),
          alertPromiseMs: () => settings.alerts.alertPromiseMinutes * 60_000,
          now,
        }),
        canaries.look,
        fallbackLook({
          ledger,
          fallbackLeads: deps.fallbackLeads,
          fallbackPercent: () => settings.alerts.fallbackPercent,
          now,
        }),
        heldLook({
          ledger,
          metrics,
          promiseMs: () => settings.alerts.heldPromiseHours * 3_600_000,
          now,
        }),
        dailyCallsLook({
          of: HUBSPOT_DAY,
          dailyCalls: deps.dailyCalls,
          shareForOthers: () => settings.environment.hubspot.shareForOthers,
          metrics,
        }),
        configurationLook({ reports: deps.configurationStore.reports, now }),
      ],
    }),
    intakeWatch: createWatch({
      ...watchFor,
      looks: intakeLooks({ state: deps.intake.state, now }),
    }),
    patience: composePatience(deps),
    openLeads: createOpenLeads({ ...deps, rotations: () => rotationsOf(deps) }),
  };
}

/** The live one and, while a configuration rides along, that one's. */
function rotationsOf({
  live,
  rotation,
  rotationNamed,
  configurations,
}: WatchingDeps): WatchedRotation[] {
  const shadow = configurations.shadow();
  return [
    watched(rotation, live.current()),
    ...(shadow ? [watched(rotationNamed(shadow.rotation), shadow)] : []),
  ];
}

function watched(rotation: Rotation, { team, routing }: RoutingConfiguration): WatchedRotation {
  return { rotation, team, openForDays: routing.openForDays };
}

/** Each lead is announced by one configuration, even when another is taken over meanwhile. */
function composePatience(deps: WatchingDeps): Patience {
  const { live, ledger, locks, systems, world, alerts } = deps;
  const announce = live.madeOf((settings) =>
    provisionalAlert({ ...deps, settings, now: world.now }),
  );
  return createPatience({
    ...{ ledger, locks, systems, world },
    times: deps.leadTimes,
    announce: (waiting, effects) => announce()(waiting, effects),
    alertSystem: alerts.system,
    get patienceMs() {
      return live.settings.alerts.crmPatienceSeconds * 1_000;
    },
  });
}
