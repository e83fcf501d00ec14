import { companyDomain, isWebsite } from './company-domain.ts';
import { readCompanySize } from './company-size.ts';
import type { ContactDetails, EmailAddress, PhoneNumber } from './contact-details.ts';
import { readCountry } from './country.ts';
import { readEmailAddress } from './email-address.ts';
import { nameWords } from './field-name.ts';
import { readLanguage } from './language.ts';
import type { LeadField, LeadNote } from './lead.ts';
import type { LeadRules } from './lead-rules.ts';
import type { FieldMap } from './map-fields.ts';
import { onlyStated } from './only-stated.ts';
import { readPersonName } from './person-name.ts';
import { readPhoneNumber } from './phone-number.ts';
import { pickText, repeatedNote, typedTexts } from './picked-text.ts';
import { type ReadSubmission, type SubmittedField, valuesOf } from './submission.ts';

/** The contact details of a submission; what cannot be read is noted, and kept by the caller. */
export function readPerson(
  map: FieldMap,
  submission: ReadSubmission,
  rules: Pick<LeadRules, 'defaultCountry'>,
): { person: ContactDetails; notes: LeadNote[] } {
  const notes: LeadNote[] = [];
  const text = (field: LeadField): string | undefined => pickText(map, field, notes)?.text;
  const read = <T>(field: LeadField, by: (typed: string) => T | undefined): T | undefined => {
    const typed = text(field);
    const value = typed === undefined ? undefined : by(typed);
    if (typed !== undefined && value === undefined) notes.push(unreadableNote(field));
    return value;
  };

  const email = readEmail(map, submission, notes);
  const country = read('country', readCountry);
  const { name, remarks } = readPersonName(
    onlyStated({ full: text('name'), first: text('firstName'), last: text('lastName') }),
  );
  notes.push(...remarks.map((remark) => ({ field: 'name', ...remark })));
  const website = read('website', (typed) => (isWebsite(typed) ? typed : undefined));
  const person: ContactDetails = onlyStated({
    email,
    phone: readPhone(map, [country, rules.defaultCountry], notes),
    ...name,
    company: text('company'),
    companyDomain: companyDomain(email, website),
    website,
    jobTitle: text('jobTitle'),
    companySize: read('companySize', readCompanySize),
    country,
    region: text('region'),
    city: text('city'),
    postalCode: text('postalCode'),
    language: read('language', readLanguage) ?? readLanguage(submission.context.locale ?? ''),
  });
  return { person, notes };
}

function readEmail(
  map: FieldMap,
  submission: ReadSubmission,
  notes: LeadNote[],
): EmailAddress | undefined {
  const candidates = (map.get('email') ?? []).flatMap(({ field: { key }, values }) =>
    values.flatMap(addressesIn).map((text) => ({ key, ...readEmailAddress(text) })),
  );
  const valid = candidates.filter(({ value }) => value !== undefined);
  const chosen = valid[0];
  if (!chosen?.value)
    return candidates.length === 0 ? guessEmail(map, submission, notes) : undefined;
  const { value, key, remarks } = chosen;
  const other = valid.find((each) => each.value?.normalised !== value.normalised);
  if (other) notes.push(repeatedNote('email', key, other.key));
  notes.push(...remarks.map((remark) => ({ field: 'email', ...remark })));
  return value;
}

/** One value may hold several addresses: "a@acme.com; b@acme.com". */
function addressesIn(value: string): string[] {
  if (value.trim() === '') return [];
  return value.indexOf('@') === value.lastIndexOf('@') ? [value] : [value, ...value.split(/[;,]/u)];
}

/**
 * Where keys are only numbers, or speak of mail among words that nobody knows ("Email-kom"), the
 * one value that is an e-mail address is taken for it. Where a field is named e-mail and was left
 * empty, another that speaks of mail is somebody else's.
 */
function guessEmail(
  map: FieldMap,
  { fields }: ReadSubmission,
  notes: LeadNote[],
): EmailAddress | undefined {
  const named = map.has('email');
  const found = fields
    .filter(({ ofOthers }) => ofOthers === undefined)
    .filter((field) => isNumber(field.key) || (!named && speaksOfMail(field)))
    .flatMap(valuesOf)
    .map((text) => readEmailAddress(text))
    .filter(({ value }) => value !== undefined);
  const [first, ...others] = found;
  const same = others.every(({ value }) => value?.normalised === first?.value?.normalised);
  if (!first?.value || !same) return undefined;
  notes.push(
    {
      field: 'email',
      code: 'guessed',
      says: 'No field is named e-mail; the only address in the form was taken.',
    },
    ...first.remarks.map((remark) => ({ field: 'email', ...remark })),
  );
  return first.value;
}

function isNumber(key: string): boolean {
  return /^(?:input_)?[\d._]+$/u.test(key);
}

function speaksOfMail({ key, label = '' }: SubmittedField): boolean {
  const words = nameWords(`${key} ${label}`.slice(0, NAMES_MAX));
  return words.some((word) => MAIL.has(word)) && !words.some((word) => OF_OTHERS.has(word));
}

const MAIL = new Set(['email', 'mail', 'correo', 'courriel']);
const OF_OTHERS = new Set(
  'friend colleague referrer referral recommended manager owner host organizer guest cc bcc'.split(
    ' ',
  ),
);

/** Longer is no name of a field. */
const NAMES_MAX = 512;

/** Of several numbers the first that is valid, or else the first. */
function readPhone(
  map: FieldMap,
  countries: (string | undefined)[],
  notes: LeadNote[],
): PhoneNumber | undefined {
  const known = countries.filter((country) => country !== undefined);
  const numbers = typedTexts(map, 'phone').map(({ text, key }) => ({
    key,
    ...readPhoneNumber(text, known),
  }));
  const chosen = numbers.find(({ value }) => value?.valid) ?? numbers[0];
  const other = numbers.find(({ value }) => value?.original !== chosen?.value?.original);
  if (chosen && other) notes.push(repeatedNote('phone', chosen.key, other.key));
  notes.push(...(chosen?.remarks ?? []).map((remark) => ({ field: 'phone', ...remark })));
  return chosen?.value;
}

function unreadableNote(field: LeadField): LeadNote {
  return {
    field,
    code: 'unreadable',
    says: `What was entered as ${field} could not be read; it is kept as typed.`,
  };
}
