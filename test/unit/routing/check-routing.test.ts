import { describe, expect, it } from '@jest/globals';
import { checkRouting } from '../../../src/routing/check-routing.ts';
import type { Markets } from '../../../src/routing/markets.ts';
import { routingSchema } from '../../../src/routing/routing-settings.ts';
import { type Team, teamSchema } from '../../../src/routing/team.ts';
import { aMarket, theMarkets } from './routing-fixture.ts';

const team = teamSchema.parse({
  members: { ada: { name: 'Ada', email: 'ada@seller.example' } },
  pools: { dach: { members: ['ada'] } },
});

function check(markets: Markets, ofTeam = team, routing: object = {}) {
  const parsed = routingSchema.parse(routing);
  return checkRouting({ markets, team: ofTeam, routing: parsed }).map(({ path, message }) => ({
    path,
    message,
  }));
}

const german = { country: ['DE'] };

function unreachable(...conditions: object[]): string[] {
  const markets = conditions.map((when, index) => aMarket(`m${index}`, { when }));
  return check(theMarkets(...markets, aMarket('rest'))).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
}

function teamProblems(parts: { members?: object; pool: unknown[] }) {
  const { members = {}, pool } = parts;
  const other: Team = teamSchema.parse({
    members: { ada: { name: 'Ada', email: 'ada@seller.example' }, ...members },
    pools: { dach: { members: pool } },
  });
  return check(theMarkets(aMarket('rest')), other);
}

describe('markets and team together', () => {
  it('have no problems when they fit', () => {
    expect(unreachable(german, { known: true }, { not: german, known: false })).toEqual([]);
  });

  it('names a pool that is not in the team', () => {
    expect(check(theMarkets(aMarket('rest', { pool: 'apac' })))).toEqual([
      {
        path: ['markets', 0, 'pool'],
        message: 'pool "apac" of market "rest" is not in team.yaml; there are dach',
      },
    ]);
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
    expect(check(markets)).toEqual([
      { path: ['markets', 1], message: expect.stringContaining('"second" has no when') },
    ]);
  });

  it('names a repeated market', () => {
    const { markets } = theMarkets(aMarket('rest'));
    const twice: Markets = { markets: [...markets, ...markets] };
    expect(check(twice)).toContainEqual({
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

describe('routing.yaml beside the others', () => {
  const bob = { name: 'Bob', email: 'bob@seller.example', active: false };
  const withBob = teamSchema.parse({
    members: { ada: { name: 'Ada', email: 'ada@seller.example', languages: ['de'] }, bob },
    pools: { dach: { members: ['ada', 'bob'] }, polish: { members: ['ada'] } },
  });
  const rest = theMarkets(aMarket('rest'));
  const rule = (name: string, parts: object) => ({ name, when: { language: 'de' }, ...parts });
  const account = (domain: string, owner = 'ada') => ({
    company: `The ${domain}`,
    domains: [domain],
    owner,
  });

  it('names accounts of a free-mail domain, of a domain that is taken, and without owner', () => {
    const namedAccounts = [
      account('acme.com'),
      account('gmail.com'),
      account('acme.com'),
      account('globex.com', 'eve'),
      account('initech.com', 'bob'),
    ];
    expect(check(rest, withBob, { namedAccounts })).toEqual([
      {
        path: ['namedAccounts', 1, 'domains', 0],
        message: "gmail.com gives anybody an address, so it is no company's own; take it out",
      },
      {
        path: ['namedAccounts', 2, 'domains', 0],
        message: 'acme.com stands here twice: it belongs to the named account The acme.com already',
      },
      {
        path: ['namedAccounts', 3, 'owner'],
        message: '"eve" is not among the members of team.yaml; there are ada, bob',
      },
      { path: ['namedAccounts', 4, 'owner'], message: expect.stringContaining('Bob has left') },
    ]);
  });

  it('names pools and owners that are not in the team', () => {
    const markets = theMarkets(
      aMarket('one', { when: german, owner: 'eve', whenNobody: { overflow: 'asia' } }),
      aMarket('rest', { owner: 'bob', whenNobody: { overflow: 'dach' } }),
    );
    const languageAndSkill = [rule('german', { pool: 'asia', languages: ['de'] })];
    expect(check(markets, withBob, { languageAndSkill }).map(({ path }) => path.join('.'))).toEqual(
      [
        'markets.0.owner',
        'markets.0.whenNobody.overflow',
        'markets.1.owner',
        'markets.1.whenNobody.overflow',
        'languageAndSkill.0.pool',
      ],
    );
  });

  it('names a rule that nobody can serve', () => {
    const languageAndSkill = [
      rule('german', { languages: ['de'] }),
      rule('polish', { when: { language: 'pl' }, languages: ['pl'], pool: 'polish' }),
    ];
    expect(check(rest, withBob, { languageAndSkill })).toEqual([
      {
        path: ['languageAndSkill', 1, 'languages'],
        message: 'rule "polish" finds nobody: no active member of pool "polish" has language pl',
      },
    ]);
  });

  it('lets a rule hide only one that asks the same pool for as much', () => {
    const broad = rule('broad', { languages: ['de'] });
    const hidden = rule('hidden', { languages: ['de'], when: { language: 'de', known: true } });
    const other = rule('other', { pool: 'polish' });
    expect(check(rest, withBob, { languageAndSkill: [broad, hidden, other] })).toEqual([
      {
        path: ['languageAndSkill', 1, 'when'],
        message: expect.stringContaining('rule "hidden" never gets a lead: rule "broad" before it'),
      },
    ]);
    expect(check(rest, withBob, { languageAndSkill: [other, broad] })).toEqual([]);
  });

  it('names what a shortened precedence never asks for', () => {
    const markets = theMarkets(aMarket('rest', { owner: 'ada' }));
    const routing = { precedence: ['known-owner'], namedAccounts: [account('acme.com')] };
    expect(check(markets, withBob, routing)).toEqual([
      { path: ['precedence'], message: expect.stringContaining('leaves out market') },
      { path: ['precedence'], message: expect.stringContaining('leaves out named-account') },
    ]);
    expect(check(rest, withBob, { precedence: ['known-owner'] })).toEqual([]);
  });
});
