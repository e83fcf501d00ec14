import { isBrokenText, repairText } from './decode-charset.ts';
import {
  type DecodeFailure,
  type DecodeLimits,
  decodeFailure,
  nameCharactersMax,
  namesTooLong,
  tooDeep,
  tooManyFields,
} from './decode-limits.ts';
import type { DecodeNotes } from './decode-notes.ts';
import { type DecodedObject, type DecodedValue, emptyObject } from './decoded-value.ts';
import {
  exactNumber,
  isPlainDocument,
  readNumberToken,
  readStringToken,
  type StringPlace,
} from './json-token.ts';

export type JsonOptions = { limits: DecodeLimits; notes: DecodeNotes; tolerant?: boolean };

export type JsonReading = { ok: true; value: DecodedValue } | DecodeFailure;

/**
 * One object may have `fieldsMax` members; a whole document this many times more values, since
 * vendors describe a single field by an object of up to twenty members.
 */
const VALUES_PER_FIELD = 20;

/** JSON.stringify, structuredClone and this parser itself recurse: deeper than this, never. */
const DEPTH_CEILING = 1_000;

type Cursor = {
  text: string;
  at: number;
  path: string[];
  values: number;
  /** Characters in the paths of all values so far. */
  nameCharacters: number;
  depthMax: number;
  fieldsMax: number;
  tolerant: boolean;
  /** Most documents: a string is read by looking for its end. */
  plain: boolean;
  notes: DecodeNotes;
  failure?: DecodeFailure;
};

/**
 * JSON.parse for hostile bodies, in one pass: bounded in depth and fields before anything is
 * built, exact in its numbers, without prototypes. Accepts exactly what JSON.parse accepts.
 *
 * Of a repeated key the first value is kept and the key noted: parsers that keep the last one let
 * a second `email` replace the one that was checked elsewhere. `__proto__` and
 * `constructor.prototype` are left out, with a note.
 */
export function parseJson(text: string, options: JsonOptions): JsonReading {
  const cursor: Cursor = {
    text,
    at: 0,
    path: [],
    values: 0,
    nameCharacters: 0,
    depthMax: Math.min(options.limits.depthMax, DEPTH_CEILING),
    fieldsMax: options.limits.fieldsMax,
    tolerant: options.tolerant ?? false,
    plain: options.tolerant !== true && isPlainDocument(text),
    notes: options.notes,
  };
  skipSpace(cursor);
  const value = readValue(cursor, 'element');
  if (value !== undefined) {
    skipSpace(cursor);
    if (cursor.at < text.length) unexpected(cursor, 'the end of the document');
  }
  if (cursor.failure !== undefined) return cursor.failure;
  return { ok: true, value: value ?? null };
}

function readValue(cursor: Cursor, place: StringPlace): DecodedValue | undefined {
  const character = cursor.text[cursor.at];
  if (character === '{') return readContainer(cursor, readObject);
  if (character === '[') return readContainer(cursor, readArray);
  if (character === '"') return readString(cursor, place);
  for (const [word, value] of WORDS) {
    if (!cursor.text.startsWith(word, cursor.at)) continue;
    cursor.at += word.length;
    return value;
  }
  const number = readNumberToken(cursor.text, cursor.at);
  if (number === undefined) return unexpected(cursor, 'a value');
  cursor.at += number.length;
  return exactNumber(number);
}

const WORDS: ReadonlyArray<readonly [string, boolean | null]> = [
  ['true', true],
  ['false', false],
  ['null', null],
];

function readContainer(
  cursor: Cursor,
  read: (cursor: Cursor) => DecodedValue | undefined,
): DecodedValue | undefined {
  if (cursor.path.length >= cursor.depthMax) {
    return fail(cursor, tooDeep(cursor.depthMax, `at character ${cursor.at + 1}`));
  }
  cursor.at += 1;
  cursor.path.push('');
  const value = read(cursor);
  cursor.path.pop();
  return value;
}

function readObject(cursor: Cursor): DecodedObject | undefined {
  const object = emptyObject();
  const owner = cursor.path.at(-2);
  let members = 0;
  skipSpace(cursor);
  if (take(cursor, '}')) return object;
  do {
    skipSpace(cursor);
    if (cursor.text[cursor.at] !== '"') return unexpected(cursor, 'a quoted key');
    const key = readString(cursor, 'key');
    if (key === undefined) return undefined;
    skipSpace(cursor);
    if (!take(cursor, ':')) return unexpected(cursor, '":"');
    members += 1;
    cursor.path[cursor.path.length - 1] = key;
    const value = readCountedValue(cursor, members, 'member');
    if (value === undefined) return undefined;
    if (isKept(cursor, object, key, owner)) object[key] = value;
  } while (take(cursor, ','));
  return take(cursor, '}') ? object : unexpected(cursor, '"," or "}"');
}

function readArray(cursor: Cursor): DecodedValue[] | undefined {
  const array: DecodedValue[] = [];
  skipSpace(cursor);
  if (take(cursor, ']')) return array;
  do {
    cursor.path[cursor.path.length - 1] = String(array.length);
    const value = readCountedValue(cursor, 0, 'element');
    if (value === undefined) return undefined;
    array.push(value);
  } while (take(cursor, ','));
  return take(cursor, ']') ? array : unexpected(cursor, '"," or "]"');
}

function readCountedValue(
  cursor: Cursor,
  members: number,
  place: StringPlace,
): DecodedValue | undefined {
  cursor.values += 1;
  if (members > cursor.fieldsMax || cursor.values > cursor.fieldsMax * VALUES_PER_FIELD) {
    return fail(cursor, tooManyFields(cursor.fieldsMax));
  }
  for (const key of cursor.path) cursor.nameCharacters += key.length;
  if (cursor.nameCharacters > nameCharactersMax(cursor.fieldsMax)) {
    return fail(cursor, namesTooLong(cursor.fieldsMax));
  }
  skipSpace(cursor);
  const value = readValue(cursor, place);
  if (value !== undefined) skipSpace(cursor);
  return value;
}

function readString(cursor: Cursor, place: StringPlace): string | undefined {
  const end = cursor.plain ? cursor.text.indexOf('"', cursor.at + 1) : -1;
  if (end > 0) {
    const text = cursor.text.slice(cursor.at + 1, end);
    cursor.at = end + 1;
    return text;
  }
  const token = readStringToken(cursor.text, cursor.at, place, cursor.tolerant);
  if (!token.ok) return fail(cursor, invalidJson(token.says, token.at));
  if (token.repaired) {
    cursor.notes.add(
      cursor.path.join('.'),
      'repaired_json',
      'The text holds characters that JSON wants escaped; they were taken as they stand.',
    );
  }
  cursor.at = token.end;
  return isBrokenText(token.value)
    ? repairText(token.value, { notes: cursor.notes, field: cursor.path.join('.') })
    : token.value;
}

function isKept(
  cursor: Cursor,
  object: DecodedObject,
  key: string,
  owner: string | undefined,
): boolean {
  const isPrototype = key === '__proto__' || (key === 'prototype' && owner === 'constructor');
  if (!isPrototype && !Object.hasOwn(object, key)) return true;
  const field = cursor.path.join('.');
  if (isPrototype) {
    cursor.notes.add(field, 'prototype_key', `The key "${key}" was left out: it is not a field.`);
    return false;
  }
  cursor.notes.add(
    field,
    'duplicate_key',
    `The key "${key}" came more than once; the first value counts.`,
  );
  return false;
}

function take(cursor: Cursor, character: string): boolean {
  if (cursor.text[cursor.at] !== character) return false;
  cursor.at += 1;
  return true;
}

function skipSpace(cursor: Cursor): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    cursor.at += 1;
  }
}

function unexpected(cursor: Cursor, expected: string): undefined {
  const found = cursor.at < cursor.text.length ? 'something else' : 'the end';
  return fail(cursor, invalidJson(`expected ${expected}, found ${found}`, cursor.at));
}

function invalidJson(problem: string, at: number): DecodeFailure {
  return decodeFailure(
    400,
    'invalid_json',
    `The body is not valid JSON: ${problem} at character ${at + 1}. Check how the sender builds it.`,
  );
}

function fail(cursor: Cursor, failure: DecodeFailure): undefined {
  cursor.failure ??= failure;
  return undefined;
}
