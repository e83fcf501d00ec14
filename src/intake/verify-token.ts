import {
  type DecodedObject,
  type DecodedValue,
  emptyObject,
  isDecodedObject,
} from './decoded-value.ts';
import type { SignedRequest } from './signature-request.ts';
import { matchSecrets, type SignatureSettings, sameSecret } from './signature-secrets.ts';
import type { Source } from './source-settings.ts';
import {
  malformed,
  missing,
  type VerifyFailure,
  type VerifyResult,
  verifyFailure,
} from './verify-result.ts';

type Place = { in: 'header' | 'query' | 'body'; name: string };

/** Where tokens stand by default: `Authorization: Bearer <token>`. */
const DEFAULT_PLACE = 'header:authorization';

/**
 * A shared secret that the sender shows as it is. A token in the body (Google Ads' `google_key`)
 * cannot be checked before decoding: the result then is `pending: 'body'`.
 */
export function verifyToken(settings: SignatureSettings, input: SignedRequest): VerifyResult {
  const place = placeOf(settings);
  if (place.in === 'body') return { ok: true, pending: 'body' };
  if (place.in === 'query') {
    const values = input.url.query.getAll(place.name);
    if (values.length > 1) return notOne(`The query parameter "${place.name}"`);
    return compare(settings, input.nowMs, values, `The query parameter "${place.name}"`);
  }
  const text = input.headers[place.name.toLowerCase()];
  if (text === undefined || text === '') return missing(place.name);
  const token = place.name.toLowerCase() === 'authorization' ? credentialsOf(text) : text;
  if (token === undefined) return malformed(place.name);
  return compare(settings, input.nowMs, [token], `The header "${place.name}"`);
}

/**
 * The second half of the check, to be run on every decoded body: for a source whose token stands
 * in the body it decides, for every other one there is nothing to do and it says yes.
 */
export function verifyBodyToken(input: {
  signature: Source['signature'];
  value: DecodedValue;
  nowMs: number;
}): VerifyResult {
  const path = bodyPath(input.signature, input.value);
  if (input.signature === undefined || path === undefined) return { ok: true };
  const found = valueAt(input.value, path);
  const where = `The body's member "${path.join('.')}"`;
  if (found === undefined || found === null) {
    return compare(input.signature, input.nowMs, [], where);
  }
  if (typeof found !== 'string' && typeof found !== 'number') return notOne(where);
  return compare(input.signature, input.nowMs, [String(found)], where);
}

/** The body without its token, which must reach no ledger and no log. Other bodies stay the same. */
export function withoutToken(value: DecodedObject, signature: Source['signature']): DecodedObject {
  const path = bodyPath(signature, value);
  return path === undefined ? value : without(value, path);
}

function placeOf(settings: SignatureSettings): Place {
  const [kind, name = ''] = (settings.in ?? DEFAULT_PLACE).split(/:(.*)/s);
  return { in: kind === 'query' || kind === 'body' ? kind : 'header', name };
}

/** `a.b` is a member of that very name if there is one, else the path from `a` to `b`. */
function bodyPath(signature: Source['signature'], value: DecodedValue): string[] | undefined {
  if (signature?.scheme !== 'token') return undefined;
  const place = placeOf(signature);
  if (place.in !== 'body') return undefined;
  const literal = isDecodedObject(value) && Object.hasOwn(value, place.name);
  return literal ? [place.name] : place.name.split('.');
}

function valueAt(value: DecodedValue, path: readonly string[]): DecodedValue | undefined {
  let at: DecodedValue | undefined = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = Array.isArray(at) ? at[Number(key)] : at[key];
  }
  return at;
}

function without(value: DecodedObject, [key, ...rest]: readonly string[]): DecodedObject {
  const copy = emptyObject();
  for (const [name, member] of Object.entries(value)) {
    if (name !== key) copy[name] = member;
    else if (rest.length > 0) copy[name] = isDecodedObject(member) ? without(member, rest) : member;
  }
  return copy;
}

/** `Bearer <token>`, `Basic <base64 of user:password>` (the secret then is `user:password`), or bare. */
function credentialsOf(header: string): string | undefined {
  const [, scheme, credentials = ''] = /^(bearer|basic) +(\S+)$/i.exec(header) ?? [];
  if (scheme === undefined) return header;
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(credentials)) return undefined;
  return Buffer.from(credentials, 'base64').toString('utf8');
}

function compare(
  settings: SignatureSettings,
  nowMs: number,
  [token]: readonly string[],
  where: string,
): VerifyResult {
  if (token === undefined || token === '') {
    return verifyFailure('missing', `${where} with the source's token is not there.`);
  }
  return (
    matchSecrets(settings, nowMs, (secret) => sameSecret(token, secret)) ??
    verifyFailure(
      'mismatch',
      `${where} is not a token of this source. Compare it with the secret in sources.yaml.`,
    )
  );
}

function notOne(where: string): VerifyFailure {
  return verifyFailure('malformed', `${where} must hold the token once, as text.`);
}
