import { describe, expect, it } from '@jest/globals';
import type { Attribution } from '../../../src/lead/attribution.ts';
import type { Lead } from '../../../src/lead/lead.ts';
import type { Decision, Match } from '../../../src/routing/decision.ts';
import { crmSchema } from '../../../src/stages/crm-settings.ts';
import { planContactWrite, propertiesToRead } from '../../../src/stages/survivorship.ts';
import { aLead } from '../../support/lead-builder.ts';

const decision = { market: 'dach', marketTitle: 'DACH' } as Decision;
const stranger: Match = { known: false, properties: {} };

function known(properties: Record<string, string>, ownerId?: string): Match {
  return {
    ...{ known: true, contactId: '501', foundBy: 'email', properties },
    ...(ownerId !== undefined && { owner: { ownerId, active: true } }),
  };
}

function settingsWith(properties: Record<string, { from: string; write: string }>) {
  return crmSchema.parse({ properties, lifecycle: {} });
}

function plan(match: Match, options: { write?: string; ownerId?: string } = {}) {
  const { write = 'overwrite', ownerId } = options;
  return planContactWrite({
    lead: aLead({ message: 'Please call.' }),
    decision,
    match,
    settings: settingsWith({ message: { from: 'message', write } }),
    ...(ownerId !== undefined && { ownerId }),
  });
}

describe('who wins when the CRM holds a value already', () => {
  it.each([
    { write: 'overwrite', newcomer: true, empty: true, set: true },
    { write: 'fill', newcomer: true, empty: true, set: false },
    { write: 'once', newcomer: true, empty: true, set: false },
    { write: 'never', newcomer: true, empty: false, set: false },
  ])('$write', ({ write, newcomer, empty, set }) => {
    const isWritten = (match: Match) => plan(match, { write })['message'] === 'Please call.';
    expect(isWritten(stranger)).toBe(newcomer);
    expect(isWritten(known({}))).toBe(empty);
    expect(isWritten(known({ message: '' }))).toBe(empty);
    expect(isWritten(known({ message: 'Earlier words.' }))).toBe(set);
  });

  it('never empties a value that the lead does not have', () => {
    const settings = settingsWith({ city: { from: 'person.city', write: 'overwrite' } });
    const input = { lead: aLead(), decision, settings };
    expect(planContactWrite({ ...input, match: known({ city: 'Graz' }) })).not.toHaveProperty(
      'city',
    );
    expect(planContactWrite({ ...input, match: stranger })).not.toHaveProperty('city');
  });

  it('never writes the address of a known person, who may have been found by another one', () => {
    const settings = settingsWith({
      email: { from: 'person.email.normalised', write: 'overwrite' },
    });
    const input = { lead: aLead(), decision, settings };
    expect(planContactWrite({ ...input, match: known({}) })).not.toHaveProperty('email');
    expect(planContactWrite({ ...input, match: stranger })['email']).toBe('grace@example.com');
  });
});

describe('the campaign of a visit', () => {
  const settings = settingsWith({
    first_source: { from: 'attribution.firstTouch.utm.utm_source', write: 'once' },
    first_term: { from: 'attribution.firstTouch.utm.utm_term', write: 'once' },
    first_page: { from: 'attribution.firstTouch.landingPage', write: 'once' },
    last_source: { from: 'attribution.utm.utm_source', write: 'overwrite' },
    last_term: { from: 'attribution.utm.utm_term', write: 'overwrite' },
  });
  const written = (attribution: Partial<Attribution>, match: Match) =>
    planContactWrite({ lead: aLead({ attribution }), decision, match, settings });
  const told = { utm: { utm_source: 'newsletter', utm_term: 'spring' }, clickIds: {} };

  it('is not put together from two first touches', () => {
    const plan = written({ firstTouch: told }, known({ first_source: 'google' }));
    expect(plan).not.toHaveProperty('first_source');
    expect(plan).not.toHaveProperty('first_term');
  });

  it('is the first touch of a known person who has none', () => {
    expect(written({ firstTouch: told }, known({}))).toMatchObject({
      first_source: 'newsletter',
      first_term: 'spring',
    });
  });

  it('is the first touch of a new person of whom no earlier visit is told', () => {
    const visit = { utm: { utm_source: 'google' }, pageUrl: 'https://example.com/pricing' };
    expect(written(visit, stranger)).toMatchObject({
      first_source: 'google',
      first_page: 'https://example.com/pricing',
    });
    expect(written({ ...visit, firstTouch: told }, stranger)).toMatchObject({
      first_source: 'newsletter',
    });
    expect(written(visit, known({}))).not.toHaveProperty('first_source');
  });

  it('replaces the last one as a whole', () => {
    expect(written({ utm: { utm_source: 'bing' } }, known({}))).toMatchObject({
      last_source: 'bing',
      last_term: '',
    });
    expect(written({ utm: { utm_source: 'bing' } }, stranger)).not.toHaveProperty('last_term');
  });

  it('outlives a visit without one', () => {
    const plan = written({}, known({}));
    expect(plan).not.toHaveProperty('last_source');
    expect(plan).not.toHaveProperty('last_term');
  });
});

describe('a property with several paths', () => {
  it('takes the first that has a value, so that a number that nobody could read is not lost', () => {
    const settings = crmSchema.parse({
      properties: {
        phone: { from: ['person.phone.e164', 'person.phone.original'], write: 'fill' },
      },
      lifecycle: {},
    });
    const phoneOf = (phone: Lead['person']['phone'] & object) =>
      planContactWrite({ lead: aLead({ person: { phone } }), decision, match: stranger, settings })[
        'phone'
      ];
    expect(phoneOf({ original: '030 1', e164: '+49301', valid: true })).toBe('+49301');
    expect(phoneOf({ original: 'ask Bob 12', valid: false })).toBe('ask Bob 12');
  });
});

describe('the lifecycle stage', () => {
  it.each([
    { now: undefined, wanted: 'lead' },
    { now: 'subscriber', wanted: 'lead' },
    { now: 'lead', wanted: undefined },
    { now: 'salesqualifiedlead', wanted: undefined },
    { now: 'customer', wanted: undefined },
    { now: 'a stage of their own', wanted: undefined },
  ])('of a known person who is at $now becomes $wanted', ({ now, wanted }) => {
    const properties = now === undefined ? {} : { lifecyclestage: now };
    expect(plan(known(properties))['lifecyclestage']).toBe(wanted);
  });

  it('of a new person is the one of new leads', () => {
    expect(plan(stranger)['lifecyclestage']).toBe('lead');
  });
});

describe('the owner of the contact', () => {
  it('is written when it is another one than the CRM names', () => {
    expect(plan(stranger, { ownerId: '7' })['hubspot_owner_id']).toBe('7');
    expect(plan(known({}, '8'), { ownerId: '7' })['hubspot_owner_id']).toBe('7');
  });

  it('is not written again when the CRM names the same', () => {
    expect(plan(known({}, '7'), { ownerId: '7' })).not.toHaveProperty('hubspot_owner_id');
  });

  it('is left as it is when nobody was available', () => {
    expect(plan(known({}, '8'))).not.toHaveProperty('hubspot_owner_id');
  });
});

describe('what is read of a contact', () => {
  it('is the values that a rule compares, and those that are always needed', () => {
    const settings = settingsWith({
      city: { from: 'person.city', write: 'fill' },
      first_source: { from: 'source', write: 'once' },
      message: { from: 'message', write: 'overwrite' },
      country: { from: 'person.country', write: 'never' },
    });
    expect(propertiesToRead(settings).toSorted()).toEqual([
      'city',
      'email',
      'first_source',
      'hubspot_owner_id',
      'lifecyclestage',
    ]);
  });
});
