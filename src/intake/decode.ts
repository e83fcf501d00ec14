import type { LeadNote } from '../lead/lead.ts';
import {
  type ContentType,
  charsetOf,
  decodeText,
  isKnownCharset,
  readContentType,
} from './decode-charset.ts';
import { type DecodeFailure, type DecodeLimits, decodeFailure } from './decode-limits.ts';
import { decodeMultipart } from './decode-multipart.ts';
import { createDecodeNotes, type DecodeNotes } from './decode-notes.ts';
import { decodeUrlencoded, looksUrlencoded } from './decode-urlencoded.ts';
import { type DecodedObject, type DecodedValue, isDecodedObject } from './decoded-value.ts';
import { parseJson } from './json-parser.ts';

export type { DecodeFailure, DecodeLimits } from './decode-limits.ts';
export { type DecodedObject, type DecodedValue, decodedToJson } from './decoded-value.ts';

export type BodyForm = 'json' | 'urlencoded' | 'multipart';

export type DecodeResult =
  | { ok: true; value: DecodedObject; form: BodyForm; flags: LeadNote[] }
  | DecodeFailure;

type Reading = { ok: true; value: DecodedObject; form: BodyForm } | DecodeFailure;
type Context = {
  body: Buffer;
  header: string;
  contentType: ContentType;
  charset: string;
  limits: DecodeLimits;
  notes: DecodeNotes;
};

/**
 * Raw bytes to one object, by the media type that the sender states. Never throws.
 *
 * JSON in `text/plain` (navigator.sendBeacon sends that) or without a type is recognised by its
 * first character. `flags` says what was repaired on the way; the raw bytes stay the truth.
 *
 * @returns 413 over `fieldsMax`, 415 for another media type or an unknown charset, 400 for a body
 *   that is empty, cut, broken, too deep, or not exactly one submission.
 */
export async function decodeBody(input: {
  body: Buffer;
  contentType: string;
  limits: DecodeLimits;
}): Promise<DecodeResult> {
  const { body, limits } = input;
  const contentType = readContentType(input.contentType);
  const notes = createDecodeNotes();
  const charset = charsetOf(body, contentType.charset);
  if (!isKnownCharset(charset)) {
    return decodeFailure(
      415,
      'unknown_charset',
      `The charset "${charset}" is not known. Send UTF-8.`,
    );
  }
  const header = input.contentType;
  const reading = await readByType({ body, header, contentType, charset, limits, notes });
  if (!reading.ok) return reading;
  if (Object.keys(reading.value).length === 0) return emptyBody();
  return { ...reading, flags: notes.all() };
}

async function readByType(context: Context): Promise<Reading> {
  const { type } = context.contentType;
  if (context.body.length === 0) return emptyBody();
  if (type === 'multipart/form-data') {
    const { header: contentType, ...rest } = context;
    // Names and boundaries of parts are ASCII at heart: a 16-bit label on them is a mistake.
    const charset = context.charset.startsWith('utf-16') ? 'utf-8' : context.charset;
    const read = await decodeMultipart(context.body, { ...rest, charset, contentType });
    return read.ok ? { ...read, form: 'multipart' } : read;
  }
  if (/^(?:(?:application|text)\/json|[^\s/]+\/[^\s/]+\+json)$/.test(type)) {
    return readJson(context, textOf(context));
  }
  if (type === 'application/x-www-form-urlencoded') return readUrlencoded(context);
  if (type === 'text/plain' || type === '') return readUnlabelled(context);
  return decodeFailure(
    415,
    'media_type',
    `The media type "${type.slice(0, 100)}" is not one that can be read. Send application/json, application/x-www-form-urlencoded or multipart/form-data.`,
  );
}

function readUnlabelled(context: Context): Reading {
  const text = textOf(context);
  if (/^\s*[{[]/.test(text)) return readJson(context, text);
  if (text.trim() === '') return emptyBody();
  if (looksUrlencoded(text)) return readUrlencoded(context);
  return decodeFailure(
    415,
    'media_type',
    'The body is neither JSON nor a form. Send it with a Content-Type of application/json or application/x-www-form-urlencoded.',
  );
}

/**
 * Strict first. A document that is damaged in its strings only is read once more tolerantly,
 * because its senders (WordPress plug-ins) never send it again.
 */
function readJson(context: Context, text: string): Reading {
  if (text.trim() === '') return emptyBody();
  const strict = parseOnce(context, text, false);
  if (strict.ok || strict.code !== 'invalid_json') return strict;
  const tolerant = parseOnce(context, text, true);
  return tolerant.ok ? tolerant : strict;
}

function parseOnce(context: Context, text: string, tolerant: boolean): Reading {
  const notes = createDecodeNotes();
  const read = parseJson(text, { limits: context.limits, notes, tolerant });
  const reading = read.ok ? onlySubmission(read.value, notes) : read;
  if (reading.ok) context.notes.addAll(notes.all());
  return reading;
}

/** Zapier's "Wrap Request In Array" puts the one submission into a list. */
function onlySubmission(value: DecodedValue, notes: DecodeNotes): Reading {
  if (isDecodedObject(value)) return { ok: true, value, form: 'json' };
  if (!Array.isArray(value)) {
    return decodeFailure(400, 'not_an_object', 'The body is a single JSON value, not an object.');
  }
  const [only] = value;
  if (value.length > 1) {
    return decodeFailure(
      400,
      'several_submissions',
      `The body is a list of ${value.length} submissions. Send each in a request of its own.`,
    );
  }
  if (!isDecodedObject(only)) {
    return decodeFailure(400, 'not_an_object', 'The body is a list without an object in it.');
  }
  notes.add('', 'unwrapped_array', 'The submission came as a list of one and was taken out of it.');
  return { ok: true, value: only, form: 'json' };
}

function readUrlencoded(context: Context): Reading {
  const { limits, notes, charset } = context;
  const mislabelled = readMislabelledJson(context);
  if (mislabelled !== undefined) return mislabelled;
  const sixteenBit = charset.startsWith('utf-16');
  const bytes = sixteenBit ? Buffer.from(textOf(context).trim()) : trimmed(context.body);
  const read = decodeUrlencoded(bytes, { limits, notes, charset: sixteenBit ? 'utf-8' : charset });
  return read.ok ? { ...read, form: 'urlencoded' } : read;
}

/** `curl -d '{…}'` labels JSON as a form. A real form never starts with a bare "{". */
function readMislabelledJson(context: Context): Reading | undefined {
  const text = context.body.subarray(0, 4).toString('latin1');
  if (!/^(?:\xEF\xBB\xBF)?\{/.test(text)) return undefined;
  const notes = createDecodeNotes();
  const read = readJson({ ...context, notes }, textOf({ ...context, notes }));
  if (!read.ok || Object.keys(read.value).length === 0) return undefined;
  context.notes.addAll(notes.all());
  context.notes.add('', 'mislabelled_json', 'The body is JSON, though it came labelled as a form.');
  return read;
}

/** A byte order mark and the line end that a file or an editor adds are not part of the form. */
function trimmed(body: Buffer): Buffer {
  const start = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  let end = body.length;
  while (end > start && (body[end - 1] === 0x0a || body[end - 1] === 0x0d)) end -= 1;
  return body.subarray(start, end);
}

function textOf({ body, charset, notes }: Context): string {
  return decodeText(body, charset, { notes, field: '' }).replace(/^\uFEFF/, '');
}

function emptyBody(): DecodeFailure {
  return decodeFailure(400, 'empty_body', 'The body holds no fields. Send at least one.');
}
