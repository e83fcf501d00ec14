import { DateTime } from 'luxon';
import { DAY_MS, localSpan } from './local-span.ts';

/** The local day and ISO week of a moment: 2026-11-23 and 2026-W48. */
export type LocalDay = { day: string; week: string };

const DAYS_KEPT = 5_000;

/** By days since 1970. */
const remembered = new Map<number, LocalDay>();

/**
 * @param nowMs milliseconds since 1970
 * @param timeZone IANA name; UTC if not given
 */
export function localDay(nowMs: number, timeZone?: string): LocalDay {
  return dayNumbered(localSpan(nowMs, timeZone).day);
}

/** @param day in days since 1 January 1970 */
export function dayNumbered(day: number): LocalDay {
  const known = remembered.get(day);
  if (known !== undefined) return known;
  if (remembered.size >= DAYS_KEPT) remembered.clear();
  const midnight = DateTime.fromMillis(day * DAY_MS, { zone: 'utc' });
  const answer = {
    day: midnight.toFormat('yyyy-MM-dd'),
    week: midnight.toFormat("kkkk-'W'WW"),
  };
  remembered.set(day, answer);
  return answer;
}
