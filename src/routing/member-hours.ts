import { type Absence, absenceEnd, absenceEndInWords, absenceStart, hasTime } from './absences.ts';
import { holidaysOn, type PublicHoliday } from './holidays.ts';
import { dayNumbered } from './local-day.ts';
import { DAY_MS, firstMomentAt, localSpan, MINUTE_MS } from './local-span.ts';
import type { TeamMember } from './team.ts';
import { type Block, WEEKDAYS, type Weekday } from './working-hours.ts';

/**
 * Out of office as moments: milliseconds since 1970, `until` exclusive. `ends` is its end as
 * written; `clock` names the time zone where that is a time of day.
 */
type Away = { from: number; until: number; ends: string; clock?: string; note?: string };

/** When a member works, by all that is known of them but the switches. */
export type MemberHours = { member: TeamMember; away: readonly Away[] };

/** A piece of time in which nothing about the member changes; `until` is exclusive. */
export type Piece = { from: number; until: number } & (
  | { state: 'open' }
  | { state: 'away'; last: Away; notes: string[] }
  | { state: 'holiday'; name: string }
  | { state: 'closed'; weekday: Weekday; freeDay: boolean }
);

/** @param said by command, beside what team.yaml says */
export function memberHours(member: TeamMember, said: readonly Absence[]): MemberHours {
  const { timeZone } = member;
  const away = [...member.away, ...said].map((absence) => ({
    from: firstMomentAt(absenceStart(absence), timeZone),
    until: firstMomentAt(absenceEnd(absence), timeZone),
    ends: absenceEndInWords(absence),
    ...(hasTime(absence.until) && { clock: timeZone ?? 'UTC' }),
    ...(absence.note !== undefined && { note: absence.note }),
  }));
  return { member, away: away.toSorted((one, other) => one.from - other.from) };
}

/**
 * The piece that a moment lies in. An absence goes before a holiday, and that before the hours.
 *
 * @param ms milliseconds since 1970
 */
export function pieceAt({ member, away }: MemberHours, ms: number): Piece {
  const gone = betweenEdges(away, ms, -Infinity, Infinity);
  const now = away.filter((one) => holds(one, ms));
  if (now.length > 0) return { ...gone, state: 'away', ...runOf(now, away) };
  if (member.workingHours === undefined && member.holidays === undefined) {
    return { ...gone, state: 'open' };
  }
  const part = partOfDay(member, ms);
  part.from = Math.max(part.from, gone.from);
  part.until = Math.min(part.until, gone.until);
  return part;
}

/** Absences that follow on each other without a gap are one to whoever waits for the end. */
function runOf(now: readonly Away[], away: readonly Away[]): { last: Away; notes: string[] } {
  let last = now.reduce((one, other) => (one.until < other.until ? other : one));
  const run = [...now];
  for (const next of away) {
    if (now.includes(next) || next.from > last.until || next.until <= last.until) continue;
    last = next;
    run.push(next);
  }
  return { last, notes: [...new Set(run.flatMap(({ note }) => note ?? []))] };
}

const MINUTES_A_DAY = DAY_MS / MINUTE_MS;
const WHOLE_DAY: readonly Block[] = [{ from: 0, until: MINUTES_A_DAY }];
const NONE: readonly PublicHoliday[] = [];

/** By the holidays and working hours of the local day. */
function partOfDay(member: TeamMember, ms: number): Piece {
  const span = localSpan(ms, member.timeZone);
  const weekday = WEEKDAYS[(((span.day + 3) % 7) + 7) % 7] ?? 'mon';
  const blocks = member.workingHours?.[weekday] ?? WHOLE_DAY;
  const { holidays: code } = member;
  const holidays = code === undefined ? NONE : holidaysOn(code, dayNumbered(span.day).day);

  const midnight = span.day * DAY_MS - span.offsetMs;
  const minute = (ms - midnight) / MINUTE_MS;
  const byHours = betweenEdges(blocks, minute, 0, MINUTES_A_DAY);
  const edges = betweenEdges(holidays, minute, byHours.from, byHours.until);
  const from = Math.max(span.from, midnight + edges.from * MINUTE_MS);
  const until = Math.min(span.until, midnight + edges.until * MINUTE_MS);

  const holiday = holidays.find((one) => holds(one, minute));
  if (holiday !== undefined) return { from, until, state: 'holiday', name: holiday.name };
  return blocks.some((one) => holds(one, minute))
    ? { from, until, state: 'open' }
    : { from, until, state: 'closed', weekday, freeDay: blocks.length === 0 };
}

function holds({ from, until }: Block, at: number): boolean {
  return from <= at && at < until;
}

/** From the last edge before a point to the first one after it, within bounds. */
function betweenEdges(blocks: readonly Block[], at: number, from: number, until: number) {
  const piece = { from, until };
  for (const block of blocks) {
    narrow(piece, block.from, at);
    narrow(piece, block.until, at);
  }
  return piece;
}

function narrow(piece: { from: number; until: number }, edge: number, at: number): void {
  if (edge <= at) piece.from = Math.max(piece.from, edge);
  else piece.until = Math.min(piece.until, edge);
}
