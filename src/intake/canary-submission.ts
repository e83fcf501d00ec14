import { LEAD_FIELDS, type LeadField } from '../lead/lead.ts';
import type { IntakeRequest } from './intake-request.ts';
import type { Source, Vendor } from './source-settings.ts';

/**
 * Reserved for documentation (RFC 2606): nobody's address, and nobody's contact. Each source has
 * its own, since leads of one person wait for each other.
 */
export function canaryEmail(source: string): string {
  return `leadline-canary.${source.slice(0, 48)}@example.com`;
}

/** Nobody: reserved domains, and a telephone number that Ofcom keeps for films. */
const VALUES: Partial<Record<LeadField, string>> = {
  phone: '+44 20 7946 0000',
  name: 'Leadline Canary',
  firstName: 'Leadline',
  lastName: 'Canary',
  company: 'Leadline Canary',
  website: 'https://www.example.com',
  jobTitle: 'Canary',
  companySize: '1',
  country: 'GB',
  region: 'London',
  city: 'London',
  postalCode: 'SW1A 1AA',
  language: 'en',
  pageUrl: 'https://www.example.com/canary',
  landingPage: 'https://www.example.com/canary',
  referrer: 'https://www.example.com/',
  ip: '192.0.2.1',
  userAgent: 'leadline canary',
  timeZone: 'Europe/London',
};

type Filled = { key: string; value: string }[];

type Body = { contentType: string; text: string };

/**
 * A submission of nobody, as this source's sender would post it: with what the source requires, in
 * the fields that its settings name. It is made in this process and marked; no HTTP request can
 * mark itself so.
 *
 * @param unique makes it another submission than the one before
 */
export function canarySubmission(source: Source, unique: string): IntakeRequest {
  const { contentType, text } = BODIES[source.vendor](filledFields(source, unique), unique);
  return {
    method: 'POST',
    sourceName: source.name,
    target: `/v1/sources/${source.name}`,
    body: Buffer.from(text),
    query: new URLSearchParams(),
    headers: { 'content-type': contentType },
    ip: undefined,
    synthetic: true,
  };
}

/** The required ones; address and message in any case, and the sender's own id where it names one. */
function filledFields(source: Source, unique: string): Filled {
  const { fields, accepts, consent } = source;
  const wanted = new Set<LeadField>([...source.required, 'email', 'message']);
  if (fields.submissionId !== undefined) wanted.add('submissionId');
  const values: Partial<Record<LeadField, string>> = {
    ...VALUES,
    email: canaryEmail(source.name),
    message: `Canary ${unique}`,
    submissionId: unique,
    consent: consent.granted[0] ?? 'yes',
  };
  return LEAD_FIELDS.filter((field) => wanted.has(field)).map((field) => {
    const key = (field === 'consent' ? consent.field : undefined) ?? fields[field] ?? field;
    return { key, value: accepts[field]?.[0] ?? accepts[key]?.[0] ?? values[field] ?? unique };
  });
}

/** How each vendor wraps its fields (intake/sources reads them). */
const BODIES: Record<Vendor, (filled: Filled, unique: string) => Body> = {
  form: urlencoded,
  elementor: urlencoded,
  json: (filled) => json(membersOf(filled)),
  typeform: (filled, unique) =>
    json({
      event_id: unique,
      event_type: 'form_response',
      form_response: {
        form_id: 'canary',
        token: unique,
        answers: filled.map(({ key, value }) => ({
          type: 'text',
          text: value,
          field: { id: key, ref: key, type: 'short_text' },
        })),
      },
    }),
  webflow: (filled, unique) =>
    json({
      triggerType: 'form_submission',
      payload: { id: unique, formId: 'canary', name: 'Canary', data: membersOf(filled) },
    }),
  tally: (filled, unique) =>
    json({
      eventId: unique,
      eventType: 'FORM_RESPONSE',
      data: {
        responseId: unique,
        formId: 'canary',
        fields: filled.map(({ key, value }) => ({ key, label: key, type: 'INPUT_TEXT', value })),
      },
    }),
  'gravity-forms': (filled, unique) =>
    json({ id: unique, form_id: 'canary', ...membersOf(filled) }),
  'google-ads': (filled, unique) =>
    json({
      lead_id: unique,
      form_id: 'canary',
      user_column_data: filled.map(({ key, value }) => ({
        column_id: key,
        column_name: key,
        string_value: value,
      })),
    }),
};

function urlencoded(filled: Filled): Body {
  const text = new URLSearchParams(membersOf(filled)).toString();
  return { contentType: 'application/x-www-form-urlencoded', text };
}

function json(value: unknown): Body {
  return { contentType: 'application/json', text: JSON.stringify(value) };
}

function membersOf(filled: Filled): Record<string, string> {
  return Object.fromEntries(filled.map(({ key, value }) => [key, value]));
}
