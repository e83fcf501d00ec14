import { inWords } from '../wording.ts';
import { aroundTheWeek, HOUR_MS, type Span, total, WEEK_MS } from './week.ts';

const DAY_MS = 24 * HOUR_MS;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** "Mon–Thu 17:00–08:00 and Fri 17:00–Mon 08:00 UTC, 128 of the week's 168 hours". */
export function weekInWords(spans: readonly Span[]): string {
  if (total(spans) >= WEEK_MS) return 'at any hour of the week';
  return `${inWords(groups(spans), 'and')} UTC, ${hours(total(spans))} of the week's 168 hours`;
}

/** 63 hours; 1.5 hours. */
export function hours(ms: number): string {
  return `${Math.round((ms / HOUR_MS) * 10) / 10}`;
}

/** Those of less than a day that are at the same hours of days in a row are told together. */
function groups(spans: readonly Span[]): string[] {
  const told: { first: number; last: number; clock: string; long: boolean }[] = [];
  for (const { from, until } of aroundTheWeek(spans)) {
    const day = Math.floor(from / DAY_MS);
    const long = until - from >= DAY_MS;
    const end = long ? `${dayName(until)} ${clock(until)}` : clock(until);
    const text = `${clock(from)}–${end}`;
    const before = told.find(
      (one) => !long && !one.long && one.clock === text && one.last === day - 1,
    );
    if (before === undefined) told.push({ first: day, last: day, clock: text, long });
    else before.last = day;
  }
  return told.map(({ first, last, clock: text }) =>
    first === last ? `${DAYS[first]} ${text}` : `${DAYS[first]}–${DAYS[last]} ${text}`,
  );
}

function dayName(at: number): string {
  return DAYS[Math.floor((at % WEEK_MS) / DAY_MS)] ?? '';
}

function clock(at: number): string {
  const minutes = Math.floor((at % DAY_MS) / 60_000);
  return [Math.floor(minutes / 60), minutes % 60]
    .map((value) => String(value).padStart(2, '0'))
    .join(':');
}
