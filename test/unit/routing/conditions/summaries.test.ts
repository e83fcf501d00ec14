import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkWhen, foundIn, whenSchema } from '../../../../src/routing/when.ts';
import { aLead, anEmailAddress, type LeadParts } from '../../../support/lead-builder.ts';
import { newPerson } from '../routing-fixture.ts';
import { whens } from '../when-arbitraries.ts';

/** What receipts say of a market: in the words of the configuration, not of the sender. */

function summary(when: object, parts: LeadParts): string | undefined {
  return foundIn(checkWhen(aLead(parts), newPerson, whenSchema.parse(when))).found;
}

const message = 'URGENT: please call Zaphod at 0151 12345678';
const budget = ['100k and more', '50k'];
const person = (domain: string, free = false) => ({
  person: { email: { ...anEmailAddress(`zaphod@${domain}`), domain, free } },
});

describe('The summary of a condition', () => {
  it.each<[string, object, LeadParts]>([
    ['field message has "urgent"', { field: { name: 'message', contains: 'urgent' } }, { message }],
    [
      'field message does not have "invoice"',
      { not: { field: { name: 'message', contains: 'invoice' } } },
      { message },
    ],
    [
      'field message starts with "urgent:"',
      { field: { name: 'message', startsWith: 'urgent:' } },
      { message },
    ],
    [
      'field message does not start with "call"',
      { not: { field: { name: 'message', startsWith: 'call' } } },
      { message },
    ],
    ['field message is known', { field: { name: 'message', exists: true } }, { message }],
    ['field message is not known', { field: { name: 'message', exists: false } }, {}],
    [
      'field budget is "50K"',
      { field: { name: 'budget', oneOf: ['50K', '10k'] } },
      { extra: { budget } },
    ],
    [
      'field budget is not "1k" or "2k"',
      { not: { field: { name: 'budget', oneOf: ['1k', '2k'] } } },
      { extra: { budget } },
    ],
    ['region is not Bayern', { not: { region: 'Bayern' } }, { person: { region: 'at Zaphod’s' } }],
    ['region is not known', { not: { region: 'Bayern' } }, { person: {} }],
    ['e-mail domain is acme.com', { emailDomain: ['acme.com', 'x.org'] }, person('acme.com')],
    ['e-mail domain is under acme.com', { emailDomain: 'acme.com' }, person('zaphod.acme.com')],
    [
      'e-mail domain is not acme.com or x.org',
      { not: { emailDomain: ['acme.com', 'x.org'] } },
      person('zaphod.example'),
    ],
    [
      "e-mail domain is under com and is no free provider's",
      { emailDomain: { oneOf: 'com', free: false } },
      person('zaphod.com'),
    ],
    [
      "e-mail domain is a free provider's",
      { emailDomain: { free: true } },
      person('zaphod.mail', true),
    ],
    ['e-mail domain is not known', { not: { emailDomain: 'acme.com' } }, { person: {} }],
  ])('says: %s', (says, when, parts) => {
    expect(summary(when, parts)).toBe(says);
  });

  it('holds nothing that the sender wrote, whatever is asked', () => {
    const lead = aLead({
      person: {
        region: 'Zaphod',
        jobTitle: 'Brand 100k of Zaphod',
        email: { ...anEmailAddress('z@zaphod.acme.com'), domain: 'zaphod.acme.com' },
      },
      extra: { budget: ['50k', '100k, says Zaphod', 'brand-q4'] },
      attribution: { utm: { utm_campaign: 'brand zaphod', utm_source: '50k zaphod' } },
    });
    fc.assert(
      fc.property(whens, (when) => {
        expect(foundIn(checkWhen(lead, newPerson, when)).found).not.toMatch(/zaphod/i);
      }),
    );
  });
});
