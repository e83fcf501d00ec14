import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { cleanLine } from './clean-text.ts';
import type { PhoneNumber } from './contact-details.ts';
import type { Reading, Remark } from './remark.ts';

/** Nothing longer is a telephone number, even with an extension and words around it. */
const PHONE_MAX = 128;

type Guess = { e164: string; valid: boolean };

/**
 * Reads a telephone number. It is never a reason to lose a lead: what cannot be read stays as
 * typed, with a remark.
 *
 * `countries` (ISO 3166-1 alpha-2) say how a number without a country code is read, best first.
 * A number is taken as a whole: one that stands inside a sentence is not looked for.
 */
export function readPhoneNumber(
  text: string,
  countries: readonly string[] = [],
): Reading<PhoneNumber> {
  const original = cleanLine(text);
  if (original === '') return { remarks: [] };
  // Meta's exports write `p:` before a number, spreadsheets an apostrophe.
  const typed = original.replace(/^(?:(?:tel|phone|whatsapp|mobile|p):\s*|')/iu, '');
  const written = typed.length > PHONE_MAX ? undefined : asWritten(typed, countries);
  if (written?.valid) {
    return { value: { original, e164: written.e164, valid: true }, remarks: [] };
  }

  const withPlus = /^\D*\d/u.test(typed) ? withoutPlus(typed) : undefined;
  if (withPlus)
    return { value: { original, e164: withPlus.e164, valid: true }, remarks: [GUESSED] };

  if (written) {
    return { value: { original, e164: written.e164, valid: false }, remarks: [NOT_ASSIGNED] };
  }
  return { value: { original, valid: false }, remarks: [UNREADABLE] };
}

/**
 * With an international prefix (+ or 00), or else as a national number of each country: the first
 * that is valid, or else the first that is possible.
 */
function asWritten(typed: string, countries: readonly string[]): Guess | undefined {
  const international = typed.replace(/^[\s(]*00[\s)]*(?=[1-9])/u, '+');
  let possible: Guess | undefined;
  for (const country of new Set([undefined, ...countries])) {
    const guess = parse(international, country);
    if (guess?.valid) return guess;
    possible ??= guess;
  }
  return possible;
}

/** Form builders that store numbers lose the plus: 11 to 15 digits may be an international number. */
function withoutPlus(typed: string): Guess | undefined {
  if (typed.includes('+')) return undefined;
  const digits = typed.normalize('NFKC').replace(/[\s().-]/gu, '');
  if (!/^[1-9]\d{10,14}$/u.test(digits)) return undefined;
  const guess = parse(`+${digits}`, undefined);
  return guess?.valid ? guess : undefined;
}

function parse(text: string, country: string | undefined): Guess | undefined {
  const number =
    country !== undefined && isSupportedCountry(country)
      ? parsePhoneNumberFromString(text, { extract: false, defaultCountry: country })
      : parsePhoneNumberFromString(text, { extract: false });
  if (!number?.isPossible()) return undefined;
  return { e164: number.number, valid: number.isValid() };
}

const GUESSED: Remark = {
  code: 'phone_guessed',
  says: 'The number came without a plus and was read as an international one.',
};
const NOT_ASSIGNED: Remark = {
  code: 'phone_invalid',
  says: 'The number has a possible length, but no such number is given out.',
};
const UNREADABLE: Remark = {
  code: 'phone_unreadable',
  says: 'The number could not be read; it is kept as typed.',
};
