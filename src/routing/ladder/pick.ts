import { companyDomainOf } from '../company-domain.ts';
import { nextInTurn, sharesOf } from '../fair-share.ts';
import type { Take } from '../rotation-state.ts';
import { claimTimeMs, memberOf, type PoolChoiceName, poolOf } from '../team.ts';
import { durationInWords, inWords } from '../wording.ts';
import { asOwner } from './owner-keeps.ts';
import type { Answer, Asked } from './rung.ts';
import { type CandidateSeat, capOfPoolReached, type Needs, seatsIn } from './seats.ts';

/** How a pool would give this lead. */
export type Pick = {
  pool: string;
  choice: PoolChoiceName;
  seats: CandidateSeat[];
  /** The cap that the pool as a whole has reached. */
  full?: string;
  /** Absent when nobody can take it, and where whoever claims it first will have it. */
  taken?: {
    seat: CandidateSeat;
    how: 'turn' | 'fewest open leads' | 'company' | 'claim';
    take: Take;
  };
};

export function pickIn(name: string, asked: Asked, needs?: Needs): Pick {
  const choice = poolOf(asked.routing.team, name)?.choice ?? 'weighted';
  const seats = seatsIn(name, asked, needs);
  const free = seats.filter((seat) => seat.excluded === undefined);
  const taken = free.length === 0 ? undefined : takenBy(name, choice, free, asked);
  const full = capOfPoolReached(name, asked);
  return {
    pool: name,
    choice,
    seats,
    ...(full !== undefined && { full }),
    ...(taken && { taken }),
  };
}

function takenBy(
  name: string,
  choice: PoolChoiceName,
  free: CandidateSeat[],
  asked: Asked,
): Pick['taken'] {
  if (choice !== 'first-to-claim' || asked.basis.unclaimed === true) {
    return ofTheSameCompany(name, choice, free, asked) ?? byTurn(name, choice, free, asked);
  }
  const seat = free.find(({ member }) => member === asked.basis.claimedBy);
  if (seat === undefined) return undefined;
  const take = { pool: name, member: seat.member, counts: 1, shares: sharesOf(free) };
  return { seat, how: 'claim', take };
}

/** Does not count as a turn, or only as far as ownership does. */
function ofTheSameCompany(
  pool: string,
  choice: PoolChoiceName,
  free: CandidateSeat[],
  { lead, basis, routing }: Asked,
): Pick['taken'] {
  if (choice !== 'sticky-company') return undefined;
  const company = companyDomainOf(lead);
  const seat = free.find(({ member }) => member === basis.rotation.companies[pool]);
  if (seat === undefined || company === undefined) return undefined;
  const counts = routing.routing.credits.ownership;
  const shares = sharesOf(free, counts);
  return { seat, how: 'company', take: { pool, member: seat.member, counts, shares, company } };
}

function byTurn(
  pool: string,
  choice: PoolChoiceName,
  free: CandidateSeat[],
  { lead }: Asked,
): NonNullable<Pick['taken']> {
  const among = choice === 'least-open' ? fewestOpen(free) : free;
  const { member } = nextInTurn(among);
  const seat = among.find((one) => one.member === member) ?? among[0];
  if (seat === undefined) throw new Error(`nobody of pool ${pool} has the turn`);
  const company = choice === 'sticky-company' ? companyDomainOf(lead) : undefined;
  return {
    seat,
    how: choice === 'least-open' ? 'fewest open leads' : 'turn',
    take: {
      ...{ pool, member, counts: 1, shares: sharesOf(among) },
      ...(company !== undefined && { company }),
    },
  };
}

/** Open leads for each unit of weight; of equals all. */
function fewestOpen(free: CandidateSeat[]): CandidateSeat[] {
  const least = Math.min(...free.map(loadOf));
  return free.filter((seat) => loadOf(seat) === least);
}

function loadOf({ open, weight }: CandidateSeat): number {
  return open / weight;
}

/** The pick as a rung's answer; undefined when nobody can take the lead. */
export function pickAnswer(
  pick: Pick,
  asked: Asked,
): Extract<Answer, { decided: true }> | undefined {
  const { pool, choice, seats, taken } = pick;
  if (taken === undefined) {
    const open = choice === 'first-to-claim' && seats.some((one) => one.excluded === undefined);
    const says = `whoever of pool ${pool} claims it first`;
    return open ? { decided: true, outcome: 'to_claim', pool, says } : undefined;
  }
  const { seat, how, take } = taken;
  const member = memberOf(asked.routing.team, seat.member);
  if (member === undefined) return undefined;
  const due = how === 'turn' ? whoWouldHaveBeen(pick) : undefined;
  const unclaimed =
    choice === 'first-to-claim' && how === 'turn' ? `${nobodyClaimed(pick, asked)}; ` : '';
  return {
    decided: true,
    outcome: 'assigned',
    owner: asOwner(seat.member, member),
    pool,
    take,
    says: `${unclaimed}${HOW[how](seat.name, pool)}`,
    ...(due && { passedOver: [`${due.name} ${due.excluded}`] }),
  };
}

const HOW = {
  turn: (name, pool) => `${name}'s turn in pool ${pool}`,
  'fewest open leads': (name, pool) => `${name} has the fewest open leads in pool ${pool}`,
  company: (name, pool) => `${name} had the last lead of this company in pool ${pool}`,
  claim: (name, pool) => `${name} claimed it first in pool ${pool}`,
} satisfies Record<NonNullable<Pick['taken']>['how'], (name: string, pool: string) => string>;

function nobodyClaimed({ pool }: Pick, { routing }: Asked): string {
  const time = claimTimeMs(poolOf(routing.team, pool));
  return `nobody claimed it within ${durationInWords(time)}`;
}

/** Whose turn it had been, if everybody could take leads; only if that is somebody else. */
function whoWouldHaveBeen({ seats, taken }: Pick): CandidateSeat | undefined {
  const { member } = nextInTurn(seats);
  const due = seats.find((seat) => seat.member === member);
  return due?.member === taken?.seat.member || due?.excluded === undefined ? undefined : due;
}

/** One sentence should be read at a glance; the explanation names everybody. */
const NAMED_MAX = 5;

/** Why the pool has nobody for the lead: "Ada is away until 2026-08-14 and Bob does not speak pl". */
export function whyNobody({ pool, seats, full }: Pick): string {
  if (seats.length === 0) return `pool ${pool} has no members`;
  if (full !== undefined) return `pool ${pool} has reached its cap of ${full}`;
  const named = seats.slice(0, NAMED_MAX).map(({ name, excluded }) => `${name} ${excluded}`);
  const others = seats.length - named.length;
  const who = others === 0 ? named : [...named, others === 1 ? 'one other' : `${others} others`];
  return `pool ${pool} has nobody: ${inWords(who, 'and')}`;
}
