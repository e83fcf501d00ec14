import { DateTime } from 'luxon';

/** When the offices of Berlin, London and New York are all open. */
const OPEN = { weekday: 2, hour: 15, minute: 0, second: 0, millisecond: 0 } as const;
const ZONE = 'Europe/Berlin';

/**
 * A clock for the demo that goes like the real one, but stands in the next Tuesday afternoon: what
 * the demo shows must not hang on the hour at which somebody tries it.
 *
 * @param realMs milliseconds since 1970
 */
export function demoClock(realMs: number): () => number {
  const real = DateTime.fromMillis(realMs, { zone: ZONE });
  const tuesday = real.set(OPEN);
  const stands = tuesday > real ? tuesday : tuesday.plus({ weeks: 1 });
  const startedAt = performance.now();
  return () => Math.round(stands.toMillis() + performance.now() - startedAt);
}
