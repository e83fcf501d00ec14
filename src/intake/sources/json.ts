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
import { fieldsOf } from './flat-fields.ts';
import type { FormSource, SourceReading, SourceRequest } from './form-source.ts';

/**
 * Any sender that posts fields of its own choosing: Zapier, Make, n8n, a plug-in, a script. Records
 * are flattened to dotted keys in the sender's spelling; that `data.email` and Zapier's
 * `contact__email` both mean "email" is known where keys are understood (lead/field-name.ts). The
 * sender names the submission with the header `Idempotency-Key` or the member `submission_id`.
 */
export const json: FormSource = { vendor: 'json', browser: false, read };

const SUBMISSION_ID = ['submission_id', 'submissionId', 'idempotency_key'];
const FORM_ID = ['form_id', 'formId'];
const FORM_NAME = ['form_name', 'formName'];

const OF_THE_SUBMISSION = new Set([...SUBMISSION_ID, ...FORM_ID, ...FORM_NAME]);

/** What a row of a list of answers is named by, the stablest first. */
const ROW_NAMES = ['custom_key', 'key', 'ref', 'id', 'name', 'label', 'title'];
const ROW_VALUES = ['value', 'values', 'answer'];

function read(body: DecodedValue, request: SourceRequest): SourceReading {
  const single = Array.isArray(body) && body.length === 1 ? body[0] : body;
  const record = recordOf(single);
  if (!record) return { kind: 'unmappable', says: `Expected one record, found ${shape(body)}.` };
  const fields: SubmittedField[] = [];
  for (const [key, value] of Object.entries(record)) {
    if (!OF_THE_SUBMISSION.has(key)) fields.push(...memberFields(key, value));
  }
  if (fields.length === 0) return { kind: 'unmappable', says: 'Expected fields, found none.' };
  return {
    kind: 'submission',
    submission: {
      ...onlyStated({
        submissionId:
          textOf(request.headers['idempotency-key']) ?? textAt(record, ...SUBMISSION_ID),
        formId: textAt(record, ...FORM_ID),
        formName: textAt(record, ...FORM_NAME),
      }),
      fields,
      context: {},
    },
  };
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
  if (inner !== undefined && Object.keys(record).every((each) => PAIR.has(each))) {
    return answerFields(key, textAt(record, 'label', 'title'), inner);
  }
  const fields = Object.entries(record).flatMap(([each, its]) =>
    memberFields(`${key}.${each}`, its),
  );
  return fields.length > 0 ? fields : fieldsOf(key, null);
}

const PAIR = new Set(['value', 'label', 'title', 'type', 'name', 'id', 'isHidden', 'is_hidden']);

function answerFields(key: string, label: string | undefined, value: DecodedValue) {
  return fieldsOf(key, value).map((field) => ({ ...field, ...onlyStated({ label }) }));
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
  const label = textAt(record, 'label', 'title', 'name');
  return { name, label, value: member(record, key) ?? null };
}
