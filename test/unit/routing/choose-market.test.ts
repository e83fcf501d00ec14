import { describe, expect, it } from '@jest/globals';
import { chooseMarket } from '../../../src/routing/choose-market.ts';
import { aLead } from '../../support/lead-builder.ts';
import { aMarket, newPerson, theMarkets } from './routing-fixture.ts';

const german = aLead({ person: { country: 'DE', companySize: 250 } });
const enterprise = aMarket('enterprise', { when: { companySize: { min: 1000 } } });
const dach = aMarket('dach', { when: { country: ['DE', 'AT', 'CH'] } });
const europe = aMarket('europe', { when: { country: ['DE', 'FR'] } });

describe('the market of a lead', () => {
  it('is the first that matches, and every one tried up to it is explained', () => {
    const markets = theMarkets(enterprise, dach, europe, aMarket('rest'));
    const { market, fallback, tried } = chooseMarket(german, newPerson, markets);
    expect([market.name, fallback]).toEqual(['dach', false]);
    expect(tried).toEqual([
      {
        market: 'enterprise',
        matched: false,
        checks: [expect.objectContaining({ says: 'company size is 250; wanted at least 1000' })],
      },
      {
        market: 'dach',
        matched: true,
        checks: [expect.objectContaining({ says: 'country is DE; wanted DE, AT or CH' })],
      },
    ]);
  });

  it('is the fallback when nothing matches, even if that stands first', () => {
    const markets = theMarkets(aMarket('rest', { fallback: true }), enterprise, dach);
    const { market, fallback, tried } = chooseMarket(aLead(), newPerson, markets);
    expect([market.name, fallback]).toEqual(['rest', true]);
    expect(tried.map((one) => [one.market, one.matched])).toEqual([
      ['enterprise', false],
      ['dach', false],
      ['rest', true],
    ]);
  });
});
