import { owed } from '../fair-share.ts';
import type { Pick } from '../ladder/pick.ts';
import type { CandidateSeat } from '../ladder/seats.ts';

/** How the pool came to its choice, a sentence a line, with the numbers that were compared. */
export function arithmeticOf({ pool, choice, seats, taken }: Pick): string[] {
  if (taken === undefined) return [];
  const { seat, how, take } = taken;
  if (how === 'company') {
    return [
      `${seat.name} had the last lead of ${take.company} in pool ${pool}, so no turn is due.`,
    ];
  }
  const among = seats.filter(({ member }) => Object.hasOwn(take.shares, member));
  const opens =
    how === 'fewest open leads'
      ? [`Open leads for each unit of weight: ${listed(seats, openInWords)}.`]
      : [];
  return [
    `Pool ${pool} chooses by ${choice}, among ${among.length} of ${seats.length}.`,
    ...opens,
    ...among.map((one) => standingLine(one, take.shares[one.member] ?? 0)),
    `${seat.name} must have a lead soonest in order not to be owed a whole one.`,
  ];
}

function standingLine(seat: CandidateSeat, share: number): string {
  const { name, weight, standing } = seat;
  const before = owed(standing);
  const then = before + share;
  const wait = Math.max(1, Math.ceil((1 - then) / share - 1e-9) + 1);
  return (
    `${name} (weight ${weight}): fair share ${number(standing.share + standing.credit)}, ` +
    `had ${number(standing.taken)}, so ${leadsInWords(before)}; ` +
    `with ${number(share)} of this lead ${leadsInWords(then)}` +
    (then <= 1e-9
      ? '; ahead, so others go first'
      : `; due within ${wait} ${wait === 1 ? 'lead' : 'leads'}`)
  );
}

function openInWords({ name, open, weight }: CandidateSeat): string {
  return `${name} ${number(open / weight)}`;
}

function listed(seats: CandidateSeat[], inWords: (seat: CandidateSeat) => string): string {
  return seats.map(inWords).join(', ');
}

/** "is owed 0.67 of a lead", "is 0.33 of a lead ahead", "is owed nothing". */
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
