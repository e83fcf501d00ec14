import type { LeadField } from '../../lead/lead.ts';
import { onlyStated } from '../../lead/only-stated.ts';
import type { SubmittedField } from '../../lead/submission.ts';
import {
  type DecodedObject,
  type DecodedValue,
  member,
  recordOf,
  recordsOf,
  textAt,
  textOf,
  without,
} from './decoded-members.ts';
import { fieldsOf, flatFields } from './flat-fields.ts';
import type { FormSource, SourceReading } from './form-source.ts';

/**
 * Tally's webhook (tally.so/help/webhooks). Choices come as option ids, which `options` puts into
 * words; hidden fields carry the campaign and are keyed by their label; unanswered questions are
 * null. A checkbox group comes twice: as one list, and as one boolean for each option.
 */
export const tally: FormSource = { vendor: 'tally', browser: false, read };

const READ_ELSEWHERE = ['responseId', 'submissionId', 'formId', 'formName', 'fields'];

const KIND_OF_TYPE: Record<string, LeadField> = {
  INPUT_EMAIL: 'email',
  INPUT_PHONE_NUMBER: 'phone',
};

/** The label of these is a parameter's name, so it is their key. */
const NAMED_BY_LABEL = new Set(['HIDDEN_FIELDS', 'CALCULATED_FIELDS']);

function read(body: DecodedValue): SourceReading {
  const envelope = recordOf(body);
  const data = recordOf(member(envelope, 'data'));
  const rows = member(data, 'fields');
  const eventType = textAt(envelope, 'eventType') ?? 'none';
  const submissionId = textAt(data, 'responseId', 'submissionId');
  if (/partial/i.test(eventType)) {
    return {
      kind: 'ignored',
      reason: 'partial',
      ...onlyStated({ submissionId }),
      says: 'A partial response: the visitor has not sent the form yet.',
    };
  }
  if (!data || !Array.isArray(rows)) {
    return {
      kind: 'unmappable',
      says: `Expected Tally's list "data.fields", found event type "${eventType}" without it.`,
    };
  }
  return {
    kind: 'submission',
    submission: {
      ...onlyStated({
        submissionId,
        formId: textAt(data, 'formId'),
        formName: textAt(data, 'formName'),
      }),
      fields: [
        ...withoutRepeats(recordsOf(rows)).flatMap(questionFields),
        ...flatFields(without(data, READ_ELSEWHERE)),
      ],
      context: {},
    },
  };
}

/** Options of a checkbox group that its list has said already: `<group's key>_<option id>`. */
function withoutRepeats(rows: DecodedObject[]): DecodedObject[] {
  const keys = new Set(rows.map((row) => textAt(row, 'key')));
  return rows.filter((row) => {
    const key = textAt(row, 'key');
    if (key === undefined || typeof member(row, 'value') !== 'boolean') return true;
    return !beforeUnderscores(key).some((groupKey) => keys.has(groupKey));
  });
}

/** `a` and `a_b` of `a_b_c`. */
function beforeUnderscores(key: string): string[] {
  return [...key.matchAll(/_/g)]
    .map(({ index }) => key.slice(0, index))
    .filter((each) => each !== '');
}

function questionFields(row: DecodedObject, index: number): SubmittedField[] {
  const value = member(row, 'value');
  if (value === undefined || value === null) return [];
  const type = textAt(row, 'type') ?? '';
  const label = textAt(row, 'label');
  const ownKey = textAt(row, 'key') ?? label ?? `fields.${index}`;
  const key = NAMED_BY_LABEL.has(type) ? (label ?? ownKey) : ownKey;
  const kind = Object.hasOwn(KIND_OF_TYPE, type) ? KIND_OF_TYPE[type] : undefined;
  return valueFields(key, row).map((field) => ({ ...field, ...onlyStated({ label, kind }) }));
}

function valueFields(key: string, row: DecodedObject): SubmittedField[] {
  const value = member(row, 'value') ?? null;
  const words = wordsById(row, 'options');
  const matrix = recordOf(value);
  if (matrix && Array.isArray(member(row, 'rows'))) return matrixFields(key, row, matrix);
  if (words.size > 0) return fieldsOf(key, inWords(value, words));
  const files = recordsOf(value).map((file) => textAt(file, 'url'));
  const urls = files.filter((each) => each !== undefined);
  return fieldsOf(key, urls.length > 0 ? urls : value);
}

/** A matrix answers each of its rows with the ids of the columns chosen. */
function matrixFields(key: string, row: DecodedObject, matrix: DecodedObject): SubmittedField[] {
  const rows = wordsById(row, 'rows');
  const columns = wordsById(row, 'columns');
  return Object.entries(matrix).flatMap(([id, chosen]) =>
    fieldsOf(`${key}.${rows.get(id) ?? id}`, inWords(chosen, columns)),
  );
}

function wordsById(row: DecodedObject, list: string): Map<string, string> {
  const words = new Map<string, string>();
  for (const each of recordsOf(member(row, list))) {
    const id = textAt(each, 'id');
    const text = textAt(each, 'text', 'label', 'name');
    if (id !== undefined && text !== undefined) words.set(id, text);
  }
  return words;
}

/** Option ids in words; what is no known id (an "other" typed by hand) stays as it is. */
function inWords(value: DecodedValue, words: Map<string, string>): DecodedValue {
  if (Array.isArray(value)) return value.map((each) => inWords(each, words));
  const id = textOf(value);
  return id === undefined ? value : (words.get(id) ?? value);
}
