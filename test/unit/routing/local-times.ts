import fc from 'fast-check';
import { DateTime } from 'luxon';

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Of every sort: no change, an hour, half an hour, at midnight, twice a year more, far ahead. */
export const aTimeZone = fc.constantFrom(
  ...['UTC', 'Asia/Kathmandu', 'Europe/Berlin', 'America/New_York', 'America/Sao_Paulo'],
  ...['Australia/Lord_Howe', 'America/Santiago', 'Africa/Casablanca', 'Africa/Cairo'],
  ...['Asia/Beirut', 'America/Havana', 'Pacific/Apia', 'Pacific/Kiritimati', 'Asia/Tehran'],
);

const FIRST = Date.UTC(2010, 0, 1);
const LAST = Date.UTC(2035, 0, 1);

/** Any moment of 25 years; often close to one at which the clock is changed, or just at it. */
export function aMoment(timeZone: string): fc.Arbitrary<number> {
  const changes = clockChanges(timeZone);
  const any = fc.integer({ min: FIRST, max: LAST });
  if (changes.length === 0) return any;
  const near = fc
    .tuple(
      fc.constantFrom(...changes),
      fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -26 * HOUR_MS, max: 26 * HOUR_MS })),
    )
    .map(([change, off]) => change + off);
  return fc.oneof(any, near);
}

const found = new Map<string, number[]>();

function clockChanges(timeZone: string): number[] {
  const known = found.get(timeZone);
  if (known) return known;
  const offset = (ms: number) => DateTime.fromMillis(ms, { zone: timeZone }).offset;
  const changes: number[] = [];
  for (let ms = FIRST; ms < LAST; ms += 7 * DAY_MS) {
    let [before, after] = [ms, ms + 7 * DAY_MS];
    if (offset(before) === offset(after)) continue;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offset(middle) === offset(before)) before = middle;
      else after = middle;
    }
    changes.push(after);
  }
  found.set(timeZone, changes);
  return changes;
}
