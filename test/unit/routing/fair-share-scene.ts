import * as fc from 'fast-check';
import {
  NEW_STANDING,
  nextInTurn,
  owed,
  type Seat,
  sharesOf,
  withTake,
} from '../../../src/routing/fair-share.ts';
import type { PoolState } from '../../../src/routing/rotation-state.ts';

/** A pool as it gives one lead after the other, while people come, go and change their weight. */

export type Weights = Record<string, number>;

export type Given = {
  member: string;
  /** Who could have taken it, in the pool's order, with their weights. */
  among: Weights;
  standings: PoolState['members'];
  writtenOff: Record<string, number>;
};

function giveLead(standings: PoolState['members'], among: Weights): Given {
  const seats: Seat[] = Object.entries(among).map(([member, weight]) => ({
    member,
    weight,
    standing: standings[member] ?? NEW_STANDING,
  }));
  const { member } = nextInTurn(seats);
  const take = { pool: 'dach', member, counts: 1, shares: sharesOf(seats) };
  const { members, writtenOff } = withTake(standings, take);
  return { member, among, standings: members, writtenOff };
}

/** One lead for each of these, given among those. */
export function giveLeads(
  amongEach: readonly Weights[],
  standings: PoolState['members'] = {},
): Given[] {
  const given: Given[] = [];
  for (const among of amongEach) {
    given.push(giveLead(given.at(-1)?.standings ?? standings, among));
  }
  return given;
}

export function times(count: number, among: Weights): Weights[] {
  return Array.from({ length: count }, () => among);
}

/** How far the one who is farthest from their fair share is from it, in leads. */
export function farthest({ standings }: Given): number {
  return Math.max(...Object.values(standings).map((standing) => Math.abs(owed(standing))));
}

export function sumOwed({ standings }: Given): number {
  return Object.values(standings).reduce((sum, standing) => sum + owed(standing), 0);
}

const NAMES = ['ada', 'bob', 'cleo', 'dan', 'eva', 'finn', 'gus', 'hana', 'ines', 'jon'];

/** A pool of constant members and weights. */
export const steadyPool: fc.Arbitrary<Weights> = fc
  .array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: NAMES.length })
  .map((weights) => Object.fromEntries(weights.map((weight, at) => [NAMES[at], weight])));

/**
 * Who can take leads, lead by lead. Everything that may happen to a pool comes down to that:
 * leave, caps, joiners and leavers change who is among them, `team.yaml` their weights too.
 */
export const changingPool: fc.Arbitrary<Weights[]> = fc
  .array(
    fc.record({
      leads: fc.integer({ min: 1, max: 12 }),
      among: fc
        .dictionary(fc.constantFrom(...NAMES), fc.integer({ min: 1, max: 9 }), {
          minKeys: 1,
          maxKeys: NAMES.length,
        })
        // fast-check's dictionaries have no prototype, which nothing here looks at.
        .map((weights) => ({ ...weights })),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((phases) => phases.flatMap(({ leads, among }) => times(leads, among)));
