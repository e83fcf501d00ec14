import { describe, expect, it } from '@jest/globals';
import { companyDomainOf } from '../../../src/routing/company-domain.ts';
import { compileRouting } from '../../../src/routing/compiled-routing.ts';
import { aLead, anEmailAddress } from '../../support/lead-builder.ts';
import {
  AWAY,
  aGerman,
  aMarket,
  decided,
  NOON,
  theMarkets,
  theRouting,
  theTeam,
} from './routing-fixture.ts';

describe('a new person', () => {
  const dach = { when: { country: ['DE'], companySize: { min: 200 } } };
  const lead = aGerman({ companySize: 250 });

  it('goes to whose turn it is in the pool of the market', () => {
    expect(decided({ lead, dach })).toEqual({
      market: 'dach',
      marketTitle: 'DACH',
      fallback: false,
      outcome: 'assigned',
      rung: 'fair-share',
      pool: 'dach',
      owner: { member: 'ada', name: 'Ada', email: 'ada@seller.example', slackId: 'U0ADA' },
      take: {
        pool: 'dach',
        member: 'ada',
        counts: 1,
        shares: { ada: 1 / 3, bob: 1 / 3, cleo: 1 / 3 },
      },
      because: "DACH because country is DE and company size is 250; Ada's turn in pool dach",
      configuration: 'c0ffee',
      decidedAt: NOON,
    });
  });

  it('goes to the next one, with the reason, when that person is away', () => {
    const decision = decided({ lead, dach, team: theTeam({ ada: AWAY }) });
    expect(decision.owner).toEqual({ member: 'bob', name: 'Bob', email: 'bob@seller.example' });
    expect(decision.because).toBe(
      'DACH because country is DE and company size is 250; ' +
        "Bob's turn in pool dach (Ada is away until 2026-07-03)",
    );
  });

  it('goes to the next one without a word of those whose turn it was not', () => {
    const decision = decided({ lead, dach, team: theTeam({ bob: AWAY }) });
    expect(decision.because).not.toContain('Bob');
  });

  it('goes to the fallback market when no other matched', () => {
    expect(decided({ lead: aLead() })).toMatchObject({
      market: 'rest',
      fallback: true,
      pool: 'world',
      owner: { member: 'ada' },
      because: "Rest of the world because no other market matched; Ada's turn in pool world",
    });
  });

  it('can come without an address, a country or a name', () => {
    expect(decided({ lead: aLead({ person: {} }) }).market).toBe('rest');
  });
});

describe('a configuration', () => {
  it('is compiled once, and again when a part of it is another', () => {
    const parts = theRouting();
    expect(compileRouting(parts)).toBe(parts);
    expect(compileRouting({ ...parts })).toBe(parts);
    const reread = compileRouting({ ...parts, configuration: { hash: 'decaf' } });
    expect(reread).not.toBe(parts);
    expect(compileRouting({ ...parts, team: theTeam() })).not.toBe(reread);
  });

  it('without a fallback is a mistake of whoever loaded it', () => {
    const { markets } = theMarkets(aMarket('rest'));
    const without = { ...theRouting(), markets: { markets: [{ ...markets[0]!, when: {} }] } };
    expect(() => compileRouting(without)).toThrow('no fallback market');
  });
});

describe('the domain by which a company is recognised', () => {
  it('is that of the address, and never a free provider’s', () => {
    const withAddress = (address: string, free = false) =>
      companyDomainOf(aLead({ person: { email: anEmailAddress(address, { free }) } }));
    expect(withAddress('grace@Sub.ACME.com')).toBe('sub.acme.com');
    expect(withAddress('grace@gmail.com', true)).toBeUndefined();
    expect(companyDomainOf(aLead({ person: { companyDomain: 'acme.com' } }))).toBeUndefined();
  });
});
