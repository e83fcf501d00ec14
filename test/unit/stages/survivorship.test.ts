import { describe, expect, it } from '@jest/globals';
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
