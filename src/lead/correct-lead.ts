import { cleanLine } from './clean-text.ts';
import { companyDomain, isWebsite } from './company-domain.ts';
import { readCompanySize } from './company-size.ts';
import type { ContactDetails } from './contact-details.ts';
import { readCountry } from './country.ts';
import { readEmailAddress } from './email-address.ts';
import { readLanguage } from './language.ts';
import type { Lead } from './lead.ts';
import { onlyStated } from './only-stated.ts';
import { readPersonName } from './person-name.ts';
import { readPhoneNumber } from './phone-number.ts';

/** One value that a person puts in the place of what was submitted; empty: takes it away. */
export type Correction = { path: string; value: string };

/**
 * What of a lead can be corrected. What the visitor did (attribution, consent) is history and
 * cannot; nor can what identifies the lead.
 */
const CORRECTABLE = [
  'person.email',
  'person.phone',
  'person.firstName',
  'person.lastName',
  'person.fullName',
  'person.company',
  'person.website',
  'person.jobTitle',
  'person.companySize',
  'person.country',
  'person.region',
  'person.city',
  'person.postalCode',
  'person.language',
  'message',
] as const;

type CorrectablePath = (typeof CORRECTABLE)[number];

/** Behind it the sender's own key. */
const EXTRA = 'extra.';

/** Answers the lead with every correction made, read as intake reads them, or what is wrong. */
export function correctLead(
  lead: Lead,
  corrections: readonly Correction[],
  countries: readonly string[] = [],
): { lead: Lead } | { problems: string[] } {
  const problems: string[] = [];
  let corrected = lead;
  for (const { path, value } of corrections) {
    const next = correctOne(corrected, path, value.trim(), countries);
    if (typeof next === 'string') problems.push(next);
    else corrected = next;
  }
  return problems.length > 0 ? { problems } : { lead: corrected };
}

function correctOne(
  lead: Lead,
  path: string,
  text: string,
  countries: readonly string[],
): Lead | string {
  if (path.startsWith(EXTRA) && path !== EXTRA) return correctExtra(lead, path, text);
  const known = CORRECTABLE.find((each) => each === path);
  if (!known) {
    return `"${path}" cannot be corrected; these can: ${CORRECTABLE.join(', ')}, extra.<the sender's key>`;
  }
  if (known === 'message') return withValue(lead, 'message', text === '' ? undefined : text);
  const { read, expected } = READERS[known] ?? TEXT;
  const { country } = lead.person;
  const nearest = country === undefined ? countries : [country, ...countries];
  const value = text === '' ? undefined : read(text, nearest);
  if (text !== '' && value === undefined) {
    return `${path}: "${text}" could not be read as ${expected}`;
  }
  const key = known.slice('person.'.length) as keyof ContactDetails;
  return { ...lead, person: derived(withValue(lead.person, key, value), key) };
}

type Reader = {
  read: (value: string, countries: readonly string[]) => ContactDetails[keyof ContactDetails];
  /** What a value that cannot be read should have been. */
  expected: string;
};

/** As intake reads them. Every other detail is a line of text. */
const READERS: Partial<Record<CorrectablePath, Reader>> = {
  'person.email': {
    read: (value) => readEmailAddress(value).value,
    expected: 'an e-mail address',
  },
  'person.phone': {
    read: (value, countries) => readPhoneNumber(value, countries).value,
    expected: 'a telephone number',
  },
  'person.website': {
    read: (value) => (isWebsite(value) ? value : undefined),
    expected: 'the address of a website',
  },
  'person.companySize': {
    read: readCompanySize,
    expected: 'a number of employees, such as 51-200',
  },
  'person.country': { read: readCountry, expected: 'a country, such as DE or Germany' },
  'person.language': { read: readLanguage, expected: 'a language, such as de' },
};

const TEXT: Reader = { read: (value) => cleanLine(value) || undefined, expected: 'a text' };

/** The parts and the whole of a name belong together, and a company's domain to the address. */
function derived(person: ContactDetails, changed: keyof ContactDetails): ContactDetails {
  if (changed === 'email' || changed === 'website') {
    return withValue(person, 'companyDomain', companyDomain(person.email, person.website));
  }
  const { firstName: first, lastName: last, fullName: full, ...others } = person;
  if (changed === 'firstName' || changed === 'lastName') {
    return { ...others, ...readPersonName(onlyStated({ first, last })).name };
  }
  if (changed === 'fullName') return { ...others, ...readPersonName(onlyStated({ full })).name };
  return person;
}

function correctExtra(lead: Lead, path: string, value: string): Lead | string {
  const key = path.slice(EXTRA.length);
  if (!Object.hasOwn(lead.extra, key)) {
    const keys = Object.keys(lead.extra);
    return `${path}: the submission has no such field${keys.length > 0 ? `; it has ${keys.join(', ')}` : ''}`;
  }
  return { ...lead, extra: withValue(lead.extra, key, value === '' ? undefined : value) };
}

/** A copy with this value; undefined: without the key. */
function withValue<T extends object, K extends keyof T>(
  whole: T,
  key: K,
  value: T[K] | undefined,
): T {
  const { [key]: _before, ...rest } = whole;
  return (value === undefined ? rest : { ...rest, [key]: value }) as T;
}
