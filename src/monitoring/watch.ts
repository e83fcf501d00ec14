import type { World } from '../workflow/ports.ts';
import type { Alarm } from '../workflow/watch-ports.ts';
import type { Alarms } from './alarms.ts';
import { createSettledGauges } from './settled-gauges.ts';

/** One kind of trouble that is looked for. */
export type Look = {
  /** The causes of its alarms are this, or begin with it and a colon. */
  name: string;
  /** All its alarms of this moment. Undefined: it cannot be told now, so nothing is over. */
  alarms: () => Promise<Alarm[] | undefined>;
  /** What is said when an alarm of it is over. */
  over: (cause: string) => string;
  /** Not in every round: looks that read much. */
  everyMs?: number;
};

export type Watch = {
  /** Looks for every kind of trouble, raises what is there, and ends what is no longer. */
  round: () => Promise<void>;
};

export function createWatch(deps: {
  looks: Look[];
  alarms: Alarms;
  now: () => number;
  log: World['log'];
  metrics: World['metrics'];
}): Watch {
  const { alarms, now, log, metrics } = deps;
  const gauges = createSettledGauges(metrics);
  const lookedAt = new Map<string, number>();

  async function round(): Promise<void> {
    const due = deps.looks.filter(isDue);
    await Promise.all(due.map(take));
    const rows = (await alarms.open()).map(({ cause }) => ({ labels: { cause }, value: 1 }));
    gauges.show('leadline_alarm_open', rows);
  }

  function isDue({ name, everyMs }: Look): boolean {
    const last = lookedAt.get(name);
    // A clock that was set back must not keep a look from its turn.
    const due = last === undefined || now() < last || now() - last >= (everyMs ?? 0);
    if (due) lookedAt.set(name, now());
    return due;
  }

  async function take(look: Look): Promise<void> {
    const found = await observed(look);
    if (!found) return;
    for (const alarm of found) await alarms.raise(alarm);
    const causes = new Set(found.map(({ cause }) => cause));
    for (const { cause } of await alarms.open()) {
      if (isOf(look, cause) && !causes.has(cause)) await alarms.over(cause, look.over(cause));
    }
  }

  /** A look that fails ends no alarm and keeps no other look from its turn. */
  async function observed(look: Look): Promise<Alarm[] | undefined> {
    try {
      return await look.alarms();
    } catch (error) {
      log.warn('a look for alarms failed', { look: look.name, error });
      metrics.count('leadline_looks_failed_total', { look: look.name });
      return undefined;
    }
  }

  return { round };
}

function isOf({ name }: Look, cause: string): boolean {
  return cause === name || cause.startsWith(`${name}:`);
}
