import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { choosePoolMember, rotationOrder } from '../../../src/routing/rotation.ts';
import { type Pool, type Team, teamSchema } from '../../../src/routing/team.ts';
import { NOON, theTeam } from './routing-fixture.ts';

function poolOfWeights(weights: number[]): Pool {
  return { members: weights.map((weight, index) => ({ member: `m${index}`, weight })) };
}

function teamOf(size: number, inactive: ReadonlySet<number>): Team {
  const members = Array.from({ length: size }, (_, index) => [
    `m${index}`,
    { name: `M${index}`, email: `m${index}@seller.example`, active: !inactive.has(index) },
  ]);
  return teamSchema.parse({ members: Object.fromEntries(members), pools: {} });
}

function counted(names: (string | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) {
    counts[name ?? 'nobody'] = (counts[name ?? 'nobody'] ?? 0) + 1;
  }
  return counts;
}

const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 });

describe('the order of turns', () => {
  it('is one after the other for equal weights, and evenly mixed for others', () => {
    expect(rotationOrder(poolOfWeights([1, 1, 1]))).toEqual(['m0', 'm1', 'm2']);
    expect(rotationOrder(poolOfWeights([10, 10]))).toEqual(['m0', 'm1']);
    expect(rotationOrder(poolOfWeights([5, 1, 1])).join(' ')).toBe('m0 m0 m1 m0 m2 m0 m0');
    expect(rotationOrder({ members: [] })).toEqual([]);
  });

  it('gives everybody exactly their weight', () => {
    fc.assert(
      fc.property(weights, (given) => {
        const order = rotationOrder(poolOfWeights(given));
        const counts = counted(order);
        const total = given.reduce((sum, weight) => sum + weight, 0);
        given.forEach((weight, index) => {
          expect((counts[`m${index}`] ?? 0) * total).toBe(weight * order.length);
        });
      }),
    );
  });
});

describe('a turn in a pool', () => {
  const dach: Pool = {
    members: ['ada', 'bob', 'cleo'].map((member) => ({ member, weight: 1 })),
  };
  const away = { away: [{ from: '2026-06-29', until: '2026-07-03' }] };

  it('goes round', () => {
    const turns = [0, 1, 2, 3].map((turn) => choosePoolMember(dach, theTeam(), turn, NOON).member);
    expect(turns).toEqual(['ada', 'bob', 'cleo', 'ada']);
  });

  it('passes over somebody away, says so, and leaves the others their own turns', () => {
    const choice = choosePoolMember(dach, theTeam({ bob: away }), 1, NOON);
    expect(choice.member).toBe('ada');
    expect(choice.considered.map(({ name, because }) => `${name} ${because}`)).toEqual([
      'Ada takes the turn of Bob',
      'Bob was next in turn, but is away until 2026-07-03',
      'Cleo is available; it is not their turn',
    ]);
    const turns = [0, 1, 2, 3, 4, 5].map(
      (turn) => choosePoolMember(dach, theTeam({ bob: away }), turn, NOON).member,
    );
    expect(turns).toEqual(['ada', 'ada', 'cleo', 'ada', 'cleo', 'cleo']);
  });

  it('goes to nobody when nobody is available', () => {
    const team = theTeam({ ada: away, bob: { active: false }, cleo: away });
    const choice = choosePoolMember(
      { members: [...dach.members, { member: 'eve', weight: 1 }] },
      team,
      0,
      NOON,
    );
    expect(choice.member).toBeUndefined();
    expect(choice.considered.map(({ name, because }) => `${name} ${because}`)).toEqual([
      'Ada is away until 2026-07-03',
      'Bob is marked inactive in team.yaml',
      'Cleo is away until 2026-07-03',
      'eve is not in team.yaml',
    ]);
    expect(choosePoolMember({ members: [] }, team, 0, NOON)).toEqual({ considered: [] });
  });

  it('is shared by weight among those available, exactly, over a full round', () => {
    const smallWeights = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(smallWeights, fc.infiniteStream(fc.boolean()), (given, coin) => {
        const inactive = new Set(
          [...given.keys()].filter((index) => index > 0 && coin.next().value),
        );
        const pool = poolOfWeights(given);
        const team = teamOf(given.length, inactive);
        const present = given.map((weight, index) => (inactive.has(index) ? 0 : weight));
        const presentTotal = present.reduce((sum, weight) => sum + weight, 0);
        const turns = rotationOrder(pool).length * presentTotal;
        const counts = counted(
          Array.from(
            { length: turns },
            (_, turn) => choosePoolMember(pool, team, turn, NOON).member,
          ),
        );
        present.forEach((weight, index) => {
          expect((counts[`m${index}`] ?? 0) * presentTotal).toBe(weight * turns);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('always finds somebody available, whatever the turn', () => {
    fc.assert(
      fc.property(weights, fc.oneof(fc.double(), fc.maxSafeInteger()), (given, turn) => {
        const team = teamOf(given.length, new Set([...given.keys()].filter((index) => index > 0)));
        expect(choosePoolMember(poolOfWeights(given), team, turn, NOON).member).toBe('m0');
      }),
    );
  });
});
