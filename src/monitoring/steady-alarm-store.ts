import { LedgerUnavailable } from '../workflow/ledger.ts';
import type { AlarmStore } from '../workflow/watch-ports.ts';
import type { MemoryAlarmStore } from './memory-alarm-store.ts';

/**
 * The store that all workers share, stood in for by this process's memory while Redis is away. An
 * alarm that began in memory stays there until it is over, so that it is not said twice.
 */
export function createSteadyAlarmStore(both: {
  lasting: AlarmStore;
  memory: MemoryAlarmStore;
}): AlarmStore {
  const { lasting, memory } = both;

  return {
    raise: (alarm, turn) =>
      memory.has(alarm.cause)
        ? memory.raise(alarm, turn)
        : orElse(
            () => lasting.raise(alarm, turn),
            () => memory.raise(alarm, turn),
          ),
    said: (cause, until, message) =>
      memory.has(cause)
        ? memory.said(cause, until, message)
        : orElse(
            () => lasting.said(cause, until, message),
            async () => undefined,
          ),
    unsaid: (cause, until) =>
      memory.has(cause)
        ? memory.unsaid(cause, until)
        : orElse(
            () => lasting.unsaid(cause, until),
            async () => undefined,
          ),
    end: (cause, turn) =>
      memory.has(cause)
        ? memory.end(cause, turn)
        : orElse(
            () => lasting.end(cause, turn),
            async () => undefined,
          ),
    close: (cause, rememberUntil) =>
      memory.has(cause)
        ? memory.close(cause, rememberUntil)
        : orElse(
            () => lasting.close(cause, rememberUntil),
            async () => undefined,
          ),
    all: async () => {
      const kept = await orElse(lasting.all, async () => []);
      const here = await memory.all();
      return [...here, ...kept.filter(({ cause }) => !memory.has(cause))];
    },
  };
}

async function orElse<T>(ask: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof LedgerUnavailable)) throw error;
    return otherwise();
  }
}
