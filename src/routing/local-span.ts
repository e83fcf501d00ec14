import { IANAZone } from 'luxon';

/**
 * A piece of time in which a place's clock runs evenly within one day: no midnight and no change of
 * the clock lies inside. All questions about local time are answered by these pieces, so that an
 * hour which is skipped has no moment in it, and one which comes twice has two pieces.
 */
export type LocalSpan = {
  /** Milliseconds since 1970. */
  from: number;
  /** Exclusive. The local day may go on after it. */
  until: number;
  /** What the local clock shows more than UTC, in milliseconds. */
  offsetMs: number;
  /** Of the local calendar, in days since 1 January 1970. */
  day: number;
};

type OffsetSpan = { from: number; until: number; offsetMs: number };
type OffsetAt = (ms: number) => number;
type Place = { offsetAt: OffsetAt; latest?: LocalSpan; windows: Map<number, OffsetSpan[]> };

export const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** No place changes its clock twice within so short a time. */
const WINDOW_MS = 4 * DAY_MS;
const WINDOWS_KEPT = 5_000;
/** No clock is so far ahead of UTC; the farthest is 14 hours. */
const FARTHEST_AHEAD_MS = 15 * HOUR_MS;

/** What was found out about each time zone. Nothing in it depends on when it was asked. */
const places = new Map<string, Place>();

/**
 * The piece of local time that a moment lies in.
 *
 * @param ms milliseconds since 1970
 * @param timeZone IANA name; UTC if not given
 * @throws Error for a time zone that does not exist, which `teamSchema` refuses
 */
export function localSpan(ms: number, timeZone = 'utc'): LocalSpan {
  const place = placeNamed(timeZone);
  const { latest } = place;
  if (latest !== undefined && latest.from <= ms && ms < latest.until) return latest;
  const { from, until, offsetMs } = offsetSpan(place, ms);
  const day = Math.floor((ms + offsetMs) / DAY_MS);
  const span = {
    from: Math.max(from, day * DAY_MS - offsetMs),
    until: Math.min(until, (day + 1) * DAY_MS - offsetMs),
    ...{ offsetMs, day },
  };
  place.latest = span;
  return span;
}

/**
 * The first moment at which the local clock shows this time or a later one.
 *
 * @param wallMs what the clock shows, as if it were UTC, in milliseconds since 1970
 */
export function firstMomentAt(wallMs: number, timeZone?: string): number {
  let span = localSpan(wallMs - FARTHEST_AHEAD_MS, timeZone);
  while (span.until + span.offsetMs <= wallMs) span = localSpan(span.until, timeZone);
  return Math.max(span.from, wallMs - span.offsetMs);
}

function placeNamed(timeZone: string): Place {
  const known = places.get(timeZone);
  if (known !== undefined) return known;
  const zone = IANAZone.create(timeZone);
  if (!zone.isValid) throw new Error(`there is no time zone ${timeZone}`);
  const place: Place = { offsetAt: (ms) => zone.offset(ms) * MINUTE_MS, windows: new Map() };
  places.set(timeZone, place);
  return place;
}

function offsetSpan({ offsetAt, windows }: Place, ms: number): OffsetSpan {
  const window = Math.floor(ms / WINDOW_MS);
  let spans = windows.get(window);
  if (spans === undefined) {
    if (windows.size >= WINDOWS_KEPT) windows.clear();
    spans = evenSpans(offsetAt, window * WINDOW_MS, (window + 1) * WINDOW_MS);
    windows.set(window, spans);
  }
  const span = spans.find(({ until }) => ms < until);
  if (span === undefined) throw new Error(`${ms} is no moment`);
  return span;
}

/** Divides a window where the clock is changed in it. */
function evenSpans(offsetAt: OffsetAt, from: number, until: number): OffsetSpan[] {
  const offsetMs = offsetAt(from);
  if (offsetAt(until - 1) === offsetMs) return [{ from, until, offsetMs }];
  let before = from;
  let after = until - 1;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === offsetMs) before = middle;
    else after = middle;
  }
  return [{ from, until: after, offsetMs }, ...evenSpans(offsetAt, after, until)];
}
