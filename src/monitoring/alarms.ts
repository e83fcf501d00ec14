import type { AlertReference, World } from '../workflow/ports.ts';
import { SystemFailure } from '../workflow/system-failure.ts';
import type { Alarm, AlarmStore, AlarmTurn, OpenAlarm } from '../workflow/watch-ports.ts';

/** Says a text to operations: in the thread of that message, where they still have its channel. */
export type SayAlarm = (text: string, thread?: AlertReference) => Promise<AlertReference>;

export type Alarms = {
  /** Says it once, and again only after its quiet time. Never throws for want of Slack. */
  raise: (alarm: Alarm) => Promise<void>;
  /** Says that it is over, in the thread where it began. Nothing when it is not open. */
  over: (cause: string, says: string) => Promise<void>;
  open: () => Promise<OpenAlarm[]>;
};

/** Longer than any post takes. A worker that dies while saying leaves it to another after that. */
const LEASE_MS = 60_000;

/** How soon an alarm that could not be said is tried again; sooner if Slack says so. */
const UNSAID_MS = 30_000;

const BEGINNING: Record<AlarmTurn['was'], string> = {
  new: 'Alarm',
  open: 'Still so',
  closed: 'Again',
};

/**
 * Alarms for operations: each once, with what to do, however many workers see it. Trouble
 * that comes and goes stays in one thread. What could not be said is said later; until then the log and `leadline_alarm_open` have it.
 */
export function createAlarms(deps: {
  /** Absent where alerts.yaml names no operations channel: then only log and metrics tell. */
  say?: SayAlarm;
  store: AlarmStore;
  now: () => number;
  log: World['log'];
  metrics: World['metrics'];
  quietMs: number;
}): Alarms {
  const { store, now, log, metrics, quietMs } = deps;
  const lease = () => ({ now: now(), leaseUntil: now() + LEASE_MS });

  async function raise(alarm: Alarm): Promise<void> {
    const { cause, says, doThis, count } = alarm;
    metrics.gauge('leadline_alarm_open', { cause }, 1);
    const turn = await store.raise(alarm, lease());
    if (!turn.say) return;
    log.error('alarm', { cause, says, doThis, ...(count !== undefined && { count }) });
    const text = `${BEGINNING[turn.was]}: ${says}\nTo do: ${doThis}`;
    const said = await tell(cause, text, turn.message);
    if (said && 'unsaidForMs' in said) return store.unsaid(cause, now() + said.unsaidForMs);
    const moved = said !== undefined && said.channel !== turn.message?.channel;
    await store.said(cause, now() + quietMs, moved ? said : turn.message);
  }

  async function over(cause: string, says: string): Promise<void> {
    const alarm = await store.end(cause, lease());
    if (!alarm) return;
    log.info('alarm is over', { cause, says });
    const said = alarm.message && (await tell(cause, `Over: ${says}`, alarm.message));
    if (said && 'unsaidForMs' in said) return store.unsaid(cause, now() + said.unsaidForMs);
    metrics.gauge('leadline_alarm_open', { cause }, 0);
    await store.close(cause, now() + quietMs);
  }

  /** Undefined: there is no channel to say it in. */
  async function tell(
    cause: string,
    text: string,
    before: AlertReference | undefined,
  ): Promise<AlertReference | { unsaidForMs: number } | undefined> {
    try {
      return await deps.say?.(text, before);
    } catch (error) {
      log.warn('an alarm could not be said', { cause, error });
      metrics.count('leadline_alarms_unsaid_total', { cause });
      const throttled = error instanceof SystemFailure ? error.details.retryAfterMs : undefined;
      return { unsaidForMs: Math.min(throttled ?? UNSAID_MS, UNSAID_MS) };
    }
  }

  return { raise, over, open: store.all };
}
