import { describe, expect, it } from '@jest/globals';
import { conversionsSchema, type Ga4Settings } from '../../../../src/stages/conversion-settings.ts';
import { derivedClientId, ga4Event } from '../../../../src/systems/conversions/ga4-event.ts';
import { sha256Hex } from '../../../../src/systems/conversions/hashing.ts';
import {
  conversionEvent,
  conversionLead,
  RECEIVED_AT,
} from '../../../contract/conversion-event.ts';

function settings(changes: Record<string, unknown> = {}): Ga4Settings {
  const parsed = conversionsSchema.parse({
    destinations: { a: { kind: 'ga4', measurementId: 'G-1', apiSecret: 's', ...changes } },
  }).destinations['a'];
  if (parsed?.kind !== 'ga4') throw new Error('not GA4 settings');
  return parsed;
}

function bodyOf(lead = conversionLead(), changes: Record<string, unknown> = {}) {
  const event = ga4Event(
    conversionEvent('generate_lead', { lead }),
    settings(changes),
    RECEIVED_AT,
  );
  if ('skip' in event) throw new Error(event.skip);
  return event.body;
}

const consentTo = (ad_user_data: 'granted' | 'denied' | 'unknown') =>
  conversionLead({
    consent: {
      purposes: {
        ad_user_data,
        ad_personalization: 'granted',
        analytics_storage: 'granted',
        marketing: 'unknown',
      },
    },
  });

describe('a lead for Google Analytics', () => {
  it('carries microseconds, the consent and the hashed person', () => {
    expect(bodyOf()).toMatchObject({
      timestamp_micros: RECEIVED_AT * 1000,
      consent: { ad_user_data: 'GRANTED', ad_personalization: 'DENIED' },
      user_id: '51',
      user_data: {
        sha256_email_address: [sha256Hex('janedoe@gmail.com')],
        sha256_phone_number: [sha256Hex('+16505551212')],
        address: [
          {
            sha256_first_name: sha256Hex('mary'),
            sha256_last_name: sha256Hex('ohara'),
            city: 'menlo park',
            region: 'ca',
            postal_code: '94025-1234',
            country: 'US',
          },
        ],
      },
    });
  });

  it.each(['denied', 'unknown'] as const)(
    'says nothing of the person when consent is %s',
    (state) => {
      const body = bodyOf(consentTo(state));
      expect(body).not.toHaveProperty('user_data');
      expect(body).not.toHaveProperty('user_id');
      expect(body['consent']).toEqual({ ad_user_data: 'DENIED', ad_personalization: 'GRANTED' });
    },
  );

  it('leaves out a phone number whose country is not known', () => {
    const lead = conversionLead();
    const person = { ...lead.person, phone: { original: '0722 123 456', valid: false } };
    expect(bodyOf({ ...lead, person })['user_data']).not.toHaveProperty('sha256_phone_number');
  });

  it('cuts values at 100 characters, never through an emoji', () => {
    const body = bodyOf(conversionLead(), { parameters: { long: `${'x'.repeat(99)}😀rest` } });
    expect(body).toMatchObject({ events: [{ params: { long: 'x'.repeat(99) } }] });
  });

  it('has the session only with the cookie’s id', () => {
    expect(bodyOf()).toMatchObject({ events: [{ params: { session_id: '1763819000' } }] });
  });

  it('never lies in the future, however the clocks differ', () => {
    const event = ga4Event(conversionEvent('generate_lead'), settings(), RECEIVED_AT - 5_000);
    expect(event).toMatchObject({ body: { timestamp_micros: (RECEIVED_AT - 5_000) * 1000 } });
  });
});

describe('a lead without a client id', () => {
  const { ga: _, ...attribution } = conversionLead().attribution;
  const lead = conversionLead({ attribution });

  it('gets one made from its own id, the same however often it is sent', () => {
    expect(bodyOf(lead)['client_id']).toBe(derivedClientId(lead));
    expect(derivedClientId(lead)).toMatch(/^\d{1,10}\.1795183621$/);
    expect(bodyOf(lead)).not.toMatchObject({
      events: [{ params: { session_id: expect.anything() } }],
    });
  });

  it('differs from that of another lead', () => {
    const other = { ...lead, leadId: '0193486f-6d10-7c1e-9a55-000000000000' };
    expect(derivedClientId(other)).not.toBe(derivedClientId(lead));
  });

  it('is skipped where the settings say so', () => {
    const event = conversionEvent('generate_lead', { lead });
    expect(ga4Event(event, settings({ withoutClientId: 'skip' }), RECEIVED_AT)).toEqual({
      skip: 'no Google Analytics client id came with the lead',
    });
  });

  it('is how a visitor looks who refused analytics, cookie or not', () => {
    const purposes = { ...conversionLead().consent.purposes, analytics_storage: 'denied' as const };
    const refusing = conversionLead({ consent: { purposes } });
    expect(bodyOf(refusing)['client_id']).toBe(derivedClientId(refusing));
  });
});
