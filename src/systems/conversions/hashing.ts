import { createHash } from 'node:crypto';

/**
 * How each receiver wants a person's details written before they are hashed. The rules differ
 * (Google drops the dots of a Gmail address, Meta keeps them; Google wants the + of a phone number,
 * Meta does not), so nothing is hashed once for all.
 *
 * Every function answers undefined where nothing is left to hash: the hash of an empty text would
 * make all such people look like one.
 */

/** Lower-case hex, as both receivers want it. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

const GOOGLE_MAIL_DOMAINS = new Set(['gmail.com', 'googlemail.com']);

/** Google: trimmed, lower case; at Gmail, no dots and nothing from the + on before the @. */
export function googleEmail(email: string): string | undefined {
  const text = email.trim().toLowerCase();
  const at = text.lastIndexOf('@');
  if (at < 1 || at === text.length - 1) return undefined;
  const domain = text.slice(at + 1);
  if (!GOOGLE_MAIL_DOMAINS.has(domain)) return text;
  const mailbox = text.slice(0, at).split('+')[0]?.replaceAll('.', '');
  return filled(mailbox) && `${mailbox}@${domain}`;
}

/** Google: digits with a + before them. The number has to carry its country code. */
export function googlePhone(phone: string): string | undefined {
  const digits = phone.replace(/\D/g, '');
  return filled(digits) && `+${digits}`;
}

const GOOGLE_TITLE = /^(?:mrs|mr|ms|dr)\.\s*/u;
const GOOGLE_SUFFIX =
  /(?:,\s*|\s+)(?:jr\.|sr\.|2nd|3rd|iii|ii|iv|vi|v|cpa|dc|dds|vm|jd|md|phd)\s*$/u;

/** Google: lower case, no title, no digits or symbols. Spaces within a name stay. */
export function googleGivenName(name: string): string | undefined {
  return googlePlace(name.trim().toLowerCase().replace(GOOGLE_TITLE, ''));
}

/** Google: as the given name; `, jr.`, `phd` and the like at the end are left out. */
export function googleFamilyName(name: string): string | undefined {
  return googlePlace(name.trim().toLowerCase().replace(GOOGLE_SUFFIX, ''));
}

/** Google: city or region, lower case, no digits or symbols. Not hashed there. */
export function googlePlace(place: string): string | undefined {
  return filled(
    place
      .normalize('NFC')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\s]/gu, '')
      .trim(),
  );
}

/** Meta: trimmed and lower case; dots and +alias stay, at Gmail too. */
export function metaEmail(email: string): string | undefined {
  const text = email.trim().toLowerCase();
  return text.includes('@') ? text : undefined;
}

/** Meta: digits only, without leading zeros and without +. Country code included. */
export function metaPhone(phone: string): string | undefined {
  return filled(phone.replace(/\D/g, '').replace(/^0+/, ''));
}

/** Meta: lower case, composed (NFC), without spaces and punctuation; any script. Names and cities. */
export function metaName(name: string): string | undefined {
  return filled(
    name
      .normalize('NFC')
      .toLowerCase()
      .replace(/[\s\p{P}\p{S}]/gu, ''),
  );
}

/** Meta: a state as its two letters in the United States; elsewhere as a name. */
export function metaState(region: string, country: string | undefined): string | undefined {
  const state = metaName(region);
  return country === 'US' && state?.length !== 2 ? undefined : state;
}

/** Meta: lower case, without spaces and dashes; in the United States the first five digits. */
export function metaPostalCode(code: string, country: string | undefined): string | undefined {
  const text = code.toLowerCase().replace(/[\s\p{Pd}]/gu, '');
  return filled(country === 'US' ? text.slice(0, 5) : text);
}

/** Meta: ISO 3166-1 alpha-2 in lower case. */
export function metaCountry(country: string): string | undefined {
  const text = country.trim().toLowerCase();
  return /^[a-z]{2}$/.test(text) ? text : undefined;
}

/** The hash, where there is something to hash. */
export function hashed(text: string | undefined): string | undefined {
  return text === undefined ? undefined : sha256Hex(text);
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
