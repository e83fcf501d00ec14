import { DAY_MS, localSpan, MINUTE_MS } from './local-span.ts';

const WEEKDAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/**
 * A moment for people: Mon 23 Nov 09:00 (Europe/Berlin). Made by hand, since explanations name
 * many of them for each lead, and date libraries take their time to write one.
 *
 * @param ms milliseconds since 1970
 * @param timeZone IANA name; UTC if not given
 */
export function localTimeInWords(ms: number, timeZone?: string): string {
  const { weekday, date, month } = localDate(ms, timeZone);
  return `${weekday} ${date} ${month} ${clockInWords(ms, timeZone)}`;
}

/** Only the day: Mon 23 Nov 2026. */
export function dateInWords(ms: number, timeZone?: string): string {
  const { weekday, date, month, year } = localDate(ms, timeZone);
  return `${weekday} ${date} ${month} ${year}`;
}

function localDate(ms: number, timeZone?: string) {
  const { day } = localSpan(ms, timeZone);
  const midnight = new Date(day * DAY_MS);
  return {
    weekday: WEEKDAYS[((day % 7) + 7) % 7],
    date: midnight.getUTCDate(),
    month: MONTHS[midnight.getUTCMonth()],
    year: midnight.getUTCFullYear(),
  };
}

/** Only the time of day: 09:00 (Europe/Berlin). */
export function clockInWords(ms: number, timeZone?: string): string {
  const { day, offsetMs } = localSpan(ms, timeZone);
  const minute = Math.floor((ms + offsetMs - day * DAY_MS) / MINUTE_MS);
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)} (${timeZone ?? 'UTC'})`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
