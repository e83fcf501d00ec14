import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { decodeBody } from '../../../../src/intake/decode.ts';
import { type Source, sourceSchema, type Vendor } from '../../../../src/intake/source-settings.ts';
import type { SourceReading } from '../../../../src/intake/sources/form-source.ts';
import { FORM_SOURCES } from '../../../../src/intake/sources/index.ts';
import { makeLead } from '../../../../src/lead/make-lead.ts';

/** One real body, as a vendor posts it. */
export type Sample = { file: string; body: Buffer; contentType: string };

const FIXTURES = new URL('../../../fixtures/submissions/', import.meta.url);
/** Samples of senders that may lie beside the repository; the tests do without them as well. */
const BESIDE = new URL('../../../../../shared/payloads/', import.meta.url);

/** `typeform/partial.json`, below test/fixtures/submissions. */
export function sample(file: string): Sample {
  return sampleAt(new URL(file, FIXTURES));
}

/** The named fixtures, and those samples beside the repository whose names start with `prefix`. */
export function samples(files: string[], prefix: string): Sample[] {
  const beside = existsSync(BESIDE) ? readdirSync(BESIDE) : [];
  const further = beside.filter((name) => name.startsWith(prefix) && !name.endsWith('.md'));
  return [...files.map(sample), ...further.map((name) => sampleAt(new URL(name, BESIDE)))];
}

function sampleAt(url: URL): Sample {
  const body = readFileSync(url);
  return { file: url.pathname.split('/').slice(-2).join('/'), body, contentType: typeOf(body) };
}

/** A multipart file starts with its boundary line. */
function typeOf(body: Buffer): string {
  const text = body.toString('utf8').trimStart();
  if (text.startsWith('{')) return 'application/json';
  if (!text.startsWith('--')) return 'application/x-www-form-urlencoded';
  return `multipart/form-data; boundary=${text.slice(2).split(/\r?\n/)[0]}`;
}

export async function reading(
  vendor: Vendor,
  { body, contentType }: Pick<Sample, 'body' | 'contentType'>,
  headers: Record<string, string> = {},
): Promise<SourceReading> {
  const limits = { fieldsMax: 2_000, depthMax: 32 };
  const decoded = await decodeBody({ body, contentType, limits });
  if (!decoded.ok) throw new Error(decoded.says);
  return FORM_SOURCES[vendor].read(decoded.value, { headers, query: new URLSearchParams() });
}

/** What was read, with the fields by their key. */
export async function submissionOf(vendor: Vendor, given: Sample, headers = {}) {
  const read = await reading(vendor, given, headers);
  if (read.kind !== 'submission') throw new Error(`${read.kind}: ${read.says}`);
  const { fields, ...rest } = read.submission;
  const values = Object.fromEntries(fields.map(({ key, value }) => [key, value]));
  const labels = Object.fromEntries(fields.map(({ key, label }) => [key, label]));
  const kinds = Object.fromEntries(
    fields.flatMap(({ key, kind }) => (kind === undefined ? [] : [[key, kind]])),
  );
  return { ...rest, values, labels, kinds };
}

/** The lead that comes of it, by the source's defaults. */
export async function leadOf(vendor: Vendor, given: Sample, settings: Partial<Source> = {}) {
  const read = await reading(vendor, given);
  if (read.kind !== 'submission') throw new Error(`${read.kind}: ${read.says}`);
  const rules = { ...sourceSchema.parse({ vendor, ...settings }), name: 'website' };
  return makeLead({
    leadId: '0190f3a0-0000-7000-8000-00000000000a',
    receivedAt: '2026-03-02T12:00:00.000Z',
    rules,
    submission: read.submission,
  });
}

/** A body written in the test itself. */
export function jsonSample(value: unknown): Sample {
  return {
    file: 'inline',
    body: Buffer.from(JSON.stringify(value)),
    contentType: 'application/json',
  };
}
