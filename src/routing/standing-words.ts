import type { StandingEntry } from './rotation-state.ts';
import type { LeadCounts } from './standings.ts';

/** Two places are enough to see who is next; a zero has no sign. */
export function leadsInWords(leads: number): string {
  const rounded = Math.round(leads * 100) / 100;
  return String(rounded === 0 ? 0 : rounded);
}

/** The same with a sign: +0.5, −1. */
export function changeInWords(leads: number): string {
  const text = leadsInWords(Math.abs(leads));
  if (text === '0') return '0';
  return leads < 0 ? `−${text}` : `+${text}`;
}

/** "3 of 5" where there is a cap. */
export function countInWords(
  { cap, ...counts }: LeadCounts,
  which: 'today' | 'thisWeek' | 'open',
): string {
  const limit = cap?.[which === 'today' ? 'day' : which === 'thisWeek' ? 'week' : 'open'];
  return limit === undefined ? String(counts[which]) : `${counts[which]} of ${limit}`;
}

/** Why a standing changed: goes on from the member's name, "Ada" + "had a turn". */
export function entryInWords({ reason, amount, by }: StandingEntry): string {
  const said = by === undefined ? '' : `, said ${by}`;
  return `${amount < 0 ? LESS[reason] : MORE[reason]}${said}`;
}

type Words = Record<StandingEntry['reason'], string>;

/** Owed less by it. The fair share of each lead is in the standing, and has no line of its own. */
const LESS: Words = {
  turn: 'had a turn',
  ownership: 'had a lead of their own, which counts as part of a turn',
  claimed: 'claimed a lead',
  spam: "gives back their share of a colleague's lead that was spam",
  duplicate: "gives back their share of a colleague's lead that was a duplicate",
  lost_follow_up: "gives back their share of a colleague's lead that went to somebody else",
  written_off: 'is owed less, so that nobody is more than one lead from their fair share',
  given_back: 'gives back their share of a lead that was decided again',
};

const MORE: Words = {
  turn: 'had a turn',
  ownership: 'had a lead of their own, which does not count as a turn',
  claimed: 'claimed a lead',
  spam: 'gets a lead back that was spam',
  duplicate: 'gets a lead back that was a duplicate',
  lost_follow_up: 'gets a part of a lead back that went to somebody else',
  written_off: 'is owed more, so that nobody is more than one lead from their fair share',
  given_back: 'gets a lead back that was decided again, and went another way',
};
