import {
  type DecodedObject,
  type DecodedValue,
  emptyObject,
  isDecodedObject,
} from '../decoded-value.ts';

export type { DecodedObject, DecodedValue } from '../decoded-value.ts';

/*
 * Careful access to a decoded body: whatever a sender put where something else was expected reads
 * as "not there", and nothing throws.
 */

/** The value as a record; undefined for lists, texts, numbers and null. */
export function recordOf(value: DecodedValue | undefined): DecodedObject | undefined {
  return isDecodedObject(value) ? value : undefined;
}

/** The records of a list; anything else in it, or no list at all, reads as none. */
export function recordsOf(value: DecodedValue | undefined): DecodedObject[] {
  if (!Array.isArray(value)) return [];
  return value.map(recordOf).filter((each) => each !== undefined);
}

/** A scalar as text; undefined for null, lists and records. A blank text stays a blank text. */
export function scalarOf(value: DecodedValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A scalar as trimmed text; undefined when there is nothing in it. */
export function textOf(value: DecodedValue | undefined): string | undefined {
  return scalarOf(value)?.trim() || undefined;
}

/** The scalars of a list, or the one scalar that stands where a list was expected. */
export function textsOf(value: DecodedValue | undefined): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.map(textOf).filter((each) => each !== undefined);
}

/** The record's own member; names of Object.prototype never answer. */
export function member(record: DecodedObject | undefined, key: string): DecodedValue | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The text of the first of these members that holds one. */
export function textAt(record: DecodedObject | undefined, ...keys: string[]): string | undefined {
  for (const key of keys) {
    const text = textOf(member(record, key));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Everything in the record but these members. */
export function without(record: DecodedObject, keys: Iterable<string>): DecodedObject {
  const left = new Set(keys);
  const rest = emptyObject();
  for (const [key, value] of Object.entries(record)) {
    if (!left.has(key)) rest[key] = value;
  }
  return rest;
}
