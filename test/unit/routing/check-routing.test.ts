import { describe, expect, it } from '@jest/globals';
import { checkRouting } from '../../../src/routing/check-routing.ts';
import type { Markets } from '../../../src/routing/markets.ts';
import { type Team, teamSchema } from '../../../src/routing/team.ts';
import { aMarket, theMarkets } from './routing-fixture.ts';

const team = teamSchema.parse({
  members: { ada: { name: 'Ada', email: 'ada@seller.example' } },
  pools: { dach: { members: ['ada'] } },
});

const german = { country: ['DE'] };

function unreachable(...conditions: object[]): string[] {
  const markets = conditions.map((when, index) => aMarket(`m${index}`, { when }));
  return checkRouting(theMarkets(...markets, aMarket('rest')), team).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
}

function teamProblems(parts: { members?: object; pool: unknown[] }) {
  const { members = {}, pool } = parts;
  const other: Team = teamSchema.parse({
    members: { ada: { name: 'Ada', email: 'ada@seller.example' }, ...members },
    pools: { dach: { members: pool } },
  });
  return checkRouting(theMarkets(aMarket('rest')), other);
}

describe('markets and team together', () => {
  it('have no problems when they fit', () => {
    expect(unreachable(german, { known: true }, { not: german, known: false })).toEqual([]);
  });

  it('names a pool that is not in the team', () => {
    expect(checkRouting(theMarkets(aMarket('rest', { pool: 'apac' })), team)).toEqual([
      {
        path: ['markets', 0, 'pool'],
        message: 'pool "apac" of market "rest" is not in team.yaml; there are dach',
      },
    ]);
    expect(checkRouting(theMarkets(aMarket('rest', { pool: 'constructor' })), team)).toHaveLength(
      1,
    );
  });

  it('names an empty pool, an unknown member, a repeated member and a pool of inactive members', () => {
    expect(teamProblems({ pool: [] })).toEqual([
      { path: ['pools', 'dach', 'members'], message: expect.stringContaining('has no members') },
    ]);
    expect(teamProblems({ pool: ['ada', 'eve'] })).toEqual([
      {
        path: ['pools', 'dach', 'members', 1],
        message: expect.stringContaining('"eve" in pool "dach" is not among the members'),
      },
    ]);
    expect(teamProblems({ pool: ['ada', 'ada'] })).toEqual([
      { path: ['pools', 'dach', 'members', 1], message: expect.stringContaining('stands twice') },
    ]);
    const bob = { name: 'Bob', email: 'bob@seller.example', active: false };
    expect(teamProblems({ members: { bob }, pool: ['bob'] })).toEqual([
      { path: ['pools', 'dach', 'members'], message: expect.stringContaining('nobody') },
    ]);
    expect(teamProblems({ members: { bob }, pool: ['bob', 'ada'] })).toEqual([]);
  });

  it('names a market without condition that is not the fallback', () => {
    const markets = theMarkets(aMarket('first', { fallback: true }), aMarket('second'));
    expect(checkRouting(markets, team)).toEqual([
      { path: ['markets', 1], message: expect.stringContaining('"second" has no when') },
    ]);
  });

  it('names a repeated market', () => {
    const { markets } = theMarkets(aMarket('rest'));
    const twice: Markets = { markets: [...markets, ...markets] };
    expect(checkRouting(twice, team)).toContainEqual({
      path: ['markets', 1, 'name'],
      message: expect.stringContaining('names are unique'),
    });
  });
});

describe('a market that can never get a lead', () => {
  it.each([
    [{ any: [{ known: true }, { known: false }] }],
    [{ any: [german, { not: german }] }],
    [{ not: { all: [german, { not: german }] } }],
    [{ all: [{ any: [{ known: true }, { not: { known: true } }] }] }],
  ])('is found after one whose condition always holds: %j', (always) => {
    expect(unreachable(always, { country: ['FR'] })).toEqual([
      'markets.1.when: market "m1" never gets a lead: market "m0" before it takes every lead; move it up',
    ]);
  });

  it('is found when an earlier one has the same condition', () => {
    const one = { country: ['DE'], companySize: { min: 1, max: 5 } };
    const same = { companySize: { max: 5, min: 1 }, country: ['DE'] };
    expect(unreachable(one, same)).toEqual([
      'markets.1.when: market "m1" never gets a lead: market "m0" before it has the same condition',
    ]);
  });

  it.each([
    [{ country: ['DE'], not: german }],
    [{ all: [{ known: true }, { known: false }] }],
    [{ any: [{ known: true, not: { known: true } }] }],
    [{ not: { any: [{ known: true }, { known: false }] } }],
  ])('is found when its condition contradicts itself: %j', (never) => {
    expect(unreachable(never)).toEqual([
      'markets.0.when: market "m0" never gets a lead: its condition contradicts itself',
    ]);
  });
});
