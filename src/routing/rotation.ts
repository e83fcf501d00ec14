import { availability } from './availability.ts';
import { memberOf, type Pool, type Team } from './team.ts';

export type PoolChoice = {
  /** Key in team.yaml; absent when nobody in the pool is available. */
  member?: string;
  considered: Considered[];
};

export type Considered = {
  member: string;
  name: string;
  chosen: boolean;
  available: boolean;
  /** It was their turn, whether or not they could take it. */
  due: boolean;
  /** Goes on from the name: "is away until 2026-08-14", "is next in turn". */
  because: string;
};

/**
 * One full cycle of turns, by smooth weighted round robin (the algorithm of nginx's upstream
 * balancing): everybody has exactly their weight in turns, and nobody has theirs in a row.
 *
 * `ada: 2, bob: 1` → ada, bob, ada
 */
export function rotationOrder(pool: Pool): string[] {
  const shared = pool.members.map(({ weight }) => weight).reduce(greatestCommonDivisor, 0);
  const seats = pool.members.map(({ member, weight }) => ({
    member,
    weight: weight / shared,
    credit: 0,
  }));
  const total = seats.reduce((sum, seat) => sum + seat.weight, 0);
  return Array.from({ length: total }, () => {
    for (const seat of seats) {
      seat.credit += seat.weight;
    }
    const next = seats.reduce((best, seat) => (seat.credit > best.credit ? seat : best));
    next.credit -= total;
    return next.member;
  });
}

/**
 * Whose turn it is.
 *
 * Those who are available always keep their own turns. The turns of those who are not are handed
 * round among the available by the same weights, so nobody gains or loses by where they stand.
 *
 * @param turn how many turns of this pool were taken before; whole, any size
 * @param nowMs milliseconds since 1970
 */
export function choosePoolMember(pool: Pool, team: Team, turn: number, nowMs: number): PoolChoice {
  const roster = pool.members.map(({ member }) => standing(member, team, nowMs));
  const available = new Set(roster.flatMap((one) => (one.available ? [one.member] : [])));
  if (available.size === 0) {
    return { considered: roster.map((one) => ({ ...one, chosen: false, due: false })) };
  }
  const { due, chosen } = takeTurn(pool, available, turn);
  const dueName = roster.find((one) => one.member === due)?.name ?? due;
  const considered = roster.map((one) => {
    const part = { ...one, chosen: one.member === chosen, due: one.member === due };
    return { ...part, because: inTheRotation(part, dueName) };
  });
  return { member: chosen, considered };
}

function takeTurn(
  pool: Pool,
  available: ReadonlySet<string>,
  turn: number,
): { due: string; chosen: string } {
  const order = rotationOrder(pool);
  const { rounds, position } = placeInCycle(turn, order.length);
  const due = order[position] ?? '';
  if (available.has(due)) {
    return { due, chosen: due };
  }
  const isFree = (member: string) => !available.has(member);
  const freeBefore =
    rounds * order.filter(isFree).length + order.slice(0, position).filter(isFree).length;
  const substitutes = rotationOrder({
    members: pool.members.filter(({ member }) => available.has(member)),
  });
  const place = placeInCycle(freeBefore, substitutes.length).position;
  return { due, chosen: substitutes[place] ?? due };
}

/** Any number will do as a turn, so that a wrong counter costs a place in the row and no lead. */
function placeInCycle(turn: number, length: number): { rounds: number; position: number } {
  const whole = Number.isFinite(turn) ? Math.trunc(turn) : 0;
  const position = ((whole % length) + length) % length;
  return { rounds: Math.abs((whole - position) / length), position };
}

function standing(key: string, team: Team, nowMs: number): Omit<Considered, 'chosen' | 'due'> {
  const member = memberOf(team, key);
  return member === undefined
    ? { member: key, name: key, available: false, because: 'is not in team.yaml' }
    : { member: key, name: member.name, ...availability(member, nowMs) };
}

function inTheRotation(one: Considered, dueName: string): string {
  if (one.chosen) {
    return one.due ? 'is next in turn' : `takes the turn of ${dueName}`;
  }
  if (!one.available) {
    return one.due ? `was next in turn, but ${one.because}` : one.because;
  }
  return 'is available; it is not their turn';
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
