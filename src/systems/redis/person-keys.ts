import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { Lead } from '../../lead/lead.ts';
import type { SealKey } from './seal.ts';

/** Names a person without telling who it is: HMAC-SHA256 under a key of this installation. */
export type PersonKeys = {
  keyOf: (lead: Lead) => string;
  keyOfEmail: (email: string) => string;
};

/** By e-mail, else by phone; somebody with neither is nobody else's double. */
export function personKeys(secret: string | Buffer): PersonKeys {
  const key = createSecretKey(Buffer.from(secret));
  const hash = (text: string) => createHmac('sha256', key).update(text).digest('hex');
  return {
    keyOf: ({ person, leadId }) =>
      hash(person.email?.normalised ?? person.phone?.e164 ?? `lead:${leadId}`),
    keyOfEmail: (email) => hash(email.trim().toLowerCase()),
  };
}

/**
 * The key for these hashes, made from the last encryption key: nothing has to be asked for when
 * leadline starts while Redis is away. The LAST, because a rotation puts the new key first and
 * keeps the old ones: the oldest has to stay at the end of LEADLINE_ENCRYPTION_KEYS for good.
 * Without it, leads of before are no longer known as the same person's, nor found by e-mail.
 */
export function personSecret(sealKeys: SealKey[]): Buffer {
  const oldest = sealKeys.at(-1);
  if (!oldest) throw new Error('at least one encryption key is needed');
  return Buffer.from(hkdfSync('sha256', oldest.key, '', 'leadline person keys', 32));
}
