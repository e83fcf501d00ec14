import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { NEW_STANDING, owed, withCredit } from '../../../src/routing/fair-share.ts';
import {
  changingPool,
  farthest,
  type Given,
  giveLeads,
  steadyPool,
  sumOwed,
  times,
  type Weights,
} from './fair-share-scene.ts';

const ROUNDING = 1e-9;

describe('a pool that does not change', () => {
  it('keeps everybody strictly within one lead of their fair share, at any moment', () => {
    fc.assert(
      fc.property(steadyPool, fc.integer({ min: 1, max: 400 }), (pool, leads) => {
        const given = giveLeads(times(leads, pool));
        expect(Math.max(...given.map(farthest))).toBeLessThan(1);
      }),
      { numRuns: 150 },
    );
  });

  it('writes nothing off', () => {
    fc.assert(
      fc.property(steadyPool, fc.integer({ min: 1, max: 400 }), (pool, leads) => {
        const given = giveLeads(times(leads, pool));
        expect(given.flatMap(({ writtenOff }) => Object.keys(writtenOff))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('has given everybody exactly their weight after each full cycle', () => {
    fc.assert(
      fc.property(steadyPool, (pool) => {
        const cycle = sumOf(pool);
        const last = giveLeads(times(cycle, pool)).at(-1);
        for (const [member, weight] of Object.entries(pool)) {
          expect(last?.standings[member]?.taken).toBe(weight);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a pool in which people come, go, reach caps and change their weight', () => {
  it('never has anybody more than one lead from their fair share', () => {
    fc.assert(
      fc.property(changingPool, (amongEach) => {
        const given = giveLeads(amongEach);
        expect(Math.max(...given.map(farthest))).toBeLessThanOrEqual(1 + ROUNDING);
      }),
      { numRuns: 400 },
    );
  });

  it('owes to all together nothing, whatever it writes off', () => {
    fc.assert(
      fc.property(changingPool, (amongEach) => {
        const given = giveLeads(amongEach);
        const sums = given.flatMap((each) => [sumOwed(each), sumOf(each.writtenOff)]);
        expect(Math.max(...sums.map(Math.abs))).toBeLessThan(1e-6);
      }),
      { numRuns: 200 },
    );
  });

  it('gives each lead to somebody who could take it, and counts it once', () => {
    fc.assert(
      fc.property(changingPool, (amongEach) => {
        const all = giveLeads(amongEach);
        expect(all.every(({ member, among }) => Object.hasOwn(among, member))).toBe(true);
        const taken = Object.values(all.at(-1)?.standings ?? {});
        expect(taken.reduce((sum, each) => sum + each.taken, 0)).toBe(amongEach.length);
      }),
      { numRuns: 200 },
    );
  });

  it('floods nobody who joins: in any time they have at most one lead beyond their share', () => {
    fc.assert(
      fc.property(changingPool, steadyPool, (before, pool) => {
        const history = giveLeads(before).at(-1)?.standings ?? {};
        const among = { ...pool, joiner: 1 };
        const ahead = leadsBeyondShare(giveLeads(times(60, among), history), 'joiner');
        expect(Math.max(...ahead)).toBeLessThanOrEqual(1 + ROUNDING);
      }),
      { numRuns: 200 },
    );
  });

  it('floods nobody who returns: they catch up on what they were owed when they left, no more', () => {
    fc.assert(
      fc.property(
        changingPool,
        steadyPool,
        fc.integer({ min: 1, max: 200 }),
        (before, pool, away) => {
          const { ada: _, ...others }: Weights = { bob: 1, ...pool };
          const left = giveLeads([...before, { ...others, ada: 2 }]).at(-1);
          const returned = giveLeads(times(away, others), left?.standings ?? {}).at(-1);
          expectNothingPiledUp(left, returned);
          const owedThen = owed(returned?.standings['ada'] ?? NEW_STANDING);
          const since = giveLeads(times(60, { ...others, ada: 2 }), returned?.standings ?? {});
          const ahead = Math.max(...leadsBeyondShare(since, 'ada'));
          expect(ahead).toBeLessThanOrEqual(Math.max(0, owedThen) + 1 + ROUNDING);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('writes off seldom, even when everything changes all the time', () => {
    const samples = fc.sample(changingPool, { numRuns: 500, seed: 7 });
    const given = samples.flatMap((amongEach) => giveLeads(amongEach));
    const withWriteOff = given.filter(({ writtenOff }) => Object.keys(writtenOff).length > 0);
    expect(given.length).toBeGreaterThan(10_000);
    expect(withWriteOff.length / given.length).toBeLessThan(0.01);
  });
});

describe('a lead that is given back', () => {
  it('leaves everybody owed what they were owed before', () => {
    fc.assert(
      fc.property(changingPool, steadyPool, (before, pool) => {
        const standings = giveLeads(before).at(-1)?.standings ?? {};
        const [given] = giveLeads([pool], standings);
        fc.pre(given !== undefined && Object.keys(given.writtenOff).length === 0);
        const shares = sharesGiven(standings, given, pool);
        const after = withCredit(given.standings, { member: given.member, counts: 1, shares }, 1);
        const changes = Object.entries(after).map(
          ([member, standing]) => owed(standing) - owed(standings[member] ?? NEW_STANDING),
        );
        expect(Math.max(...changes.map(Math.abs))).toBeLessThan(ROUNDING);
      }),
      { numRuns: 200 },
    );
  });
});

/** Lead by lead since then: what the member got, less their share of what was given. */
function leadsBeyondShare(given: readonly Given[], member: string): number[] {
  let ahead = 0;
  return given.map((each) => {
    ahead += (each.member === member ? 1 : 0) - (each.among[member] ?? 0) / sumOf(each.among);
    return ahead;
  });
}

/** While somebody is away they are owed no more for it; they may only give to others' write-offs. */
function expectNothingPiledUp(left: Given | undefined, returned: Given | undefined): void {
  const [then, now] = [left, returned].map((each) => each?.standings['ada'] ?? NEW_STANDING);
  expect(now?.share).toBe(then?.share);
  expect(now?.taken).toBe(then?.taken);
  expect(Math.abs(owed(now ?? NEW_STANDING))).toBeLessThanOrEqual(1 + ROUNDING);
}

function sumOf(amounts: Record<string, number>): number {
  return Object.values(amounts).reduce((sum, amount) => sum + amount, 0);
}

function sharesGiven(before: Given['standings'], given: Given, among: Weights) {
  const shareOf = (standings: Given['standings'], member: string) => standings[member]?.share ?? 0;
  return Object.fromEntries(
    Object.keys(among).map((member) => [
      member,
      shareOf(given.standings, member) - shareOf(before, member),
    ]),
  );
}
