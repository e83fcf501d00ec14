import { describe, expect, it } from '@jest/globals';
import { chooseMarket } from '../../../src/routing/choose-market.ts';
import { aLead } from '../../support/lead-builder.ts';
import { aMarket, newPerson, ownedBy, theMarkets, theRouting } from './routing-fixture.ts';

const german = aLead({ person: { country: 'DE', companySize: 250 } });
const enterprise = aMarket('enterprise', { when: { companySize: { min: 1000 } } });
const dach = aMarket('dach', { when: { country: ['DE', 'AT', 'CH'] } });
const europe = aMarket('europe', { when: { country: ['DE', 'FR'] } });
const rest = aMarket('rest', { fallback: true });

function marketOf(lead: typeof german, match = newPerson, ...markets: object[]): string {
  return chooseMarket(lead, match, theRouting({ markets: theMarkets(...markets) })).name;
}

describe('the market of a lead', () => {
  it('is the first that matches', () => {
    expect(marketOf(german, newPerson, enterprise, dach, europe, rest)).toBe('dach');
    expect(marketOf(german, newPerson, enterprise, europe, dach, rest)).toBe('europe');
  });

  it('is the fallback when nothing matches, even if that stands first', () => {
    expect(marketOf(aLead(), newPerson, rest, enterprise, dach)).toBe('rest');
    expect(marketOf(german, newPerson, rest, enterprise, dach)).toBe('dach');
  });

  it('can depend on what the CRM knows of the person', () => {
    const customers = aMarket('customers', { when: { known: true } });
    expect(marketOf(german, ownedBy('ada@seller.example'), customers, dach, rest)).toBe(
      'customers',
    );
    expect(marketOf(german, newPerson, customers, dach, rest)).toBe('dach');
  });
});
