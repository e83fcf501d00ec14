import { decodeText, repairText } from './decode-charset.ts';
import { buildFormTree, type FormPair } from './decode-form-tree.ts';
import { type DecodeFailure, type DecodeLimits, tooManyFields } from './decode-limits.ts';
import type { DecodeNotes } from './decode-notes.ts';
import type { DecodedObject } from './decoded-value.ts';

/**
 * application/x-www-form-urlencoded, as URLSearchParams reads it (`+` is a space, a `%` without
 * two hex digits stays as it is), with two differences: each value is decoded by itself, so that
 * one latin-1 `%E9` becomes "é" with a note and not U+FFFD, and bracket keys nest.
 */
export function decodeUrlencoded(
  bytes: Buffer,
  options: { charset: string; limits: DecodeLimits; notes: DecodeNotes },
): { ok: true; value: DecodedObject } | DecodeFailure {
  const segments = bytes
    .toString('latin1')
    .split('&')
    .filter((segment) => segment !== '');
  if (segments.length > options.limits.fieldsMax) return tooManyFields(options.limits.fieldsMax);
  return buildFormTree(
    segments.map((segment) => readPair(segment, options)),
    options,
  );
}

/** Whether unlabelled text can be such a form: `key=value` from the start, and no white space. */
export function looksUrlencoded(text: string): boolean {
  return /^[^\s=&<>{}"]+=[^\s<>{}"]*$/.test(text.trim());
}

function readPair(segment: string, options: { charset: string; notes: DecodeNotes }): FormPair {
  const equals = segment.indexOf('=');
  const rawKey = equals < 0 ? segment : segment.slice(0, equals);
  const rawValue = equals < 0 ? '' : segment.slice(equals + 1);
  const key = decodePart(rawKey, '', options);
  return { key, value: decodePart(rawValue, key, options) };
}

function decodePart(
  part: string,
  field: string,
  options: { charset: string; notes: DecodeNotes },
): string {
  if (/%(?![0-9a-f]{2})/i.test(part)) {
    options.notes.add(field, 'bad_escape', 'A "%" without two hex digits was kept as it stands.');
  }
  const bytes = part
    .replaceAll('+', ' ')
    .replaceAll(/%([0-9a-f]{2})/gi, (_match, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  const note = { notes: options.notes, field };
  return repairText(decodeText(Buffer.from(bytes, 'latin1'), options.charset, note), note);
}
