import type { LeadNote } from '../lead/lead.ts';
import { type DecodedObject, type DecodeFailure, decodeBody, decodedToJson } from './decode.ts';
import { nameCharactersMax, namesTooLong } from './decode-limits.ts';
import { type FormTokens, takeTokens } from './form-signals.ts';
import type { IntakeRequest } from './intake-request.ts';
import type { Source } from './source-settings.ts';
import type { SourceReading } from './sources/form-source.ts';
import { FORM_SOURCES } from './sources/index.ts';
import { withoutToken } from './verify.ts';

/** No form nests deeper; JSON.stringify fails from some 5,000 levels on. */
const DEPTH_MAX = 32;

export type DecodedSubmission = {
  ok: true;
  /** As sent: a token may stand in it, so it goes no further than `verifyBodyToken`. */
  sent: DecodedObject;
  /** Without the token. */
  value: DecodedObject;
  /** What decoding repaired. */
  flags: LeadNote[];
  /** What the source's vendor means by it. The tokens are no fields of it. */
  reading: SourceReading;
  tokens: FormTokens;
  stored: StoredBody;
};

/** What may be kept: the bytes as they came or, where a token stood in them, JSON without it. */
export type StoredBody = { contentType: string; body: Buffer };

/** Body → decoded value → what the vendor's adapter reads in it. No signature is checked here. */
export async function readSubmission(
  source: Source,
  request: Pick<IntakeRequest, 'body' | 'headers' | 'query'>,
): Promise<DecodedSubmission | DecodeFailure> {
  const { body, headers } = request;
  const contentType = headers['content-type'] ?? '';
  const limits = { fieldsMax: source.fieldsMax, depthMax: DEPTH_MAX };
  const decoded = await decodeBody({ body, contentType, limits });
  if (!decoded.ok) return decoded;
  const value = withoutToken(decoded.value, source.signature);
  const reading = FORM_SOURCES[source.vendor].read(value, request);
  if (nameCharacters(reading) > nameCharactersMax(source.fieldsMax)) {
    return namesTooLong(source.fieldsMax);
  }
  const taken =
    reading.kind === 'submission' ? takeTokens(source, value, reading.submission) : undefined;
  return {
    ok: true,
    sent: decoded.value,
    value,
    flags: decoded.flags,
    reading: taken ? { kind: 'submission', submission: taken.submission } : reading,
    tokens: taken?.tokens ?? {},
    stored:
      value === decoded.value
        ? { contentType, body }
        : { contentType: 'application/json', body: Buffer.from(decodedToJson(value)) },
  };
}

/** Adapters also take names from values: a row's own key, a question's title. */
function nameCharacters(reading: SourceReading): number {
  if (reading.kind !== 'submission') return 0;
  return reading.submission.fields.reduce(
    (sum, { key, label = '' }) => sum + key.length + label.length,
    0,
  );
}
