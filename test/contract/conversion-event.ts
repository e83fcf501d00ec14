import type { Lead } from '../../src/lead/lead.ts';
import type { ConversionEvent } from '../../src/workflow/ports.ts';

/** 20 November 2026, 14:07:01 UTC. */
export const RECEIVED_AT = Date.parse('2026-11-20T14:07:01.000Z');

/** A lead with everything a receiver can ask for. */
export function conversionLead(changes: Partial<Lead> = {}): Lead {
  return {
    leadId: '0193486f-6d10-7c1e-9a55-6a4d2f0b7e11',
    source: 'demo-form',
    receivedAt: new Date(RECEIVED_AT).toISOString(),
    submission: { id: 'sub-77', formId: 'demo' },
    person: {
      email: {
        normalised: 'jane.doe+x@gmail.com',
        original: 'Jane.Doe+x@Gmail.com',
        domain: 'gmail.com',
        free: true,
        disposable: false,
        role: false,
      },
      phone: { original: '(650) 555-1212', e164: '+16505551212', valid: true },
      firstName: 'Mary',
      lastName: "O'Hara",
      company: 'Acme',
      country: 'US',
      region: 'CA',
      city: 'Menlo Park',
      postalCode: '94025-1234',
    },
    message: 'We would like a demo.',
    attribution: {
      raw: { utm_source: ['Google'], secret_field: ['only in raw'] },
      utm: { utm_source: 'google', utm_campaign: 'brand-q4' },
      clickIds: { gclid: 'Cj0KCQiA', fbclid: 'IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYX' },
      pageUrl: 'https://acme.example/demo?utm_source=google&email=jane%40gmail.com#form',
      cookies: { _fbp: 'fb.1.1596403881668.1116446470' },
      ga: { clientId: '1194072907.1685136322', sessionId: '1763819000' },
      utmFrom: 'page_url',
      repairs: [],
    },
    consent: {
      purposes: {
        ad_user_data: 'granted',
        ad_personalization: 'denied',
        analytics_storage: 'granted',
        marketing: 'granted',
      },
    },
    visitor: { ip: '198.51.100.9', userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' },
    extra: { budget: '5000' },
    notes: [],
    ...changes,
  };
}

export function conversionEvent(
  name: string,
  changes: Partial<ConversionEvent> = {},
): ConversionEvent {
  const lead = changes.lead ?? conversionLead();
  return {
    eventId: `${lead.leadId}:${name}`,
    name,
    occurredAt: RECEIVED_AT,
    lead,
    contactId: '51',
    market: 'emea',
    owner: { name: 'Ada King', email: 'ada@leadline.example' },
    known: false,
    ...changes,
  };
}
