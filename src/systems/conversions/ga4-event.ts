import { createHash } from 'node:crypto';
import type { ContactDetails } from '../../lead/contact-details.ts';
import type { Lead } from '../../lead/lead.ts';
import type { Ga4Settings } from '../../stages/conversion-settings.ts';
import type { ConversionEvent } from '../../workflow/ports.ts';
import {
  type Parameters,
  type ParameterValue,
  resolveParameters,
  withMoney,
  withoutPersonalData,
} from './event-parameters.ts';
import {
  googleEmail,
  googleFamilyName,
  googleGivenName,
  googlePhone,
  googlePlace,
  hashed,
} from './hashing.ts';

/** GA4 drops what is older, without saying so (Measurement Protocol, timestamps). */
const AGE_MAX_MS = 72 * 60 * 60 * 1000;
/** Longer values make the event invalid (500 on Analytics 360). */
const VALUE_CHARACTERS_MAX = 100;
/** Google's own figure for events sent by a server, so that they show in real-time reports. */
const ENGAGEMENT_MS = 100;

export type Ga4Event =
  | { body: Record<string, unknown>; leftOut: string[] }
  /** Why there is nothing to send. */
  | { skip: string };

/** The Measurement Protocol body for one event. `leftOut` names parameters that were not sent. */
export function ga4Event(event: ConversionEvent, settings: Ga4Settings, now: number): Ga4Event {
  if (now - event.occurredAt > AGE_MAX_MS) {
    return { skip: 'older than 72 hours: Google Analytics would drop it without a word' };
  }
  const ids = identify(event.lead, settings.withoutClientId);
  if (!ids) return { skip: 'no Google Analytics client id came with the lead' };
  const { parameters, leftOut } = eventParameters(event, settings);
  const { lead } = event;
  const userData = lead.consent.purposes.ad_user_data === 'granted' ? ga4UserData(lead.person) : {};
  const hasUserData = Object.keys(userData).length > 0;
  const body = {
    client_id: ids.clientId,
    // Google asks for a user id beside user data; the CRM's number tells nobody who it is.
    ...(hasUserData && event.contactId !== undefined && { user_id: event.contactId }),
    timestamp_micros: Math.min(event.occurredAt, now) * 1000,
    consent: {
      ad_user_data: consentWord(lead, 'ad_user_data'),
      ad_personalization: consentWord(lead, 'ad_personalization'),
    },
    ...(hasUserData && { user_data: userData }),
    events: [
      {
        name: event.name,
        params: {
          ...(ids.sessionId && {
            session_id: ids.sessionId,
            engagement_time_msec: ENGAGEMENT_MS,
          }),
          lead_id: lead.leadId,
          lead_source: capped(lead.source),
          ...parameters,
        },
      },
    ],
  };
  return { body, leftOut };
}

function eventParameters(event: ConversionEvent, settings: Ga4Settings) {
  const money = withMoney(resolveParameters(settings.parameters, event));
  const safe = withoutPersonalData(money.parameters, event.lead);
  const parameters: Parameters = Object.fromEntries(
    Object.entries(safe.parameters).map(([name, value]) => [name, capped(value)]),
  );
  return { parameters, leftOut: [...money.leftOut, ...safe.leftOut] };
}

/** By whole characters, so that an emoji at the edge is not cut in two. */
function capped(value: ParameterValue): ParameterValue {
  if (typeof value !== 'string' || value.length <= VALUE_CHARACTERS_MAX) return value;
  let text = '';
  for (const character of value) {
    if (text.length + character.length > VALUE_CHARACTERS_MAX) break;
    text += character;
  }
  return text;
}

/** Unknown counts as no. */
function consentWord(lead: Lead, purpose: 'ad_user_data' | 'ad_personalization') {
  return lead.consent.purposes[purpose] === 'granted' ? 'GRANTED' : 'DENIED';
}

/**
 * Who GA4 is told it was. Without the visitor's cookie (or when analytics was refused, with it) the
 * id is made from the lead's: a random one would make a new visitor of every repetition.
 */
function identify(
  lead: Lead,
  withoutClientId: Ga4Settings['withoutClientId'],
): { clientId: string; sessionId?: string } | undefined {
  const allowed = lead.consent.purposes.analytics_storage !== 'denied';
  const { clientId, sessionId } = (allowed ? lead.attribution.ga : undefined) ?? {};
  if (clientId) return { clientId, ...(sessionId && { sessionId }) };
  return withoutClientId === 'derive' ? { clientId: derivedClientId(lead) } : undefined;
}

/** `<32-bit number>.<seconds>`, the form of a real one. */
export function derivedClientId(lead: Pick<Lead, 'leadId' | 'receivedAt'>): string {
  const number = createHash('sha256').update(lead.leadId).digest().readUInt32BE(0);
  return `${number}.${Math.floor(Date.parse(lead.receivedAt) / 1000)}`;
}

/** `user_data` of the Measurement Protocol: hashed but for the place. Empty when nothing is known. */
function ga4UserData(person: ContactDetails): Record<string, unknown> {
  const email = person.email && hashed(googleEmail(person.email.normalised));
  const phone = person.phone?.e164 && hashed(googlePhone(person.phone.e164));
  const address = ga4Address(person);
  return {
    ...(email && { sha256_email_address: [email] }),
    ...(phone && { sha256_phone_number: [phone] }),
    ...(address && { address: [address] }),
  };
}

/** Google matches by name only together with a place, so one without the other is not sent. */
function ga4Address(person: ContactDetails): Record<string, string> | undefined {
  const first = hashed(person.firstName && googleGivenName(person.firstName));
  const last = hashed(person.lastName && googleFamilyName(person.lastName));
  if (!first || !last || !person.country) return undefined;
  const city = person.city && googlePlace(person.city);
  const region = person.region && googlePlace(person.region);
  const postalCode = person.postalCode?.replace(/[.~]/g, '').trim();
  return {
    sha256_first_name: first,
    sha256_last_name: last,
    ...(city && { city }),
    ...(region && { region }),
    ...(postalCode && { postal_code: postalCode }),
    country: person.country,
  };
}
