import { availability, nextOpening } from '../availability.ts';
import type { TeamMember } from '../team.ts';

/** A part of a week: milliseconds since its Monday 00:00 UTC; `until` is exclusive. */
export type Span = { from: number; until: number };

export const HOUR_MS = 3_600_000;
export const WEEK_MS = 168 * HOUR_MS;

/** 1970 began with a Thursday. */
const FIRST_MONDAY_MS = 4 * 24 * HOUR_MS;

/** So many weeks are looked at: what a holiday closes in one of them is open in another. */
const WEEKS = 3;

/** The Mondays, 00:00 UTC, of the weeks after this moment. */
export function weeksAfter(nowMs: number): number[] {
  const next = Math.ceil((nowMs - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS;
  return Array.from({ length: WEEKS }, (_, index) => next + index * WEEK_MS);
}

/** When somebody can take leads in the week from `startMs`. */
export function openSpans(member: TeamMember, startMs: number): Span[] {
  const spans: Span[] = [];
  const end = startMs + WEEK_MS;
  let at = nextOpening(member, undefined, startMs) ?? end;
  while (at < end) {
    const { until } = availability(member, undefined, at);
    spans.push({ from: at - startMs, until: Math.min(until, end) - startMs });
    if (until >= end) break;
    at = Math.max(until, nextOpening(member, undefined, until) ?? end);
  }
  return spans;
}

export function union(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.from - other.from)) {
    const last = joined.at(-1);
    if (last === undefined || last.until < span.from) joined.push({ ...span });
    else last.until = Math.max(last.until, span.until);
  }
  return joined;
}

/** The rest of the week. */
export function complement(spans: readonly Span[]): Span[] {
  const rest: Span[] = [];
  let from = 0;
  for (const span of union(spans)) {
    if (span.from > from) rest.push({ from, until: span.from });
    from = span.until;
  }
  return from < WEEK_MS ? [...rest, { from, until: WEEK_MS }] : rest;
}

export function total(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, until }) => sum + until - from, 0);
}

/** With what begins on Monday at 00:00 joined to what ends then; it may go beyond the week's end. */
export function aroundTheWeek(spans: readonly Span[]): Span[] {
  const [first, ...others] = spans;
  const last = others.at(-1);
  if (first?.from !== 0 || last?.until !== WEEK_MS) return [...spans];
  return [...others.slice(0, -1), { from: last.from, until: WEEK_MS + first.until }];
}

/** Each span begins so much earlier, before Monday 00:00 on the Sunday. */
export function startingEarlier(spans: readonly Span[], ms: number): Span[] {
  const early = spans.map(({ from, until }) => ({ from: from - ms, until }));
  if (early.some(({ from, until }) => until - from >= WEEK_MS))
    return [{ from: 0, until: WEEK_MS }];
  return union(
    early.flatMap(({ from, until }) =>
      from >= 0
        ? [{ from, until }]
        : [
            { from: 0, until },
            { from: from + WEEK_MS, until: WEEK_MS },
          ],
    ),
  );
}
