import { hash, timingSafeEqual } from 'node:crypto';
import type { Source } from './source-settings.ts';
import type { VerifyResult } from './verify-result.ts';

/** A source's signature settings, when it has some. */
export type SignatureSettings = NonNullable<Source['signature']>;

/**
 * Tries every secret, so that how long it takes does not tell which one was right. An empty secret
 * never matches: `${NAME}` of an unset variable must not open the door.
 */
export function matchSecrets(
  settings: SignatureSettings,
  nowMs: number,
  matches: (secret: string) => boolean,
): VerifyResult | undefined {
  const [matching] = settings.secrets.filter(({ value }) => value !== '' && matches(value));
  if (matching === undefined) return undefined;
  const { id, retiredFrom } = matching;
  const retired = retiredFrom !== undefined && nowMs >= Date.parse(retiredFrom);
  return retired
    ? { ok: true, secretId: id, retiredSecretInUse: true }
    : { ok: true, secretId: id };
}

/** In constant time, whatever the lengths: of texts the digests are compared. */
export function sameSecret(left: string | Buffer, right: string | Buffer): boolean {
  if (Buffer.isBuffer(left) && Buffer.isBuffer(right) && left.length === right.length) {
    return timingSafeEqual(left, right);
  }
  return timingSafeEqual(digestOf(left), digestOf(right));
}

function digestOf(text: string | Buffer): Buffer {
  return Buffer.from(hash('sha256', text, 'hex'), 'hex');
}
