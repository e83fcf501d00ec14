import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Lead } from '../../../src/lead/lead.ts';
import { completeDecision, prepareDecision } from '../../../src/routing/decide.ts';
import type { Match } from '../../../src/routing/decision.ts';
import { explainDecision } from '../../../src/routing/explain-text.ts';
import { checkWhen, type When } from '../../../src/routing/when.ts';
import { aLead, anEmailAddress } from '../../support/lead-builder.ts';
import { aMarket, theMarkets, theTeam } from './routing-fixture.ts';

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('DE', 'google', '__proto__'));
const dictionary = fc.dictionary(text, text, { maxKeys: 4 });

const arbitraryLead: fc.Arbitrary<Lead> = fc
  .record({
    source: text,
    message: text,
    person: fc.record(
      {
        email: fc
          .record({ name: text, free: fc.boolean() })
          .map(({ name, free }) => anEmailAddress(`x@${name}`, { free })),
        country: text,
        region: text,
        language: text,
        companySize: fc.oneof(fc.integer(), fc.double()),
      },
      { requiredKeys: [] },
    ),
    attribution: fc.record({ utm: dictionary, clickIds: dictionary }),
    extra: fc.dictionary(text, fc.oneof(text, fc.array(text, { maxLength: 3 })), { maxKeys: 4 }),
  })
  .map((parts) => aLead(parts));

const arbitraryMatch: fc.Arbitrary<Match> = fc.record(
  {
    known: fc.boolean(),
    properties: dictionary,
    owner: fc.record(
      {
        ownerId: text,
        active: fc.boolean(),
        email: fc.oneof(text, fc.constant('ada@seller.example')),
        name: text,
      },
      { requiredKeys: ['ownerId', 'active'] },
    ),
  },
  { requiredKeys: ['known', 'properties'] },
);

const condition: fc.Arbitrary<When> = fc.constantFrom(
  { country: ['DE'] },
  { region: 'Bayern' },
  { language: ['de'] },
  { companySize: { min: 10 } },
  { emailDomain: { oneOf: ['com'], free: false } },
  { source: 'google' },
  { field: { name: '__proto__', exists: true } },
  { utm: { source: 'google', term: { contains: 'a' } } },
  { clickId: true },
  { known: true },
  { known: false },
);

const { when: arbitraryWhen } = fc.letrec<{ when: When }>((tie) => ({
  when: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    condition,
    fc.array(tie('when'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('when'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('when').map((not) => ({ not })),
  ),
}));

const holds = (lead: Lead, match: Match, when: When) =>
  checkWhen(lead, match, when).every((check) => check.matched);

describe('whatever lead comes', () => {
  it('it is decided, explained, and decided the same again', () => {
    fc.assert(
      fc.property(
        arbitraryLead,
        arbitraryMatch,
        fc.array(arbitraryWhen, { maxLength: 4 }),
        fc.nat(),
        fc.integer(),
        (lead, match, conditions, turn, nowMs) => {
          const settings = {
            markets: theMarkets(
              ...conditions.map((when, index) => aMarket(`m${index}`, { when })),
              aMarket('rest'),
            ),
            team: theTeam(),
          };
          const decide = () =>
            completeDecision(prepareDecision(lead, match, settings, nowMs), turn);
          const decision = decide();
          expect(decide()).toEqual(decision);
          expect(decision.owner).toBeDefined();
          const text = explainDecision(decision);
          for (const { market } of decision.explanation.markets) {
            expect(text).toContain(market);
          }
          const first = conditions.findIndex((when) => holds(lead, match, when));
          expect(decision.market).toBe(first === -1 ? 'rest' : `m${first}`);
        },
      ),
    );
  });
});
