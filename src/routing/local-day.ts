import { DateTime } from 'luxon';

/** The local day and ISO week of a moment: 2026-11-23 and 2026-W48. */
export type LocalDay = { day: string; week: string };

/** Time zones seldom matter more than a handful at once, and a moment is asked for many members. */
const remembered = new Map<string, { nowMs: number; answer: LocalDay }>();

/**
 * @param nowMs milliseconds since 1970
 * @param timeZone IANA name; UTC if not given
 */
export function localDay(nowMs: number, timeZone = 'utc'): LocalDay {
  const minute = Math.floor(nowMs / 60_000);
  const known = remembered.get(timeZone);
  if (known?.nowMs === minute) return known.answer;
  const local = DateTime.fromMillis(nowMs, { zone: timeZone });
  const answer = {
    day: local.toFormat('yyyy-MM-dd'),
    week: local.toFormat("kkkk-'W'WW"),
  };
  remembered.set(timeZone, { nowMs: minute, answer });
  return answer;
}
