import { finished } from 'node:stream/promises';
import busboy from 'busboy';
import { decodeText, repairText } from './decode-charset.ts';
import { buildFormTree } from './decode-form-tree.ts';
import {
  type DecodeFailure,
  type DecodeLimits,
  decodeFailure,
  tooManyFields,
} from './decode-limits.ts';
import type { DecodeNotes } from './decode-notes.ts';
import type { DecodedObject } from './decoded-value.ts';

/** The whole body is in memory, so that reading it takes milliseconds: this only ends a hang. */
const READING_TIME_MAX_MS = 2_000;
const FILES_MAX = 50;

type MultipartOptions = {
  contentType: string;
  charset: string;
  limits: DecodeLimits;
  notes: DecodeNotes;
};

type MultipartReading =
  | { ok: true; fields: { key: string; value: string | undefined }[]; files: string[] }
  | DecodeFailure;

/**
 * multipart/form-data by way of busboy. Files are not kept, only named in a note. A cut body is
 * refused as a whole: what arrived of it may end in the middle of an answer.
 */
export async function decodeMultipart(
  body: Buffer,
  options: MultipartOptions,
): Promise<{ ok: true; value: DecodedObject } | DecodeFailure> {
  const read = await readParts(body, options, options.charset);
  if (!read.ok) return read;
  for (const file of read.files) {
    options.notes.add(file, 'file_refused', 'A file was attached; files are not kept.');
  }
  if (read.fields.some(({ value }) => value === undefined)) {
    return decodeFailure(415, 'unknown_charset', 'A part names a charset that is not known.');
  }
  const bytes = read.fields.some(isDoubtful) ? await readParts(body, options, 'latin1') : undefined;
  const pairs = read.fields.map((field, index) => {
    const raw = bytes?.ok && isDoubtful(field) ? bytes.fields[index] : undefined;
    return raw === undefined ? repaired(field, options) : redecoded(raw, options);
  });
  return buildFormTree(pairs, options);
}

type Field = { key: string; value: string | undefined };

/**
 * busboy replaces invalid bytes silently (U+FFFD is how it shows), and takes windows-1252 for
 * ISO 8859-1 (control characters are).
 */
function isDoubtful({ key, value }: Field): boolean {
  return /[\u0080-\u009F\uFFFD]/.test(key + (value ?? ''));
}

function repaired({ key, value = '' }: Field, { notes }: MultipartOptions) {
  const name = repairText(key, { notes, field: key });
  return { key: name, value: repairText(value, { notes, field: name }) };
}

/** A second reading as latin-1 gives the bytes back, one character each. */
function redecoded({ key, value = '' }: Field, options: MultipartOptions) {
  const { notes, charset } = options;
  const decode = (text: string, field: string) => {
    if (!/[^\0-\xFF]/.test(text)) {
      return decodeText(Buffer.from(text, 'latin1'), charset, { notes, field });
    }
    // The part named a charset of its own, so that both readings are equal.
    notes.add(field, 'invalid_utf8', 'Some bytes are not valid and were replaced by U+FFFD.');
    return text;
  };
  const name = decode(key, '');
  return repaired({ key: name, value: decode(value, name) }, options);
}

async function readParts(
  body: Buffer,
  options: MultipartOptions,
  charset: string,
): Promise<MultipartReading> {
  const parser = createParser(body, options, charset);
  if ('ok' in parser) return parser;
  const fields: Field[] = [];
  const files: string[] = [];
  let overLimit = false;
  // A part without a name, or in a charset that busboy does not know, comes as undefined.
  parser.on('field', (key: string | undefined, value: string | undefined) => {
    fields.push({ key: key ?? '', value });
  });
  parser.on('file', (key: string | undefined, stream) => {
    files.push(key ?? '');
    // A cut body destroys the open file stream with an error that nobody else would catch.
    stream.on('error', () => stream.destroy());
    stream.resume();
  });
  parser.on('fieldsLimit', () => {
    overLimit = true;
  });
  try {
    const done = finished(parser, { signal: AbortSignal.timeout(READING_TIME_MAX_MS) });
    parser.end(body);
    await done;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return decodeFailure(
      400,
      'cut_body',
      `The multipart body cannot be read to its end (${reason}). Send it whole, closing boundary included.`,
    );
  }
  return overLimit ? tooManyFields(options.limits.fieldsMax) : { ok: true, fields, files };
}

function createParser(
  body: Buffer,
  { contentType, limits }: MultipartOptions,
  charset: string,
): busboy.Busboy | DecodeFailure {
  try {
    return busboy({
      headers: { 'content-type': contentType },
      defParamCharset: charset,
      defCharset: charset,
      limits: {
        fields: limits.fieldsMax,
        files: FILES_MAX,
        // The body is bounded already: no name and no value in it is to be truncated silently.
        fieldSize: body.length + 1,
        fieldNameSize: body.length + 1,
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return decodeFailure(
      400,
      'missing_boundary',
      `The Content-Type of the multipart body is not usable (${reason}). It must name the boundary.`,
    );
  }
}
