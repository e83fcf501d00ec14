import { createHash, createHmac } from 'node:crypto';
import type { SignedRequest } from './signature-request.ts';
import { matchSecrets, type SignatureSettings, sameSecret } from './signature-secrets.ts';
import { malformed, mismatch, missing, type VerifyResult } from './verify-result.ts';

const HEADER = 'x-webhook-signature';

/** Header, payload and signature in base64url; an HS256 signature is 43 characters. */
const COMPACT_JWS = /^([\w-]+)\.([\w-]+)\.([\w-]{43})$/;

/**
 * Netlify signs a JWS whose payload names the body's SHA-256 (docs.netlify.com, "Payload
 * signature"). HS256 only: the algorithm is ours to choose, not the sender's (`none`, RS256).
 */
export function verifyJws(settings: SignatureSettings, input: SignedRequest): VerifyResult {
  const text = input.headers[HEADER];
  if (text === undefined || text === '') return missing(HEADER);
  const parts = COMPACT_JWS.exec(text);
  if (parts === null) return malformed(HEADER);
  const [, head = '', payload = '', signature = ''] = parts;
  if (memberOf(head, 'alg') !== 'HS256') return malformed(HEADER);
  const match = matchSecrets(settings, input.nowMs, (secret) =>
    sameSecret(
      Buffer.from(signature, 'base64url'),
      createHmac('sha256', secret).update(`${head}.${payload}`).digest(),
    ),
  );
  const digest = createHash('sha256').update(input.body).digest('hex');
  const claim = memberOf(payload, 'sha256');
  const genuine =
    memberOf(payload, 'iss') === 'netlify' &&
    typeof claim === 'string' &&
    sameSecret(claim.toLowerCase(), digest);
  if (match !== undefined && genuine) return match;
  return mismatch(
    HEADER,
    settings.secrets.map(({ id }) => id),
  );
}

/** A member of a base64url JSON object, if it is one and has it. */
function memberOf(part: string, name: string): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.entries(value).find(([key]) => key === name)?.[1];
  } catch {
    return undefined;
  }
}
