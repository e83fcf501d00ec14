import { aliasedField } from '../../lead/field-aliases.ts';
import { onlyStated } from '../../lead/only-stated.ts';
import type { SubmittedField } from '../../lead/submission.ts';
import type { DecodedValue } from '../decoded-value.ts';
import {
  type DecodedObject,
  member,
  recordOf,
  recordsOf,
  textAt,
  textOf,
} from './decoded-members.ts';
import { enclosedFields } from './enclosed-json.ts';
import { fieldsOf } from './flat-fields.ts';
import type { FormSource, SourceReading, SourceRequest } from './form-source.ts';
import { type KnownSender, knownSender } from './known-senders.ts';

/**
 * Any sender that posts fields of its own choosing: Zapier, Make, n8n, a plug-in, a script. Records
 * are flattened to dotted keys in the sender's spelling; that `data.email` and Zapier's
 * `contact__email` both mean "email" is known where keys are understood (lead/field-name.ts). The
 * sender names the submission with the header `Idempotency-Key` or the member `submission_id`.
 * What is particular to a sender stands in known-senders.ts and enclosed-json.ts.
 */
export const json: FormSource = { vendor: 'json', browser: false, read };

const SUBMISSION_ID = ['submission_id', 'submissionId', 'submissionID', 'idempotency_key'];
const FORM_ID = ['form_id', 'formId', 'formID'];
const FORM_NAME = ['form_name', 'formName', 'formTitle'];

const OF_THE_SUBMISSION = new Set([...SUBMISSION_ID, ...FORM_ID, ...FORM_NAME]);

/** What a row of a list of answers is named by, the stablest first. */
const ROW_NAMES = [
  ...['custom_key', 'key', 'ref', 'id', 'name', 'label', 'title'],
  ...['question_uuid', 'question'],
];
const ROW_VALUES = ['value', 'values', 'answer'];

function read(body: DecodedValue, request: SourceRequest): SourceReading {
  const single = Array.isArray(body) && body.length === 1 ? body[0] : body;
  const record = recordOf(single);
  if (!record) return { kind: 'unmappable', says: `Expected one record, found ${shape(body)}.` };
  const sender = knownSender(record);
  const submissionId = submissionIdOf(record, request.headers, sender);
  const ignored = sender?.notALead?.(record);
  if (ignored) return { kind: 'ignored', ...ignored, ...onlyStated({ submissionId }) };
  const fields = fieldsOfBody(record, request.headers, sender);
  if (fields.length === 0) return { kind: 'unmappable', says: 'Expected fields, found none.' };
  const inside = recordOf(member(record, 'data')) ?? recordOf(member(record, 'payload'));
  return {
    kind: 'submission',
    submission: {
      ...onlyStated({
        submissionId,
        formId: textAt(record, ...FORM_ID) ?? textAt(inside, ...FORM_ID),
        formName: textAt(record, ...FORM_NAME) ?? textAt(inside, ...FORM_NAME),
      }),
      fields,
      context: {},
    },
  };
}

/**
 * Headers first: a proxy or a workflow tool adds them knowingly. A `webhook-id` is the message's
 * only among the headers of Standard Webhooks; elsewhere it may name the webhook itself, and then
 * every further lead would pass for a repetition. So would one of a second WordPress site, if its
 * `entry_id` were taken: plug-ins count from 1 on every site. Who has one site maps it.
 */
function submissionIdOf(
  record: DecodedObject,
  headers: SourceRequest['headers'],
  sender: KnownSender | undefined,
): string | undefined {
  const standard = headers['webhook-signature'] && headers['webhook-timestamp'];
  return (
    textOf(headers['idempotency-key']) ??
    textOf(headers['framer-webhook-submission-id']) ??
    textAt(record, ...SUBMISSION_ID) ??
    sender?.submissionId?.(record) ??
    (standard ? textOf(headers['webhook-id']) : undefined)
  );
}

function fieldsOfBody(
  record: DecodedObject,
  headers: SourceRequest['headers'],
  sender: KnownSender | undefined,
): SubmittedField[] {
  const enclosed = enclosedFields(record);
  if (enclosed) return enclosed;
  const fields: SubmittedField[] = [];
  for (const [key, value] of Object.entries(record)) {
    if (!OF_THE_SUBMISSION.has(key)) fields.push(...memberFields(key, value));
  }
  const files = filesIn(fields);
  const told = fields.map((field) => {
    if (field.key === '_url') return { ...field, kind: 'pageUrl' as const };
    const ofOthers = sender?.ofOthers?.test(field.key) || files.has(field.key);
    return ofOthers ? { ...field, ofOthers: true as const } : field;
  });
  return headers['x-wpforms-webhook-id'] === undefined ? told : told.map(withSeveralValues);
}

/** Keys of the names of uploaded files, which are no names of people: `data.cv.0.name`. */
function filesIn(fields: readonly SubmittedField[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { key } of fields) {
    const [, list = '', what = ''] = /^(.*\.\d+\.)(url|file|content)$/i.exec(key) ?? [];
    if (what !== '') for (const name of ['name', 'Name']) names.add(`${list}${name}`);
  }
  return names;
}

/** WPForms joins the values of one field by "||". A message is one text, whatever stands in it. */
function withSeveralValues(field: SubmittedField): SubmittedField {
  if (typeof field.value !== 'string' || !field.value.includes('||')) return field;
  if (aliasedField(field.key) === 'message') return field;
  return { ...field, value: field.value.split('||').map((each) => each.trim()) };
}

function shape(body: DecodedValue): string {
  if (Array.isArray(body)) {
    return `a list of ${body.length}; each submission needs a delivery of its own`;
  }
  return body === null ? 'null' : `a bare ${typeof body}`;
}

/** One member, looking into lists of named answers and into `{value, label}` pairs. */
function memberFields(key: string, value: DecodedValue): SubmittedField[] {
  const rows = namedRows(value);
  if (rows) return rows.flatMap((row) => answerFields(`${key}.${row.name}`, row.label, row.value));
  const record = recordOf(value);
  if (!record) return fieldsOf(key, value);
  const inner = member(record, 'value');
  const isPair =
    inner !== undefined &&
    Object.keys(record).every((each) => PAIR.has(each) || BESIDE_VALUE.has(each));
  if (isPair) {
    const beside = Object.entries(record).filter(([each]) => BESIDE_VALUE.has(each));
    return [
      ...answerFields(key, textAt(record, 'label', 'title'), inner),
      ...beside.flatMap(([each, its]) => fieldsOf(`${key}.${each}`, its)),
    ];
  }
  const fields = Object.entries(record).flatMap(([each, its]) =>
    memberFields(`${key}.${each}`, its),
  );
  return fields.length > 0 ? fields : fieldsOf(key, null);
}

const PAIR = new Set(['value', 'label', 'title', 'type', 'name', 'id', 'isHidden', 'is_hidden']);

/** The same answer in another form: HubSpot's earlier ones, Cal.com's choice, WPForms' seconds. */
const BESIDE_VALUE = new Set(['versions', 'response', 'unix', 'raw_value', 'required']);

/** The label names the answer as a whole: parts of it have names of their own. */
function answerFields(
  key: string,
  label: string | undefined,
  value: DecodedValue,
): SubmittedField[] {
  return fieldsOf(key, value).map((field) =>
    field.key === key ? { ...field, ...onlyStated({ label }) } : field,
  );
}

type Row = { name: string; label: string | undefined; value: DecodedValue };

/** A list in which every entry is a record with a name and a value: answers, not data. */
function namedRows(value: DecodedValue): Row[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const rows = recordsOf(value).map(rowOf);
  const named = rows.filter((each) => each !== undefined);
  return named.length === value.length ? named : undefined;
}

function rowOf(record: DecodedObject): Row | undefined {
  const name = textAt(record, ...ROW_NAMES);
  const key = ROW_VALUES.find((each) => Object.hasOwn(record, each));
  if (name === undefined || key === undefined) return undefined;
  const label = textAt(record, 'label', 'title', 'name', 'question');
  return { name, label, value: member(record, key) ?? null };
}
