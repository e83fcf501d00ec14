import type { PoolState, Standing, Take } from './rotation-state.ts';

/**
 * Weighted rotation by shortfall.
 *
 * Each lead that a pool gives out is divided, by weight, among all who could have taken it: that is
 * their fair share. What somebody is owed is their share (and credits) less the leads they had. The
 * next lead goes to whoever must have one soonest in order never to be owed a whole lead, among
 * those who are not ahead already (earliest deadline first: for weights that stay the same it is
 * the apportionment that keeps everybody strictly within one lead of their share; Steiner and
 * Yeomans 1993, Tijdeman 1980).
 *
 * While somebody is away no share is divided to them, so nothing piles up for their return, and a
 * joiner begins at nothing owed. No rule can keep everybody within one lead when those who can take
 * leads change in the worst order: what would go beyond one lead is written off, at the cost of
 * those who are ahead, and shown as such.
 */

export type Seat = { member: string; weight: number; standing: Standing };

export const NEW_STANDING: Standing = { share: 0, taken: 0, credit: 0 };

/** Sums of many shares are off by less than this. */
const ROUNDING = 1e-9;

/** In leads; negative for somebody who is ahead. */
export function owed({ share, taken, credit }: Standing): number {
  return share + credit - taken;
}

/** How one lead is divided among those who could take it; sums to `counts`. */
export function sharesOf(
  seats: readonly Pick<Seat, 'member' | 'weight'>[],
  counts = 1,
): Record<string, number> {
  const total = seats.reduce((sum, { weight }) => sum + weight, 0);
  return Object.fromEntries(seats.map(({ member, weight }) => [member, (counts * weight) / total]));
}

/**
 * Whose turn it is among those who can take the lead.
 *
 * @param seats at least one, in the order in which the pool names them
 * @throws Error for an empty list, which is a mistake of the caller
 */
export function nextInTurn(seats: readonly Seat[]): Seat {
  const total = seats.reduce((sum, { weight }) => sum + weight, 0);
  let best: { seat: Seat; ahead: boolean; deadline: number; owed: number } | undefined;
  for (const seat of seats) {
    const share = seat.weight / total;
    const owing = owed(seat.standing) + share;
    // The lead by which their debt would come to a whole one, if they got none until then.
    const deadline = Math.ceil((1 - owing) / share - ROUNDING);
    const one = { seat, ahead: owing <= ROUNDING, deadline, owed: owing };
    if (best === undefined || goesBefore(one, best)) best = one;
  }
  if (best === undefined) throw new Error('a turn was asked of nobody');
  return best.seat;
}

type Candidate = { ahead: boolean; deadline: number; owed: number };

function goesBefore(one: Candidate, other: Candidate): boolean {
  if (one.ahead !== other.ahead) return !one.ahead;
  if (one.ahead) return one.owed > other.owed + ROUNDING;
  if (one.deadline !== other.deadline) return one.deadline < other.deadline;
  return one.owed > other.owed + ROUNDING;
}

export type PoolChange = {
  members: PoolState['members'];
  /** By member, what was written off or forgiven so that nobody is more than one lead away. */
  writtenOff: Record<string, number>;
};

/** The pool's standings after a lead was given. */
export function withTake(members: PoolState['members'], take: Take): PoolChange {
  const after: PoolState['members'] = { ...members };
  for (const [member, share] of Object.entries(take.shares)) {
    const before = after[member] ?? NEW_STANDING;
    after[member] = { ...before, share: before.share + share };
  }
  const taker = after[take.member] ?? NEW_STANDING;
  after[take.member] = { ...taker, taken: taker.taken + take.counts };
  return withinOneLead(members, after, take);
}

/**
 * Gives a part of a lead back to the member it went to, at the cost of those it was divided among.
 *
 * @param part 1 for the whole lead: all are owed then as if it had never been given
 */
export function withCredit(
  members: PoolState['members'],
  take: Pick<Take, 'member' | 'counts' | 'shares'>,
  part: number,
): PoolState['members'] {
  const after: PoolState['members'] = { ...members };
  const add = (member: string, amount: number) => {
    const before = after[member] ?? NEW_STANDING;
    after[member] = { ...before, credit: before.credit + amount };
  };
  add(take.member, take.counts * part);
  for (const [member, share] of Object.entries(take.shares)) add(member, -share * part);
  return after;
}

/** Nobody grows to more than one lead owed, or ahead, by this take; credits may stand above it. */
function withinOneLead(
  before: PoolState['members'],
  after: PoolState['members'],
  take: Take,
): PoolChange {
  const excess = Object.keys(take.shares).flatMap((member) => {
    const now = owed(after[member] ?? NEW_STANDING);
    const then = owed(before[member] ?? NEW_STANDING);
    const over = now > 0 ? Math.max(0, now - Math.max(1, then)) : 0;
    const under = now < 0 ? Math.max(0, Math.min(-1, then) - now) : 0;
    const amount = under - over;
    return Math.abs(amount) > ROUNDING ? [{ member, amount }] : [];
  });
  const writtenOff: Record<string, number> = {};
  const members = { ...after };
  const add = (member: string, amount: number) => {
    const standing = members[member] ?? NEW_STANDING;
    members[member] = { ...standing, credit: standing.credit + amount };
    writtenOff[member] = (writtenOff[member] ?? 0) + amount;
  };
  for (const { member, amount } of excess) {
    add(member, amount);
    divideAmongOthers(members, member, -amount, add);
  }
  return { members, writtenOff };
}

/** What one is forgiven others give, in proportion to how far they stand on the other side. */
function divideAmongOthers(
  members: PoolState['members'],
  except: string,
  amount: number,
  add: (member: string, amount: number) => void,
): void {
  const opposite = Object.entries(members)
    .map(([member, standing]) => ({ member, far: -Math.sign(amount) * owed(standing) }))
    .filter(({ member, far }) => member !== except && far > ROUNDING);
  const total = opposite.reduce((sum, { far }) => sum + far, 0);
  for (const { member, far } of opposite) add(member, (amount * far) / total);
}
