import { describe, expect, it } from '@jest/globals';
import { explanationText } from '../../../../src/routing/explain/explain-text.ts';
import {
  AWAY,
  aGerman,
  aMarket,
  decided,
  ownedBy,
  standings,
  theMarkets,
  theTeam,
} from '../routing-fixture.ts';
import { explained } from './explained.ts';

describe('an explanation as text', () => {
  it('tells the decision, what would change it, every comparison, everybody, and the arithmetic', () => {
    const markets = theMarkets(
      aMarket('enterprise', {
        when: { any: [{ companySize: { min: 1000 } }, { not: { emailDomain: { free: false } } }] },
        owner: 'dan',
      }),
      aMarket('dach', { when: { country: ['DE', 'AT'] } }),
      aMarket('rest', { pool: 'world', title: 'Rest of the world' }),
    );
    const office = { timeZone: 'Europe/Berlin', workingHours: { 'mon-fri': '09:00-17:00' } };
    const dan = { name: 'Dan', email: 'dan@seller.example' };
    const team = theTeam(
      { ada: AWAY, bob: office, cleo: office, dan },
      { dach: { members: ['ada', { member: 'bob', weight: 2 }, 'cleo'] } },
    );
    const pools = { dach: standings({ bob: 1 }) };
    const basis = { rotation: { pools, members: {}, companies: {} } };
    const explanation = explained({ markets, team, basis, lead: aGerman({ companySize: 250 }) });
    expect(explanationText(explanation).split('\n')).toEqual([
      'Market: DACH (dach)',
      'Owner: Cleo <cleo@seller.example>',
      "Why: DACH because country is DE; Cleo's turn in pool dach (Ada is away until 2026-07-03)",
      'Decided: 2026-07-01T12:00:00.000Z, by configuration c0ffee',
      '',
      'What would have changed it:',
      '  With company size 1000 instead of 250: Dan (ENTERPRISE)',
      '  3 hours later, on Wed 1 Jul 2026, 17:00 (Europe/Berlin): nobody (DACH)',
      '  As the next lead: Bob (DACH)',
      '',
      'The ladder, from the top:',
      '  no  earlier-lead: the person has no lead that this one joins',
      '  no  named-account: there are no named accounts',
      '  no  known-owner: the CRM does not know the person',
      '  no  account-owner: the CRM names no owner of a company with the domain acme.com',
      '  no  announced: nobody was named while the CRM was away',
      '  no  language-and-skill: there are no rules for languages and skills',
      '  no  market: market dach has no owner of its own',
      "  yes fair-share: Cleo's turn in pool dach",
      '   -  fallback: decided above',
      '   -  nobody: decided above',
      '',
      'Markets, in the order in which they were tried:',
      '  no  enterprise',
      '    no  0 of 2 hold; wanted one or more',
      '      no  company size is 250; wanted at least 1000',
      '      no  it holds; wanted that it does not',
      '        yes e-mail domain is acme.com; wanted no free provider',
      '  yes dach',
      '    yes country is DE; wanted DE or AT',
      '',
      'Members who were asked, in that order:',
      '  no  Ada (dach) is away until 2026-07-03',
      '   -  Bob (dach) could have taken it: ahead by a lead',
      '  yes Cleo (dach) gets it: owed nothing',
      '',
      'The rotation:',
      '  Pool dach gives leads by weighted turn, this one among 2 of 3.',
      '  Bob (weight 2): fair share 0, had 1, so ahead by a lead; with 0.67 of this lead ahead by 0.33 of a lead; ahead, so others go first',
      '  Cleo (weight 1): fair share 0, had 0, so owed nothing; with 0.33 of this lead owed 0.33 of a lead; due within 3 leads',
      '  Cleo gets it: due soonest; of equals, whoever is owed most, then the first in the pool.',
    ]);
  });

  const ownerLine = (given: Parameters<typeof explained>[0]) =>
    explanationText(explained(given)).split('\n')[1];

  it('says whose it is also where that is nobody yet', () => {
    expect(ownerLine({ dach: { pool: 'empty', whenNobody: 'tell' } })).toBe('Owner: nobody');
    const hold = { pool: 'empty', whenNobody: { hold: { atMostHours: 24 } } };
    expect(ownerLine({ dach: hold })).toBe(
      'Owner: nobody yet; held until 2026-07-02T09:00:00.000Z',
    );
    const team = theTeam({}, { dach: { choice: 'first-to-claim', members: ['ada'] } });
    expect(ownerLine({ team })).toBe('Owner: whoever of pool dach claims it first');
    const nameless = { known: true, owner: { ownerId: '9', active: true }, properties: {} };
    expect(ownerLine({ match: nameless })).toBe('Owner: CRM owner 9');
  });

  it('marks the fallback, and is short where no pool was asked', () => {
    expect(explanationText(explained({ lead: aGerman({ country: 'FR' }) }))).toContain(
      'Market: Rest of the world (rest), the fallback\n',
    );
    const owned = explanationText(explained({ match: ownedBy('cleo@seller.example') }));
    expect(owned).not.toMatch(/Members who|The rotation/);
    expect(owned).toContain('  yes known-owner: Cleo already owns this contact\n');
    expect(decided({ match: ownedBy('cleo@seller.example') })).not.toHaveProperty('pool');
  });
});
