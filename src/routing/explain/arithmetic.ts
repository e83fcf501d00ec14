import { owed } from '../fair-share.ts';
import type { Pick } from '../ladder/pick.ts';
import type { CandidateSeat } from '../ladder/seats.ts';
import type { PoolChoiceName } from '../team.ts';

/** How the pool came to its choice, a sentence a line, with the numbers that were compared. */
export function arithmeticOf({ pool, choice, seats, taken }: Pick): string[] {
  if (taken === undefined) return [];
  const { seat, how, take } = taken;
  if (how === 'company') {
    const turn = take.counts === 0 ? 'no turn' : `${number(take.counts)} of a turn`;
    return [
      `${seat.name} had the last lead of ${take.company} in pool ${pool}, and gets this one too.`,
      `It counts as ${turn}.`,
    ];
  }
  if (how === 'claim') {
    return [
      `Pool ${pool} leaves each lead to whoever claims it first: ${seat.name} did.`,
      'It counts as a turn.',
    ];
  }
  const among = seats.filter(({ member }) => Object.hasOwn(take.shares, member));
  const opens =
    how === 'fewest open leads'
      ? [`Open leads for each unit of weight: ${seats.map(openInWords).join(', ')}.`]
      : [];
  return [
    `Pool ${pool} gives leads by ${CHOICES[choice]}, this one among ${among.length} of ${seats.length}.`,
    ...opens,
    ...among.map((one) => standingLine(one, take.shares[one.member] ?? 0)),
    `${seat.name} gets it: ${whyNext(seat, among.length, take.shares[seat.member] ?? 0)}.`,
  ];
}

const CHOICES: Record<PoolChoiceName, string> = {
  weighted: 'weighted turn',
  'round-robin': 'turn',
  'least-open': 'fewest open leads',
  'first-to-claim': 'claim, and those that nobody claims by weighted turn',
  'sticky-company': 'company, else by weighted turn',
};

function whyNext({ standing }: CandidateSeat, among: number, share: number): string {
  if (among === 1) return 'there is nobody else';
  return isAhead(owed(standing) + share)
    ? 'all are ahead, and nobody is less so'
    : 'due soonest; of equals, whoever is owed most, then the first in the pool';
}

function standingLine(seat: CandidateSeat, share: number): string {
  const { name, weight, standing } = seat;
  const before = owed(standing);
  const then = before + share;
  const wait = Math.max(1, Math.ceil((1 - then) / share - ROUNDING) + 1);
  return (
    `${name} (weight ${weight}): fair share ${number(standing.share + standing.credit)}, ` +
    `had ${number(standing.taken)}, so ${leadsInWords(before)}; ` +
    `with ${number(share)} of this lead ${leadsInWords(then)}` +
    (isAhead(then)
      ? '; ahead, so others go first'
      : `; due within ${wait} ${wait === 1 ? 'lead' : 'leads'}`)
  );
}

/** Sums of many shares are off by less than this. */
const ROUNDING = 1e-9;

function isAhead(owing: number): boolean {
  return owing <= ROUNDING;
}

function openInWords({ name, open, weight }: CandidateSeat): string {
  return `${name} ${number(open / weight)}`;
}

/** "owed 0.67 of a lead", "ahead by 0.33 of a lead", "owed nothing". */
export function leadsInWords(owing: number): string {
  if (Math.abs(owing) < 0.005) return 'owed nothing';
  const amount = number(Math.abs(owing));
  const unit =
    amount === '1' ? 'a lead' : Math.abs(owing) < 1 ? `${amount} of a lead` : `${amount} leads`;
  return owing > 0 ? `owed ${unit}` : `ahead by ${unit}`;
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}
