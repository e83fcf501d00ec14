import { type CountedQueue, createMeasure } from '../monitoring/measure.ts';
import type { Settings } from '../settings/settings.ts';
import { provisionalAlert } from '../stages/provisional-alert.ts';
import type { Ledger, Locks, SystemStates, Turns } from '../workflow/ledger.ts';
import { createPatience, type Patience } from '../workflow/patience.ts';
import type { Alerts, Crm, World } from '../workflow/ports.ts';

/** The rounds that look after the whole, beside the stages that look after one lead. */
export type Watching = {
  patience: Patience;
  /** Brings the gauges of the whole up to date. */
  measure: () => Promise<void>;
};

export type WatchingDeps = {
  settings: Settings;
  world: World;
  ledger: Ledger;
  locks: Locks;
  turns: Turns;
  systems: SystemStates;
  queues: { all: () => CountedQueue[] };
  crm: Crm;
  alerts: Alerts;
  /** A source's name for people. */
  sourceTitle: (source: string) => string;
};

/** Wires what watches over leadline; the worker runs its rounds, and tests drive them. */
export function composeWatching(deps: WatchingDeps): Watching {
  const { settings, world, ledger, locks, systems, queues, alerts } = deps;
  return {
    measure: createMeasure({ ledger, queues: queues.all, systems, metrics: world.metrics }),
    patience: createPatience({
      ledger,
      locks,
      systems,
      world,
      announce: provisionalAlert({ ...deps, now: world.now }),
      alertSystem: alerts.system,
      patienceMs: settings.alerts.crmPatienceSeconds * 1_000,
    }),
  };
}
