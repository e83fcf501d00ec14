import type { Attribution } from '../../src/lead/attribution.ts';
import type { Consent } from '../../src/lead/consent.ts';
import type { EmailAddress } from '../../src/lead/contact-details.ts';
import type { Lead } from '../../src/lead/lead.ts';

/** What a test cares about. `attribution` and `consent` are completed; anything else replaces. */
export type LeadParts = Partial<Omit<Lead, 'attribution' | 'consent'>> & {
  attribution?: Partial<Attribution>;
  consent?: Partial<Consent['purposes']>;
};

/** A complete lead: Grace Hopper of example.com, unless told otherwise. */
export function aLead({ attribution, consent, ...parts }: LeadParts = {}): Lead {
  return {
    leadId: '01920000-0000-7000-8000-000000000001',
    source: 'website',
    receivedAt: '2026-07-01T09:00:00.000Z',
    submission: {},
    person: {
      email: anEmailAddress('grace@example.com'),
      firstName: 'Grace',
      lastName: 'Hopper',
      fullName: 'Grace Hopper',
    },
    attribution: {
      raw: {},
      utm: {},
      clickIds: {},
      cookies: {},
      utmFrom: 'none',
      repairs: [],
      ...attribution,
    },
    consent: {
      purposes: {
        ad_user_data: 'unknown',
        ad_personalization: 'unknown',
        analytics_storage: 'unknown',
        marketing: 'unknown',
        ...consent,
      },
    },
    visitor: {},
    extra: {},
    notes: [],
    ...parts,
  };
}

/** As intake makes it from a plain address; say so if it is free, disposable or a role. */
export function anEmailAddress(
  address: string,
  kind: Partial<Pick<EmailAddress, 'free' | 'disposable' | 'role'>> = {},
): EmailAddress {
  const normalised = address.toLowerCase();
  const domain = normalised.slice(normalised.lastIndexOf('@') + 1);
  return {
    normalised,
    original: address,
    domain,
    free: false,
    disposable: false,
    role: false,
    ...kind,
  };
}
