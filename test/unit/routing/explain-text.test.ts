import { describe, expect, it } from '@jest/globals';
import { completeDecision, prepareDecision } from '../../../src/routing/decide.ts';
import { explainDecision } from '../../../src/routing/explain-text.ts';
import { aLead } from '../../support/lead-builder.ts';
import { aDecision, aMarket, NOON, newPerson, theMarkets, theTeam } from './routing-fixture.ts';

describe('the explanation of a decision', () => {
  it('names every market tried, every comparison, and everybody considered', () => {
    const markets = theMarkets(
      aMarket('enterprise', {
        when: { any: [{ companySize: { min: 1000 } }, { not: { emailDomain: { free: false } } }] },
      }),
      aMarket('dach', { when: { country: ['DE', 'AT'] } }),
      aMarket('rest'),
    );
    const team = theTeam({ ada: { away: [{ from: '2026-06-29', until: '2026-07-03' }] } });
    const lead = aLead({ person: { ...aLead().person, country: 'DE' } });
    const prepared = prepareDecision(lead, newPerson, { markets, team }, NOON);
    expect(explainDecision(completeDecision(prepared, 0)).split('\n')).toEqual([
      'Market: DACH (dach)',
      'Owner: Bob <bob@seller.example>',
      "Why: DACH because country is DE; Bob's turn in pool dach (Ada was next in turn, but is away until 2026-07-03)",
      '',
      'Markets, in the order in which they were tried:',
      '  no  enterprise',
      '    no  0 of 2 hold; wanted one or more',
      '      no  company size is not known; wanted at least 1000',
      '      no  it holds; wanted that it does not',
      '        yes e-mail domain is example.com; wanted no free provider',
      '  yes dach',
      '    yes country is DE; wanted DE or AT',
      '',
      'Owners considered:',
      '  no  Ada was next in turn, but is away until 2026-07-03',
      '  yes Bob takes the turn of Ada',
      '  no  Cleo is available; it is not their turn',
    ]);
  });

  it('says when there is nobody', () => {
    const text = explainDecision(aDecision({ fallback: true }));
    expect(text).toContain('Market: DACH (dach), the fallback\nOwner: nobody\n');
    expect(text).toMatch(/Owners considered:\n {2}none$/);
  });
});
