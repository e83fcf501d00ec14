import type { AlarmStore, OpenAlarm } from '../workflow/watch-ports.ts';

/** Alarms of this process only: for as long as Redis itself is what is wrong. */
export type MemoryAlarmStore = AlarmStore & { has: (cause: string) => boolean };

type Held = OpenAlarm & {
  state: 'open' | 'ending' | 'closed';
  said: boolean;
  /** Nothing is to be said before. Closed: until when it is remembered. */
  until: number;
};

export function createMemoryAlarmStore(): MemoryAlarmStore {
  const held = new Map<string, Held>();

  function change(cause: string, to: Partial<Held>): void {
    const before = held.get(cause);
    if (before) held.set(cause, { ...before, ...to });
  }

  /** What is remembered of it at that moment. */
  function known(cause: string, now: number): Held | undefined {
    const before = held.get(cause);
    if (before?.state === 'closed' && now >= before.until) held.delete(cause);
    return held.get(cause);
  }

  return {
    has: (cause) => isOpen(held.get(cause)),
    raise: async (alarm, { now, leaseUntil }) => {
      const before = known(alarm.cause, now);
      const open = isOpen(before);
      const quiet = before?.state === 'open' && now < before.until;
      const message = before?.message && { message: before.message };
      held.set(alarm.cause, {
        ...alarm,
        since: before && open ? before.since : now,
        state: 'open',
        said: before?.said ?? false,
        until: quiet ? before.until : leaseUntil,
        ...message,
      });
      const said = open ? 'open' : 'closed';
      return { say: !quiet, was: before?.said ? said : 'new', ...message };
    },
    said: async (cause, until, message) =>
      change(cause, { said: true, until, ...(message && { message }) }),
    unsaid: async (cause, until) => change(cause, { until }),
    end: async (cause, { now, leaseUntil }) => {
      const before = known(cause, now);
      if (!before || !isOpen(before)) return undefined;
      // Somebody is saying it, or its end, at this moment.
      const busy = now < before.until && (before.state === 'ending' || !before.said);
      if (busy) return undefined;
      change(cause, { state: 'ending', until: leaseUntil });
      return openOf(before);
    },
    close: async (cause, rememberUntil) => {
      if (held.get(cause)?.state === 'ending') {
        change(cause, { state: 'closed', until: rememberUntil });
      }
    },
    all: async () => [...held.values()].filter(isOpen).map(openOf),
  };
}

function isOpen(held: Held | undefined): boolean {
  return held !== undefined && held.state !== 'closed';
}

function openOf({ cause, says, doThis, count, since, message }: Held): OpenAlarm {
  return {
    cause,
    says,
    doThis,
    since,
    ...(count !== undefined && { count }),
    ...(message && { message }),
  };
}
