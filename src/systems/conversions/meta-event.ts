import type { ContactDetails } from '../../lead/contact-details.ts';
import type { Lead } from '../../lead/lead.ts';
import type { MetaSettings } from '../../stages/conversion-settings.ts';
import type { ConversionEvent } from '../../workflow/ports.ts';
import { resolveParameters, withMoney, withoutPersonalData } from './event-parameters.ts';
import {
  hashed,
  metaCountry,
  metaEmail,
  metaName,
  metaPhone,
  metaPostalCode,
  metaState,
  sha256Hex,
} from './hashing.ts';

/** Meta refuses older events, with everything else in the request. */
const AGE_MAX_MS = 7 * 24 * 60 * 60 * 1000;

/** `fb.<subdomain index>.<13 digits of milliseconds>.<id>` */
const FB_COOKIE = /^fb\.\d\.\d{13}\.\S+$/;

export type MetaEvent =
  | { body: Record<string, unknown>; leftOut: string[] }
  /** Why there is nothing to send. */
  | { skip: string };

/** One Conversions API request with one event: a single bad one would refuse all beside it. */
export function metaEvent(event: ConversionEvent, settings: MetaSettings, now: number): MetaEvent {
  if (now - event.occurredAt > AGE_MAX_MS) {
    return { skip: 'older than 7 days: Meta takes no such events' };
  }
  const { lead } = event;
  const recognisable = metaUserData(lead);
  if (isTooThin(recognisable)) {
    return { skip: 'nothing by which Meta could recognise the person' };
  }
  const money = withMoney(resolveParameters(settings.parameters, event));
  const { parameters, leftOut } = withoutPersonalData(money.parameters, lead);
  const pageUrl = lead.attribution.pageUrl && pageWithoutFields(lead.attribution.pageUrl);
  const fromWebsite = pageUrl !== undefined && lead.visitor.userAgent !== undefined;
  const body = {
    data: [
      {
        event_name: event.name,
        event_time: Math.floor(Math.min(event.occurredAt, now) / 1000),
        event_id: event.eventId,
        // A website event has to name its page and browser; without them Meta is told less.
        action_source: fromWebsite ? 'website' : 'other',
        ...(pageUrl && { event_source_url: pageUrl }),
        user_data: { ...recognisable, external_id: [sha256Hex(event.contactId ?? lead.leadId)] },
        ...(Object.keys(parameters).length > 0 && { custom_data: parameters }),
      },
    ],
    ...(settings.testEventCode && { test_event_code: settings.testEventCode }),
  };
  return { body, leftOut: [...money.leftOut, ...leftOut] };
}

type UserData = Record<string, string | string[]>;

/** All that Meta can match by, but for our own id. */
export function metaUserData(lead: Lead): UserData {
  const { visitor, attribution } = lead;
  const fbc = clickCookie(lead);
  const fbp = attribution.cookies['_fbp'];
  return {
    ...hashedDetails(lead.person),
    ...(visitor.ip && { client_ip_address: visitor.ip }),
    ...(visitor.userAgent && { client_user_agent: visitor.userAgent }),
    ...(fbc && { fbc }),
    ...(fbp && FB_COOKIE.test(fbp) && { fbp }),
  };
}

function hashedDetails(person: ContactDetails): UserData {
  const { country, firstName, lastName, city, region, postalCode } = person;
  const normalised = {
    em: person.email && metaEmail(person.email.normalised),
    // Only a number that could be read has its country code; any other would match nobody.
    ph: person.phone?.e164 && metaPhone(person.phone.e164),
    fn: firstName && metaName(firstName),
    ln: lastName && metaName(lastName),
    ct: city && metaName(city),
    st: region && metaState(region, country),
    zp: postalCode && metaPostalCode(postalCode, country),
    country: country && metaCountry(country),
  };
  const details: UserData = {};
  for (const [key, value] of Object.entries(normalised)) {
    const hash = value ? hashed(value) : undefined;
    if (hash) details[key] = [hash];
  }
  return details;
}

/** The `_fbc` cookie, or what the pixel would have made of the click id, byte for byte. */
function clickCookie(lead: Lead): string | undefined {
  const cookie = lead.attribution.cookies['_fbc'];
  if (cookie && FB_COOKIE.test(cookie)) return cookie;
  const clickId = lead.attribution.clickIds['fbclid'];
  return clickId && `fb.1.${Date.parse(lead.receivedAt)}.${clickId}`;
}

/** Any of these is enough by itself. */
const STRONG = ['em', 'ph', 'fbc', 'fbp', 'client_ip_address'];

/**
 * Meta refuses events with nothing but places and a browser (Graph API v13.0 and later). Our own
 * id alone would pass, but Meta has never seen it, so it does not count here.
 */
export function isTooThin(userData: UserData): boolean {
  const hasFullName = userData['fn'] !== undefined && userData['ln'] !== undefined;
  return !hasFullName && !STRONG.some((key) => userData[key] !== undefined);
}

const CAMPAIGN = /^(?:utm_[a-z_]+|fbclid|gclid|gbraid|wbraid|msclkid)$/;

/**
 * The page with nothing of its query but campaign parameters and click ids: forms that submit by
 * GET have the visitor's entries in there. Undefined where it is no web address.
 */
export function pageWithoutFields(pageUrl: string): string | undefined {
  if (!URL.canParse(pageUrl)) return undefined;
  const url = new URL(pageUrl);
  if (!/^https?:$/.test(url.protocol)) return undefined;
  const fields = Array.from(url.searchParams.keys()).filter((name) => !CAMPAIGN.test(name));
  for (const name of fields) url.searchParams.delete(name);
  url.hash = '';
  url.username = '';
  url.password = '';
  return url.href;
}
