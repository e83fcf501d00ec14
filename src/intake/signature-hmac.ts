import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { remembered } from '../lead/remembered.ts';
import type { SignedRequest } from './signature-request.ts';
import { matchSecrets, type SignatureSettings, sameSecret } from './signature-secrets.ts';
import {
  type HmacScheme,
  SIGNATURE_TABLE,
  type SignatureDescriptor,
  TIME_FORMATS,
} from './signature-table.ts';
import {
  malformed,
  mismatch,
  missing,
  type VerifyFailure,
  type VerifyResult,
  verifyFailure,
} from './verify-result.ts';

type Claim = { signatures: Buffer[]; signed: Buffer; time?: string };

/**
 * Checks an HMAC-SHA256 signature by its row of the table: presence, format, match, and only then
 * the time, so that `stale` always means a genuine signature, sent again or under a wrong clock.
 */
export function verifyHmac(
  scheme: HmacScheme,
  settings: SignatureSettings,
  input: SignedRequest,
): VerifyResult {
  const descriptor = SIGNATURE_TABLE[scheme];
  const claim = readClaim(descriptor, input);
  if ('ok' in claim) return claim;
  const match = matchSecrets(settings, input.nowMs, (secret) => {
    const key = keyOf(descriptor, secret);
    if (key === undefined) return false;
    const expected = createHmac('sha256', key).update(claim.signed).digest();
    return claim.signatures.some((signature) => sameSecret(signature, expected));
  });
  if (match === undefined)
    return mismatch(
      descriptor.header,
      settings.secrets.map(({ id }) => id),
    );
  return staleness(descriptor, claim.time, settings, input.nowMs) ?? match;
}

function readClaim(descriptor: SignatureDescriptor, input: SignedRequest): Claim | VerifyFailure {
  const { header, format, each, encoding, time } = descriptor;
  const text = input.headers[header];
  if (text === undefined || text === '') return missing(header);
  const found = format.exec(text);
  if (found === null) return malformed(header);
  const matches = each === undefined ? [found] : [...text.matchAll(each)];
  const signatures = matches.map(({ groups }) =>
    Buffer.from(groups?.['signature'] ?? '', encoding),
  );
  const timeText = time?.header === undefined ? found.groups?.['time'] : input.headers[time.header];
  if (time !== undefined) {
    if (timeText === undefined || timeText === '') return missing(time.header ?? header);
    if (!TIME_FORMATS[time.unit].test(timeText)) return malformed(time.header ?? header);
  }
  const signed = signedBytes(descriptor, input, timeText ?? '');
  if ('ok' in signed) return signed;
  return timeText === undefined
    ? { signatures, signed: signed.bytes }
    : { signatures, signed: signed.bytes, time: timeText };
}

function signedBytes(
  descriptor: SignatureDescriptor,
  input: SignedRequest,
  time: string,
): { bytes: Buffer } | VerifyFailure {
  const pieces: Buffer[] = [];
  for (const part of descriptor.signed) {
    if (part === 'body') pieces.push(input.body);
    else if (part === 'time') pieces.push(Buffer.from(time));
    else if (part === 'method') pieces.push(Buffer.from(input.url.method.toUpperCase()));
    else if (part === 'url') pieces.push(Buffer.from(hubSpotUrl(input.url.publicUrl)));
    else if ('text' in part) pieces.push(Buffer.from(part.text));
    else {
      const value = input.headers[part.header];
      if (value === undefined || value === '') return missing(part.header);
      if (!part.format.test(value)) return malformed(part.header);
      pieces.push(Buffer.from(value));
    }
  }
  const [only] = pieces;
  return { bytes: pieces.length === 1 && only ? only : Buffer.concat(pieces) };
}

/** HubSpot signs the address with just these escapes undone (its "Validating requests" page). */
function hubSpotUrl(url: string): string {
  return url.replaceAll(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (escape) =>
    decodeURIComponent(escape),
  );
}

function keyOf(descriptor: SignatureDescriptor, secret: string): Buffer | KeyObject | undefined {
  if (descriptor.key === undefined) return textKey(secret);
  const base64 = secret.replace(/^whsec_/, '');
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64) &&
    base64 !== ''
    ? Buffer.from(base64, 'base64')
    : undefined;
}

/** Made once: a source keeps its secrets. */
const textKey = remembered((secret) => createSecretKey(Buffer.from(secret)));

function staleness(
  { time }: SignatureDescriptor,
  text: string | undefined,
  settings: SignatureSettings,
  nowMs: number,
): VerifyFailure | undefined {
  if (time === undefined || text === undefined) return undefined;
  const sentMs = Number(text) * (time.unit === 'seconds' ? 1_000 : 1);
  const offMs = Math.abs(nowMs - sentMs);
  if (offMs <= settings.toleranceSeconds * 1_000) return undefined;
  const direction = sentMs < nowMs ? 'old' : 'ahead of our clock';
  return verifyFailure(
    'stale',
    `The signature is genuine but ${Math.round(offMs / 1_000)} s ${direction}; ${settings.toleranceSeconds} s are allowed. It is a replay, or a clock is wrong.`,
  );
}
