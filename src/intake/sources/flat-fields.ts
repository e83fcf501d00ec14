import type { SubmittedField } from '../../lead/submission.ts';
import type { DecodedValue } from '../decoded-value.ts';
import { type DecodedObject, scalarOf } from './decoded-members.ts';

/**
 * Every value below the record as a field, keyed by its dotted path in the sender's own spelling
 * (`properties.email`, `guests.0.name`). A list of scalars is one field with several values; null,
 * an empty list and an empty record are a field with an empty value, so that no key gets lost.
 */
export function flatFields(record: DecodedObject, prefix = ''): SubmittedField[] {
  return Object.entries(record).flatMap(([key, value]) => fieldsOf(`${prefix}${key}`, value));
}

/** The same for one value that stands under `key`. */
export function fieldsOf(key: string, value: DecodedValue): SubmittedField[] {
  if (value === null || typeof value !== 'object') return [{ key, value: scalarOf(value) ?? '' }];
  if (Array.isArray(value)) return fieldsOfList(key, value);
  const fields = flatFields(value, `${key}.`);
  return fields.length > 0 ? fields : [{ key, value: '' }];
}

function fieldsOfList(key: string, list: DecodedValue[]): SubmittedField[] {
  const texts = list.map((each) => (each === null ? '' : scalarOf(each)));
  if (texts.every((each) => each !== undefined)) {
    return [{ key, value: texts.length > 1 ? texts : (texts[0] ?? '') }];
  }
  return list.flatMap((each, index) => fieldsOf(`${key}.${index}`, each));
}
