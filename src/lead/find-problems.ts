import { cleanLine } from './clean-text.ts';
import { LEAD_FIELDS, type Lead, type LeadField } from './lead.ts';
import { leadFieldValues } from './lead-field-values.ts';
import type { LeadRules } from './lead-rules.ts';
import { type FieldMap, fieldsAt } from './map-fields.ts';
import { typedTexts } from './picked-text.ts';
import { type SubmittedField, valuesOf } from './submission.ts';

/** Something that the visitor can mend, in words for the visitor. */
export type FieldProblem = {
  /** The sender's own key where there is one, or else the lead field's name. */
  field: string;
  code: 'missing' | 'invalid' | 'not_accepted';
  message: string;
};

/** How many accepted values a message lists. */
const LISTED_MAX = 10;

const SPOKEN: Partial<Record<LeadField, string>> = {
  email: 'your e-mail address',
  phone: 'your phone number',
  name: 'your name',
  firstName: 'your first name',
  lastName: 'your last name',
  company: 'your company',
  website: 'your website',
  jobTitle: 'your job title',
  companySize: 'the size of your company',
  country: 'your country',
  region: 'your region',
  city: 'your city',
  postalCode: 'your postal code',
  language: 'your language',
  message: 'a message',
};

/**
 * What the visitor should be asked to mend: a required field without a value, an e-mail address
 * that is none, a value outside the accepted ones. A telephone number that cannot be read is not
 * among them: it is kept, and somebody calls back by mail.
 */
export function findProblems(
  lead: Lead,
  fields: readonly SubmittedField[],
  map: FieldMap,
  rules: Pick<LeadRules, 'required' | 'accepts' | 'fields'>,
): FieldProblem[] {
  const typedEmail = typedTexts(map, 'email')[0];
  const invalid = typedEmail !== undefined && lead.person.email === undefined;
  return [
    ...(invalid ? [invalidEmail(typedEmail.key)] : []),
    ...rules.required
      .filter((field) => !(field === 'email' && invalid) && !isStated(lead, map, field))
      .map((field) =>
        missing(field, map.get(field)?.[0]?.field.key ?? rules.fields[field] ?? field),
      ),
    ...Object.entries(rules.accepts).flatMap(([name, accepted]) =>
      notAccepted(name, accepted, lead, fields, map),
    ),
  ];
}

function invalidEmail(key: string): FieldProblem {
  return {
    field: key,
    code: 'invalid',
    message: 'This does not look like an e-mail address. Please check it for typing errors.',
  };
}

function missing(field: LeadField, key: string): FieldProblem {
  if (field === 'consent') {
    return { field: key, code: 'missing', message: 'Please tick the box to agree.' };
  }
  return { field: key, code: 'missing', message: `Please enter ${SPOKEN[field] ?? key}.` };
}

/** What was typed counts, also when it could not be read: the visitor cannot do more than type. */
function isStated(lead: Lead, map: FieldMap, field: LeadField): boolean {
  if (field === 'consent') return Object.values(lead.consent.purposes).includes('granted');
  if (field === 'email') return lead.person.email !== undefined;
  if (typedTexts(map, field).length > 0 || leadFieldValues(lead)[field] !== undefined) return true;
  return (field === 'firstName' || field === 'lastName') && typedTexts(map, 'name').length > 0;
}

function notAccepted(
  name: string,
  accepted: readonly string[],
  lead: Lead,
  fields: readonly SubmittedField[],
  map: FieldMap,
): FieldProblem[] {
  const allowed = new Set(accepted.map(comparable));
  const field = LEAD_FIELDS.find((each) => each === name);
  const typed = field
    ? typedTexts(map, field)
    : fieldsAt(fields, name).flatMap(({ key, value }) =>
        valuesOf({ value }).map((text) => ({ key, text: cleanLine(text) })),
      );
  const read = field && leadFieldValues(lead)[field];
  if (read !== undefined && allowed.has(comparable(read))) return [];
  const refused = typed.find(({ text }) => text !== '' && !allowed.has(comparable(text)));
  if (!refused) return [];
  const listed =
    accepted.slice(0, LISTED_MAX).join(', ') + (accepted.length > LISTED_MAX ? ' …' : '');
  return [
    { field: refused.key, code: 'not_accepted', message: `Please choose one of: ${listed}.` },
  ];
}

function comparable(text: string): string {
  return cleanLine(text).toLowerCase();
}
