import { describe, expect, it } from '@jest/globals';
import { poolsRead, relevantBasis } from '../../../src/routing/relevant-basis.ts';
import {
  aBasis,
  aGerman,
  aMarket,
  leadsHad,
  newPerson,
  standings,
  theMarkets,
  theRouting,
  theTeam,
} from './routing-fixture.ts';

/** That a decision on it is the same is proved in decide-properties.test.ts. */

const team = theTeam(
  { dan: { name: 'Dan', email: 'dan@seller.example' } },
  { polish: { members: ['cleo'] }, spare: { members: ['bob'] }, far: { members: ['dan'] } },
);
const rule = { name: 'polish', when: { language: 'pl' }, pool: 'polish' };
const routing = theRouting({
  team,
  markets: theMarkets(
    aMarket('dach', { when: { country: 'DE' }, whenNobody: { overflow: 'spare' } }),
    aMarket('elsewhere', { when: { country: 'FR' }, pool: 'far' }),
    aMarket('rest', { pool: 'world' }),
  ),
  routing: { languageAndSkill: [rule] },
});

describe('the part of the rotation that is kept with a decision', () => {
  it('is that of the pools that could have given the lead', () => {
    expect(poolsRead(aGerman(), newPerson, routing)).toEqual(['dach', 'spare', 'world']);
    expect(poolsRead(aGerman({ language: 'pl' }), newPerson, routing)).toEqual([
      'dach',
      'polish',
      'spare',
      'world',
    ]);
    expect(poolsRead(aGerman({ country: 'US' }), newPerson, routing)).toEqual(['world']);
  });

  it('leaves out all others, and their members', () => {
    const [dach, far] = [standings({ ada: 1 }), standings({ dan: 4 })];
    const had = { counts: leadsHad(1) };
    const earlier = { market: 'dach', marketTitle: 'DACH', owner: { name: 'Eve', email: '' } };
    const whole = aBasis({
      rotation: {
        pools: { dach, far },
        members: { ada: had, bob: had, dan: had },
        companies: { dach: 'ada', far: 'dan' },
      },
      absences: { dan: { away: [] } },
      earlier,
    });
    expect(relevantBasis(aGerman(), newPerson, routing, whole)).toEqual({
      ...whole,
      rotation: {
        pools: { dach },
        members: { ada: had, bob: had },
        companies: { dach: 'ada' },
      },
    });
  });
});
