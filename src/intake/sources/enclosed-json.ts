import { onlyStated } from '../../lead/only-stated.ts';
import type { SubmittedField } from '../../lead/submission.ts';
import { createDecodeNotes } from '../decode-notes.ts';
import { parseJson } from '../json-parser.ts';
import {
  type DecodedObject,
  type DecodedValue,
  member,
  recordOf,
  textAt,
  textOf,
  without,
} from './decoded-members.ts';
import { fieldsOf, flatFields } from './flat-fields.ts';

/*
 * Senders that put the whole form, as JSON text, into one field of a form: Jotform's `rawRequest`,
 * Unbounce's `data.json`. The same answers stand beside it in a form that cannot be read safely.
 */

/** A text of one field, not a body: nothing that a form builder writes is deeper or larger. */
const LIMITS = { fieldsMax: 2_000, depthMax: 16 };

/** The fields of such a body; undefined when it is none, or when what is enclosed is broken. */
export function enclosedFields(body: DecodedObject): SubmittedField[] | undefined {
  const jotform = enclosed(body, 'rawRequest');
  if (jotform && Object.keys(jotform).some((key) => QUESTION.test(key))) {
    return jotformFields(jotform, without(body, JOTFORM_READ_ELSEWHERE));
  }
  const unbounce = enclosed(body, 'data.json');
  return unbounce && unbounceFields(unbounce, without(body, UNBOUNCE_READ_ELSEWHERE));
}

function enclosed(body: DecodedObject, key: string): DecodedObject | undefined {
  const value = member(body, key);
  // A workflow tool may have opened it already.
  if (recordOf(value)) return recordOf(value);
  const text = textOf(value);
  if (text === undefined || !text.startsWith('{')) return undefined;
  const read = parseJson(text, { limits: LIMITS, notes: createDecodeNotes() });
  return read.ok ? recordOf(read.value) : undefined;
}

/** `pretty` are the answers once more, as prose; `webhookURL` is our own address, key included. */
const JOTFORM_READ_ELSEWHERE = [
  'rawRequest',
  'pretty',
  'webhookURL',
  'submissionID',
  'formID',
  'formTitle',
];

/** `data.xml` is never parsed, and says what `data.json` says. */
const UNBOUNCE_READ_ELSEWHERE = ['data.json', 'data.xml'];

/** `q5_emailAddress`: the question's number, and its name. */
const QUESTION = /^q\d+_(.+)$/s;

/** Only answers have a question's number; the rest of the request is Jotform's own, or a file. */
function jotformFields(request: DecodedObject, parts: DecodedObject): SubmittedField[] {
  return [
    ...Object.entries(request).flatMap(([key, value]) => {
      const name = QUESTION.exec(key)?.[1];
      return name === undefined ? fieldsOf(key, value).map(ofOthers) : answer(key, name, value);
    }),
    ...flatFields(parts).map((field) => (field.key === 'ip' ? field : ofOthers(field))),
  ];
}

function ofOthers(field: SubmittedField): SubmittedField {
  return { ...field, ofOthers: true };
}

/** A name, a telephone number and an address are records; each is known by its members. */
function answer(key: string, name: string, value: DecodedValue): SubmittedField[] {
  const record = recordOf(value);
  if (!record) return fieldsOf(key, value).map((field) => ({ ...field, label: name }));
  const number = telephone(record);
  if (number !== undefined) return [{ key, label: name, kind: 'phone', value: number }];
  const kinds = kindsOf(record);
  return Object.entries(record).flatMap(([part, its]) => {
    const kind = Object.hasOwn(kinds, part) ? kinds[part] : undefined;
    return fieldsOf(`${key}.${part}`, its).map((each) => ({ ...each, ...onlyStated({ kind }) }));
  });
}

function kindsOf(record: DecodedObject): Record<string, SubmittedField['kind']> {
  if (Object.hasOwn(record, 'first') && Object.hasOwn(record, 'last')) return NAME;
  return Object.hasOwn(record, 'addr_line1') ? ADDRESS : {};
}

const NAME: Record<string, SubmittedField['kind']> = { first: 'firstName', last: 'lastName' };
const ADDRESS: Record<string, SubmittedField['kind']> = {
  city: 'city',
  state: 'region',
  postal: 'postalCode',
  country: 'country',
};

/** `{full}`, or `{area, phone}`, with the country's code before it where the form asks for one. */
function telephone(record: DecodedObject): string | undefined {
  const full = textAt(record, 'full');
  if (full !== undefined && Object.keys(record).length === 1) return full;
  const area = textAt(record, 'area');
  const local = textAt(record, 'phone');
  if (area === undefined || local === undefined) return undefined;
  const country = textAt(record, 'country')?.replace(/^\+?/, '+');
  return [country, area, local].filter((part) => part !== undefined).join(' ');
}

/** Every value is a list, mostly of one. Outside, the page and its variant are said once more. */
function unbounceFields(answers: DecodedObject, parts: DecodedObject): SubmittedField[] {
  const inside = flatFields(answers);
  const said = new Map(inside.map(({ key, value }) => [key, value]));
  return [...inside, ...flatFields(parts).filter(({ key, value }) => said.get(key) !== value)];
}
