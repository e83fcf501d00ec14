import { onlyStated } from '../../lead/only-stated.ts';
import type { ReadSubmission, SubmittedField } from '../../lead/submission.ts';
import type { DecodedValue } from '../decoded-value.ts';
import {
  type DecodedObject,
  member,
  recordOf,
  scalarOf,
  textAt,
  without,
} from './decoded-members.ts';
import { flatFields } from './flat-fields.ts';
import type { FormSource, SourceReading } from './form-source.ts';

/**
 * A form that the visitor's browser posts itself: a plain HTML form, `fetch` with JSON, or
 * `sendBeacon`. Fields stand at the top or under `lead`; what the page knows about the visit stands
 * under `context` (in a plain form: `context[page][url]`); what tells people from robots under
 * `anti_bot`.
 */
export const form: FormSource = { vendor: 'form', browser: true, read };

/** Members with a meaning of their own; all others are fields. */
const ROOTS = ['lead', 'context', 'anti_bot'];
const SUBMISSION_ID = ['submission_id', 'submissionId', '_submission_id'];
const FORM_ID = ['form_id', 'formId', '_form_id'];
const FORM_NAME = ['form_name', 'formName', '_form_name'];

/** Orders to leadline and time stamps of the page: never a lead's data. */
const ORDERS = ['_redirect', '_ts'];
const ANTI_BOT_READ_ELSEWHERE = ['rendered_at', 'turnstile', 'hcaptcha', 'recaptcha'];

function read(body: DecodedValue): SourceReading {
  const record = recordOf(body);
  if (!record) {
    return { kind: 'unmappable', says: 'Expected one record of fields, found something else.' };
  }
  const submission: ReadSubmission = {
    ...onlyStated({
      submissionId: textAt(record, ...SUBMISSION_ID),
      formId: textAt(record, ...FORM_ID),
      formName: textAt(record, ...FORM_NAME),
    }),
    fields: [...formFields(record), ...contextFields(record), ...antiBotFields(record)],
    context: contextOf(recordOf(member(record, 'context'))),
  };
  return submission.fields.length > 0
    ? { kind: 'submission', submission }
    : { kind: 'unmappable', says: 'Expected at least one field, found none.' };
}

/** `lead` and `context` are ours only as records: a form may well have a field of that name. */
function formFields(record: DecodedObject): SubmittedField[] {
  const nested = ROOTS.filter((root) => recordOf(member(record, root)));
  const known = [...nested, ...SUBMISSION_ID, ...FORM_ID, ...FORM_NAME, ...ORDERS];
  return [
    ...flatFields(recordOf(member(record, 'lead')) ?? {}),
    ...flatFields(without(record, known)),
  ];
}

function antiBotFields(record: DecodedObject): SubmittedField[] {
  const antiBot = recordOf(member(record, 'anti_bot')) ?? {};
  return flatFields(without(antiBot, ANTI_BOT_READ_ELSEWHERE), 'anti_bot.');
}

const PAGE_READ_ELSEWHERE = ['url', 'referrer'];
const CONTEXT_READ_ELSEWHERE = [
  'page',
  'page_url',
  'pageUrl',
  'landing',
  'landing_page',
  'landingPage',
  'referrer',
  'first_touch',
  'firstTouch',
  'last_touch',
  'lastTouch',
  'cookies',
  'tz',
  'time_zone',
  'timeZone',
  'locale',
];

/** What the page says of the visit beyond the known members stays, as `context.…`. */
function contextFields(record: DecodedObject): SubmittedField[] {
  const context = recordOf(member(record, 'context'));
  if (!context) return [];
  const page = recordOf(member(context, 'page'));
  return [
    ...flatFields(without(page ?? {}, PAGE_READ_ELSEWHERE), 'context.page.'),
    ...flatFields(without(context, CONTEXT_READ_ELSEWHERE), 'context.'),
  ];
}

function contextOf(context: DecodedObject | undefined): ReadSubmission['context'] {
  const page = recordOf(member(context, 'page'));
  return onlyStated({
    pageUrl: textAt(page, 'url') ?? textAt(context, 'page_url', 'pageUrl', 'page'),
    landingPage: textAt(context, 'landing_page', 'landingPage', 'landing'),
    referrer: textAt(page, 'referrer') ?? textAt(context, 'referrer'),
    timeZone: textAt(context, 'tz', 'time_zone', 'timeZone'),
    locale: textAt(context, 'locale'),
    cookies: texts(member(context, 'cookies')),
    firstTouch: texts(member(context, 'first_touch') ?? member(context, 'firstTouch')),
    lastTouch: texts(member(context, 'last_touch') ?? member(context, 'lastTouch')),
  });
}

/** The scalars of a record, as text, by their dotted path. */
function texts(value: DecodedValue | undefined): Record<string, string> | undefined {
  const record = recordOf(value);
  if (!record) return undefined;
  const flat: Record<string, string> = {};
  for (const field of flatFields(record)) {
    const text = scalarOf(field.value);
    if (text) flat[field.key] = text;
  }
  return flat;
}
