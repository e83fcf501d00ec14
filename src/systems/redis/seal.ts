import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * Encryption of what is kept: AES-256-GCM, with the key's id in the text so that keys can be
 * rotated, and the lead's id as associated data so that a text cannot be moved to another lead.
 * Form: `s1.<key id>.<iv>.<tag>.<text>`, each part base64url.
 */
export type Seal = {
  seal: (text: string, belongsTo: string) => string;
  /** Throws when the key is unknown or the text was tampered with. */
  open: (sealed: string, belongsTo: string) => string;
};

export type SealKey = { id: string; key: Buffer };

const IV_BYTES = 12;
const IVS_AT_ONCE = 512;

/** Every one is used once; the generator is asked for many at a time, since each question costs. */
function createIvs(): () => Buffer {
  let bytes: Buffer = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at >= bytes.length) {
      bytes = randomBytes(IV_BYTES * IVS_AT_ONCE);
      at = 0;
    }
    at += IV_BYTES;
    return bytes.subarray(at - IV_BYTES, at);
  };
}

/** The first key seals; all of them open. */
export function createSeal(keys: SealKey[]): Seal {
  const [current] = keys;
  const nextIv = createIvs();
  if (!current) throw new Error('at least one encryption key is needed');

  function seal(text: string, belongsTo: string): string {
    const { id, key } = current as SealKey;
    const iv = nextIv();
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    cipher.setAAD(Buffer.from(belongsTo));
    // GCM keeps the length: nothing is left for the end.
    const body = cipher.update(Buffer.from(text));
    cipher.final();
    const parts = [iv, cipher.getAuthTag(), body].map((part) => part.toString('base64url'));
    return `s1.${id}.${parts.join('.')}`;
  }

  function open(sealed: string, belongsTo: string): string {
    const [form, id, iv, tag, body] = sealed.split('.');
    const found = keys.find((each) => each.id === id);
    if (form !== 's1' || !found) {
      throw new Error(`sealed with key "${id}", which LEADLINE_ENCRYPTION_KEYS does not hold`);
    }
    const decipher = createDecipheriv('aes-256-gcm', found.key, Buffer.from(iv ?? '', 'base64url'));
    decipher.setAAD(Buffer.from(belongsTo));
    decipher.setAuthTag(Buffer.from(tag ?? '', 'base64url'));
    return Buffer.concat([
      decipher.update(Buffer.from(body ?? '', 'base64url')),
      decipher.final(),
    ]).toString('utf8');
  }

  return { seal, open };
}
