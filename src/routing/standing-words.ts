import type { StandingEntry } from './rotation-state.ts';
import type { LeadCounts, PoolStandings } from './standings.ts';
import { memberOf, type Team } from './team.ts';

/** Standings as tables: a head, and rows of texts. */
export type Lines = { head: string[]; rows: string[][] };

export function standingLines({ members }: Pick<PoolStandings, 'members'>): Lines {
  return {
    head: [
      ...['Member', 'Weight', 'Fair share', 'Taken', 'Credit', 'Owed'],
      ...['Today', 'This week', 'Open'],
    ],
    rows: members.map(({ name, weight, share, taken, credit, owed, leads }) => [
      ...[name, weight === undefined ? '-' : String(weight)],
      ...[leadsInWords(share), leadsInWords(taken), changeInWords(credit), changeInWords(owed)],
      ...countsInWords(leads),
    ]),
  };
}

/** The ledger of standings, newest first. */
export function entryLines(entries: readonly StandingEntry[], team: Team): Lines {
  return {
    head: ['Time (UTC)', 'Pool', 'Owed', 'Why', 'Lead'],
    rows: entries.map((entry) => [
      new Date(entry.at).toISOString().slice(0, 16).replace('T', ' '),
      entry.pool,
      changeInWords(entry.amount),
      `${memberOf(team, entry.member)?.name ?? entry.member} ${entryInWords(entry)}`,
      entry.leadId ?? '-',
    ]),
  };
}

/** "weighted: leads today 3 of 10, this week 3, open 2". */
export function poolInWords({ choice, leads }: Pick<PoolStandings, 'choice' | 'leads'>): string {
  const [today, week, open] = countsInWords(leads);
  const how = choice ?? 'not in team.yaml any more';
  return `${how}: leads today ${today}, this week ${week}, open ${open}`;
}

/** Two places are enough to see who is next; a zero has no sign. */
export function leadsInWords(leads: number): string {
  const rounded = Math.round(leads * 100) / 100;
  return String(rounded === 0 ? 0 : rounded);
}

/** The same with a sign: +0.5, −1. */
function changeInWords(leads: number): string {
  const text = leadsInWords(Math.abs(leads));
  if (text === '0') return '0';
  return leads < 0 ? `−${text}` : `+${text}`;
}

/** Today, this week, open; "3 of 5" where there is a cap. */
function countsInWords({ cap, today, thisWeek, open }: LeadCounts): string[] {
  return [ofLimit(today, cap?.day), ofLimit(thisWeek, cap?.week), ofLimit(open, cap?.open)];
}

function ofLimit(count: number, limit: number | undefined): string {
  return limit === undefined ? String(count) : `${count} of ${limit}`;
}

/** Why a standing changed: goes on from the member's name, "Ada" + "had a turn". */
function entryInWords({ reason, amount, by }: StandingEntry): string {
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
