import { describe, expect, it } from '@jest/globals';
import type { Lead } from '../../../../src/lead/lead.ts';
import type { Match } from '../../../../src/routing/decision.ts';
import { checkWhen, whenSchema } from '../../../../src/routing/when.ts';
import { aLead, anEmailAddress, type LeadParts } from '../../../support/lead-builder.ts';
import { newPerson, ownedBy } from '../routing-fixture.ts';

function check(when: object, lead: Lead, match: Match = newPerson) {
  const [first] = checkWhen(lead, match, whenSchema.parse(when));
  return first;
}

type Case = { when: object; parts: LeadParts; matched: boolean; says: string };

const cases: Record<string, Case[]> = {
  country: [
    {
      when: { country: ['de', 'AT', 'CH'] },
      parts: { person: { country: 'DE' } },
      matched: true,
      says: 'country is DE; wanted DE, AT or CH',
    },
    {
      when: { country: ['DE', 'AT', 'CH'] },
      parts: { person: { country: 'FR' } },
      matched: false,
      says: 'country is FR; wanted DE, AT or CH',
    },
    {
      when: { country: 'DE' },
      parts: { person: {} },
      matched: false,
      says: 'country is not known; wanted DE',
    },
  ],
  region: [
    {
      when: { region: 'Ile-de-France' },
      parts: { person: { region: ' île-de-france' } },
      matched: true,
      says: 'region is île-de-france; wanted Ile-de-France',
    },
    {
      when: { region: ['Bayern'] },
      parts: { person: { region: 'Tirol' } },
      matched: false,
      says: 'region is Tirol; wanted Bayern',
    },
    {
      when: { region: ['Bayern'] },
      parts: { person: { region: ' ' } },
      matched: false,
      says: 'region is not known; wanted Bayern',
    },
  ],
  language: [
    {
      when: { language: ['FR', 'de'] },
      parts: { person: { language: 'fr' } },
      matched: true,
      says: 'language is fr; wanted fr or de',
    },
    {
      when: { language: 'fr' },
      parts: { person: { language: 'en' } },
      matched: false,
      says: 'language is en; wanted fr',
    },
    {
      when: { language: 'fr' },
      parts: { person: {} },
      matched: false,
      says: 'language is not known; wanted fr',
    },
  ],
  source: [
    {
      when: { source: ['demo', 'website'] },
      parts: {},
      matched: true,
      says: 'source is website; wanted demo or website',
    },
    {
      when: { source: 'demo' },
      parts: {},
      matched: false,
      says: 'source is website; wanted demo',
    },
  ],
  companySize: [
    {
      when: { companySize: { min: 200 } },
      parts: { person: { companySize: 200 } },
      matched: true,
      says: 'company size is 200; wanted at least 200',
    },
    {
      when: { companySize: { max: 49 } },
      parts: { person: { companySize: 50 } },
      matched: false,
      says: 'company size is 50; wanted at most 49',
    },
    {
      when: { companySize: { min: 50, max: 199 } },
      parts: { person: { companySize: 199 } },
      matched: true,
      says: 'company size is 199; wanted 50 to 199',
    },
    {
      when: { companySize: { min: 0 } },
      parts: { person: {} },
      matched: false,
      says: 'company size is not known; wanted at least 0',
    },
  ],
  emailDomain: [
    {
      when: { emailDomain: 'ACME.com' },
      parts: { person: { email: anEmailAddress('x@acme.com') } },
      matched: true,
      says: 'e-mail domain is acme.com; wanted acme.com',
    },
    {
      when: { emailDomain: ['acme.com'] },
      parts: { person: { email: anEmailAddress('x@berlin.acme.com') } },
      matched: true,
      says: 'e-mail domain is berlin.acme.com; wanted acme.com',
    },
    {
      when: { emailDomain: ['acme.com'] },
      parts: { person: { email: anEmailAddress('x@notacme.com') } },
      matched: false,
      says: 'e-mail domain is notacme.com; wanted acme.com',
    },
    {
      when: { emailDomain: 'münchen.example' },
      parts: { person: { email: anEmailAddress('x@xn--mnchen-3ya.example') } },
      matched: true,
      says: 'e-mail domain is xn--mnchen-3ya.example; wanted xn--mnchen-3ya.example',
    },
    {
      when: { emailDomain: { free: true } },
      parts: { person: { email: anEmailAddress('x@gmail.com', { free: true }) } },
      matched: true,
      says: 'e-mail domain is gmail.com (a free provider); wanted a free provider',
    },
    {
      when: { emailDomain: { oneOf: ['com'], free: false } },
      parts: { person: { email: anEmailAddress('x@gmail.com', { free: true }) } },
      matched: false,
      says: 'e-mail domain is gmail.com (a free provider); wanted com, no free provider',
    },
    {
      when: { emailDomain: { free: false } },
      parts: { person: {} },
      matched: false,
      says: 'e-mail domain is not known; wanted no free provider',
    },
  ],
  field: [
    {
      when: { field: { name: 'budget', is: '50K' } },
      parts: { extra: { Budget: ' 50k ' } },
      matched: true,
      says: 'field budget is " 50k "; wanted "50K"',
    },
    {
      when: { field: { name: 'topics', oneOf: ['crm', 'ads'] } },
      parts: { extra: { topics: ['seo', 'Ads'] } },
      matched: true,
      says: 'field topics is "seo" and "Ads"; wanted "crm" or "ads"',
    },
    {
      when: { field: { name: 'jobTitle', contains: 'sales' } },
      parts: { person: { jobTitle: 'Head of Sales' } },
      matched: true,
      says: 'field jobTitle is "Head of Sales"; wanted a text with "sales"',
    },
    {
      when: { field: { name: 'message', startsWith: 'urgent' } },
      parts: { message: 'Not urgent' },
      matched: false,
      says: 'field message is "Not urgent"; wanted a text that starts with "urgent"',
    },
    {
      when: { field: { name: 'vat', exists: true } },
      parts: { extra: { vat: '' } },
      matched: false,
      says: 'field vat is not known; wanted any value',
    },
    {
      when: { field: { name: 'vat', exists: false } },
      parts: {},
      matched: true,
      says: 'field vat is not known; wanted no value',
    },
    {
      when: { field: { name: 'seats', is: 5 } },
      parts: { extra: { seats: '5' } },
      matched: true,
      says: 'field seats is "5"; wanted "5"',
    },
    {
      when: { field: { name: 'constructor', contains: 'o' } },
      parts: {},
      matched: false,
      says: 'field constructor is not known; wanted a text with "o"',
    },
  ],
  utm: [
    {
      when: { utm: { utm_source: ['google', 'bing'] } },
      parts: { attribution: { utm: { utm_source: 'Google' } } },
      matched: true,
      says: 'utm_source is "Google"; wanted "google" or "bing"',
    },
    {
      when: { utm: { CAMPAIGN: { startsWith: 'brand-' } } },
      parts: { attribution: { utm: { utm_campaign: 'generic' } } },
      matched: false,
      says: 'utm_campaign is "generic"; wanted a text that starts with "brand-"',
    },
    {
      when: { utm: { partner: 'x' } },
      parts: {},
      matched: false,
      says: 'utm_partner is not known; wanted "x"',
    },
    {
      when: { utm: { source: 'google', medium: 'cpc' } },
      parts: { attribution: { utm: { utm_source: 'google', utm_medium: 'email' } } },
      matched: false,
      says: 'utm_source is "google"; wanted "google" | utm_medium is "email"; wanted "cpc"',
    },
  ],
  clickId: [
    {
      when: { clickId: ['gclid', 'gbraid'] },
      parts: { attribution: { clickIds: { gbraid: 'abc' } } },
      matched: true,
      says: 'click id gbraid is there; wanted gclid or gbraid',
    },
    {
      when: { clickId: 'gclid' },
      parts: { attribution: { clickIds: { fbclid: 'abc', gclid: '' } } },
      matched: false,
      says: 'click id fbclid is there; wanted gclid',
    },
    {
      when: { clickId: true },
      parts: {},
      matched: false,
      says: 'there is no click id; wanted any click id',
    },
    {
      when: { clickId: false },
      parts: {},
      matched: true,
      says: 'there is no click id; wanted none',
    },
  ],
};

describe.each(Object.entries(cases))('condition %s', (_name, examples) => {
  it.each(examples)('answers $matched and says: $says', ({ when, parts, matched, says }) => {
    expect(check(when, aLead(parts))).toMatchObject({ matched, says });
  });
});

describe('condition known', () => {
  it('tells known persons from new ones', () => {
    const known = ownedBy('ada@seller.example');
    expect(check({ known: true }, aLead(), known)).toMatchObject({
      matched: true,
      says: 'the person is known; wanted a known person',
    });
    expect(check({ known: true }, aLead(), newPerson)).toMatchObject({
      matched: false,
      says: 'the person is new; wanted a known person',
    });
    expect(check({ known: false }, aLead(), newPerson)).toMatchObject({ matched: true });
  });
});

describe('long and strange values', () => {
  it('keep the sentence short and on one line', () => {
    const long = `first\nsecond${'x'.repeat(5_000)}`;
    const typed = check({ region: 'Bayern' }, aLead({ person: { region: long } }));
    const asked = check({ field: { name: 'message', is: 'x' } }, aLead({ message: long }));
    for (const says of [typed?.says ?? '\n', asked?.says ?? '\n']) {
      expect(says).not.toContain('\n');
      expect(says.length).toBeLessThan(200);
    }
  });
});
