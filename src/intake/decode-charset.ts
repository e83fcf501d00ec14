import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import type { DecodeNotes } from './decode-notes.ts';

/** The parts of a Content-Type header that decoding needs; `type` is lower case, '' when absent. */
export type ContentType = { type: string; charset?: string };

export function readContentType(header: string): ContentType {
  const type = (header.split(';', 1)[0] ?? '').trim().toLowerCase();
  const charset = /;\s*charset\s*=\s*["']?([^\s"';,]+)/i.exec(header)?.[1]?.toLowerCase();
  return charset === undefined ? { type } : { type, charset };
}

/** By the Encoding Standard's labels: `latin1` and `iso-8859-1` are windows-1252, and so on. */
export function isKnownCharset(label: string): boolean {
  return label === 'utf-8' || createDecoder(label, false) !== undefined;
}

/** A byte order mark wins over what the header says, as it does in browsers. */
export function charsetOf(bytes: Buffer, declared: string | undefined): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return declared ?? 'utf-8';
}

/**
 * Bytes to text in a known charset. Bytes that are not valid in it never stop the lead: text that
 * is plainly UTF-8 but for a few bytes gets U+FFFD there; text without one valid UTF-8 character
 * comes from a latin-1 sender and is read as windows-1252. Either way the field gets a note.
 */
export function decodeText(
  bytes: Buffer,
  charset: string,
  note: { notes: DecodeNotes; field: string },
): string {
  if (charset === 'utf-8' && isUtf8(bytes)) return bytes.toString('utf8');
  const exact = decodeWith(createDecoder(charset, true), bytes);
  if (exact !== undefined) return exact;
  const lossy = decodeWith(createDecoder(charset, false), bytes) ?? '';
  if (!isUtf8Label(charset)) {
    note.notes.add(
      note.field,
      'invalid_characters',
      `Some bytes are not valid ${charset} and were replaced.`,
    );
    return lossy;
  }
  if (hasTextBeyondAscii(lossy)) {
    note.notes.add(
      note.field,
      'invalid_utf8',
      'Some bytes are not valid UTF-8 and were replaced by U+FFFD.',
    );
    return lossy;
  }
  note.notes.add(
    note.field,
    'invalid_utf8',
    'The text is not valid UTF-8 and was read as windows-1252.',
  );
  return decodeWith(createDecoder('windows-1252', false), bytes) ?? lossy;
}

/**
 * Text that every later system can carry: without NUL (PostgreSQL refuses it) and without half
 * surrogate pairs (JSON consumers refuse them).
 */
export function repairText(text: string, note: { notes: DecodeNotes; field: string }): string {
  if (!isBrokenText(text)) return text;
  const repaired = text.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '\uFFFD');
  if (repaired !== text) {
    note.notes.add(
      note.field,
      'unreadable_characters',
      'NUL characters or broken surrogate pairs were removed.',
    );
  }
  return repaired;
}

/** Whether text has to be looked at at all: whole surrogate pairs are none of our business. */
export function isBrokenText(text: string): boolean {
  return /[\0\uD800-\uDFFF]/.test(text);
}

function hasTextBeyondAscii(text: string): boolean {
  return /[^\0-\x7F\uFFFD]/.test(text);
}

function isUtf8Label(charset: string): boolean {
  return /^(?:utf-?8|unicode-1-1-utf-8)$/i.test(charset);
}

type Decode = (bytes: Buffer) => string;

function createDecoder(label: string, fatal: boolean): Decode | undefined {
  try {
    // A byte order mark belongs to the body and is taken off there, never from a single value.
    const decoder = new TextDecoder(label, { fatal, ignoreBOM: true });
    if (decoder.encoding === 'windows-1252') return decodeWindows1252;
    return (bytes) => decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function decodeWith(decode: Decode | undefined, bytes: Buffer): string | undefined {
  try {
    return decode?.(bytes);
  } catch {
    return undefined;
  }
}

/** The bytes 0x80 to 0x9F of windows-1252, in the Encoding Standard's order. */
const WINDOWS_1252_80_TO_9F =
  '\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F' +
  '\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178';

/** Node 20's own decoder reads these bytes as ISO 8859-1 control characters: no euro sign. */
function decodeWindows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replaceAll(
      /[\u0080-\u009F]/g,
      (character) => WINDOWS_1252_80_TO_9F[character.charCodeAt(0) - 0x80] ?? character,
    );
}
