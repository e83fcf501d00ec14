import type { Absences } from './absences.ts';
import { localDay } from './local-day.ts';
import { DAY_MS } from './local-span.ts';
import { clockInWords, localTimeInWords } from './local-time-words.ts';
import { type MemberHours, memberHours, type Piece, pieceAt } from './member-hours.ts';
import type { TeamMember } from './team.ts';
import type { Weekday } from './working-hours.ts';

/** `because` goes on from the name: "Bob" + "is away until 2026-08-14 (summer holiday)". */
export type Availability = {
  available: boolean;
  because: string;
  /**
   * Until then, at least, the answer stays the same: milliseconds since 1970; Infinity when only
   * team.yaml, a command or the switch can change it.
   */
  until: number;
};

/**
 * Can this member take a lead now?
 *
 * Pure, though it remembers: the answer depends on nothing but the arguments.
 *
 * @param said what was said of them by command
 * @param nowMs milliseconds since 1970; days and hours are those of the member's time zone
 */
export function availability(
  member: TeamMember,
  said: Absences[string] | undefined,
  nowMs: number,
): Availability {
  return answerAt(knownOf(member, said), nowMs).answer;
}

/**
 * When the member can take leads again, in milliseconds since 1970; `nowMs` itself for somebody
 * who can. Undefined when nobody can say: inactive, switched off, or away beyond a year.
 */
export function nextOpening(
  member: TeamMember,
  said: Absences[string] | undefined,
  nowMs: number,
): number | undefined {
  const known = knownOf(member, said);
  const latest = answerAt(known, nowMs);
  if (latest.answer.available) return nowMs;
  if (known.hours === undefined) return undefined;
  latest.next ??= { opening: openingAfter(known.hours, latest.answer.until) };
  const { opening } = latest.next;
  return opening !== undefined && opening - nowMs <= LOOK_AHEAD_MS ? opening : undefined;
}

/** `hours` are absent of those whom no clock can make available. */
type Known = { member: TeamMember; hours?: MemberHours; latest?: Latest };

/** An answer, since when it holds, and what comes after it, once that was asked for. */
type Latest = { answer: Availability; from: number; next?: { opening: number | undefined } };

const LOOK_AHEAD_MS = 366 * DAY_MS;

/**
 * The latest answer for each member, since a decision asks for everybody, and decisions come one
 * after another. Members and what was said are values: nobody changes them in place.
 */
const unsaid = new WeakMap<TeamMember, Known>();
const bySaid = new WeakMap<TeamMember, WeakMap<Absences[string], Known>>();

function knownOf(member: TeamMember, said: Absences[string] | undefined): Known {
  const known = said === undefined ? unsaid.get(member) : bySaid.get(member)?.get(said);
  return known ?? remember(member, said);
}

function remember(member: TeamMember, said: Absences[string] | undefined): Known {
  const switchedOff = !member.active || member.off || said?.off !== undefined;
  const known = switchedOff ? { member } : { member, hours: memberHours(member, said?.away ?? []) };
  if (said === undefined) {
    unsaid.set(member, known);
  } else {
    const ofMember = bySaid.get(member) ?? new WeakMap<Absences[string], Known>();
    bySaid.set(member, ofMember.set(said, known));
  }
  return known;
}

function answerAt(known: Known, nowMs: number): Latest {
  const { latest } = known;
  if (latest !== undefined && latest.from <= nowMs && nowMs < latest.answer.until) return latest;
  known.latest =
    known.hours === undefined ? switchedOff(known.member) : answerOf(known.hours, nowMs);
  return known.latest;
}

function switchedOff({ active }: TeamMember): Latest {
  const because = active ? 'is switched off for now' : 'is marked inactive in team.yaml';
  return { answer: { available: false, because, until: Infinity }, from: -Infinity };
}

function answerOf(hours: MemberHours, nowMs: number): Latest {
  const piece = pieceAt(hours, nowMs);
  const { from, until } = piece;
  const answer = { available: piece.state === 'open', because: becauseOf(hours, piece), until };
  return { answer, from };
}

function becauseOf(hours: MemberHours, piece: Piece): string {
  switch (piece.state) {
    case 'open':
      return 'is available';
    case 'away':
      return awayInWords(piece);
    case 'holiday':
      return `has a public holiday (${piece.name})`;
    case 'closed':
      return piece.freeDay
        ? `does not work on ${DAYS[piece.weekday]}; ${nextInWords(hours, piece)}`
        : `is outside working hours${untilInWords(hours, piece)}`;
  }
}

function awayInWords({ last, notes }: Extract<Piece, { state: 'away' }>): string {
  const more = [
    ...(last.clock ? [last.clock] : []),
    ...(notes.length > 0 ? [notes.join(', ')] : []),
  ];
  return `is away until ${last.ends}${more.length > 0 ? ` (${more.join('; ')})` : ''}`;
}

const DAYS: Record<Weekday, string> = {
  mon: 'Mondays',
  tue: 'Tuesdays',
  wed: 'Wednesdays',
  thu: 'Thursdays',
  fri: 'Fridays',
  sat: 'Saturdays',
  sun: 'Sundays',
};

const NEVER = 'no working hour in the year ahead';

function nextInWords(hours: MemberHours, { until }: Piece): string {
  const next = openingAfter(hours, until);
  return next === undefined ? NEVER : `next on ${localTimeInWords(next, hours.member.timeZone)}`;
}

function untilInWords(hours: MemberHours, piece: Piece): string {
  const { timeZone } = hours.member;
  const next = openingAfter(hours, piece.until);
  if (next === undefined) return `; ${NEVER}`;
  const today = localDay(piece.from, timeZone).day === localDay(next, timeZone).day;
  return ` until ${today ? clockInWords(next, timeZone) : localTimeInWords(next, timeZone)}`;
}

/** The first open moment from this one on, within the time that is looked ahead. */
function openingAfter(hours: MemberHours, fromMs: number): number | undefined {
  let at = fromMs;
  while (at - fromMs <= LOOK_AHEAD_MS) {
    const piece = pieceAt(hours, at);
    if (piece.state === 'open') return at;
    at = piece.state === 'away' ? piece.last.until : piece.until;
  }
  return undefined;
}
