import { createHmac, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Lead } from '../../lead/lead.ts';
import { guarded } from './connection.ts';
import { keysFor } from './keys.ts';

/** Names a person without telling who it is: HMAC-SHA256 under a key of this installation. */
export type PersonKeys = {
  keyOf: (lead: Lead) => string;
  keyOfEmail: (email: string) => string;
};

/** By e-mail, else by phone; somebody with neither is nobody else's double. */
export function personKeys(secret: string): PersonKeys {
  const hash = (text: string) => createHmac('sha256', secret).update(text).digest('hex');
  return {
    keyOf: ({ person, leadId }) =>
      hash(person.email?.normalised ?? person.phone?.e164 ?? `lead:${leadId}`),
    keyOfEmail: (email) => hash(email.trim().toLowerCase()),
  };
}

/** The key is made once and kept in Redis beside what it protects from casual reading. */
export async function loadPersonSecret(redis: Redis, prefix: string): Promise<string> {
  const key = keysFor(prefix).personSecret;
  return guarded('reading the person key', async () => {
    await redis.set(key, randomBytes(32).toString('hex'), 'NX');
    return (await redis.get(key)) ?? '';
  });
}
