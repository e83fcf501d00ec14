import { createHmac, timingSafeEqual } from 'node:crypto';

/** People need longer than this to fill in even one field; filling in by the browser included. */
export const TOO_FAST_MS = 2_000;

/** Past this a token may have been collected once and used for ever. */
export const TOO_OLD_MS = 24 * 3_600_000;

/** What the token in a form says about when the form was shown. */
export type TimeTrapReading = 'missing' | 'good' | 'too_fast' | 'too_old' | 'forged';

/** The hidden field that carries the token. */
export const TIME_TRAP_FIELD = '_ts_token';

/**
 * Signs when a form was shown, so that a robot can neither claim to have taken its time nor use
 * one token for ever. The token is made for one source.
 */
export type TimeTrap = {
  issue: (source: string) => string;
  read: (source: string, token: string | undefined) => TimeTrapReading;
};

/** Form: `t1.<milliseconds since 1970, base 36>.<HMAC-SHA256, base64url>`. */
const TOKEN = /^t1\.([0-9a-z]{1,11})\.([A-Za-z0-9_-]{43})$/u;

/** The first key signs; all of them are good, so that keys can be rotated. */
export function createTimeTrap(options: {
  keys: Buffer[];
  /** Milliseconds since 1970. */
  now: () => number;
}): TimeTrap {
  const { keys, now } = options;
  const [current] = keys;
  if (!current) throw new Error('at least one key is needed to sign time stamps');

  return {
    issue: (source) => {
      const at = now().toString(36);
      return `t1.${at}.${signatureOf(current, source, at).toString('base64url')}`;
    },
    read: (source, token) => {
      if (token === undefined || token === '') return 'missing';
      const [, at, signature] = TOKEN.exec(token) ?? [];
      if (at === undefined || signature === undefined) return 'forged';
      const given = Buffer.from(signature, 'base64url');
      const isOurs = keys.some((key) => timingSafeEqual(given, signatureOf(key, source, at)));
      if (!isOurs) return 'forged';
      const ageMs = now() - Number.parseInt(at, 36);
      if (ageMs > TOO_OLD_MS) return 'too_old';
      // A clock that is a little ahead on the machine that signed is no forgery.
      return ageMs < TOO_FAST_MS ? 'too_fast' : 'good';
    },
  };
}

function signatureOf(key: Buffer, source: string, at: string): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify(['time-trap', source, at]))
    .digest();
}
