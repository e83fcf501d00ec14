import { createHash, createHmac } from 'node:crypto';
import type { SignatureScheme, Source } from '../../../src/intake/source-settings.ts';
import { type SignedRequest, verifySignature } from '../../../src/intake/verify.ts';

export const NOW_MS = 1_770_000_000_000;
const URL_OF_SOURCE = 'https://intake.example.com/v1/sources/demo?site=a%40b';

const ID = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';

type Headers = Record<string, string | undefined>;
type Signer = (body: string, secret: string, sentMs: number) => Headers;

const hmac = (key: string | Buffer, text: string, encoding: 'hex' | 'base64' | 'base64url') =>
  createHmac('sha256', key).update(text).digest(encoding);

const seconds = (ms: number) => String(Math.floor(ms / 1_000));

const timed =
  (header: string, name: string): Signer =>
  (body, secret, sentMs) => {
    const t = seconds(sentMs);
    return { [header]: `t=${t},${name}=${hmac(secret, `${t}.${body}`, 'hex')}` };
  };

const hub: Signer = (body, secret) => ({
  'x-hub-signature-256': `sha256=${hmac(secret, body, 'hex')}`,
});

/** Each sender's rule as its documentation words it, written without a look at ours. */
export const SENDERS: Record<Exclude<SignatureScheme, 'token'>, Signer> = {
  typeform: (body, secret) => ({
    'typeform-signature': `sha256=${hmac(secret, body, 'base64')}`,
  }),
  webflow: (body, secret, sentMs) => ({
    'x-webflow-timestamp': String(sentMs),
    'x-webflow-signature': hmac(secret, `${sentMs}:${body}`, 'hex'),
  }),
  tally: (body, secret) => ({ 'tally-signature': hmac(secret, body, 'base64') }),
  wpforms: timed('x-wpforms-webhook-signature', 'v'),
  netlify: (body, secret) => ({ 'x-webhook-signature': jws(body, secret) }),
  formspree: timed('formspree-signature', 'v1'),
  framer: (body, secret) => ({
    'framer-webhook-submission-id': ID,
    'framer-signature': `sha256=${hmac(secret, body + ID, 'hex')}`,
  }),
  meta: hub,
  github: hub,
  linkedin: (body, secret) => ({ 'x-li-signature': hmac(secret, `hmacsha256=${body}`, 'hex') }),
  calendly: timed('calendly-webhook-signature', 'v1'),
  calcom: (body, secret) => ({ 'x-cal-signature-256': hmac(secret, body, 'hex') }),
  tiktok: timed('tiktok-signature', 's'),
  'hubspot-v3': (body, secret, sentMs) => {
    const address = 'https://intake.example.com/v1/sources/demo?site=a@b';
    return {
      'x-hubspot-request-timestamp': String(sentMs),
      'x-hubspot-signature-v3': hmac(secret, `POST${address}${body}${sentMs}`, 'base64'),
    };
  },
  'standard-webhooks': (body, secret, sentMs) => {
    const t = seconds(sentMs);
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    return {
      'webhook-id': 'msg_1',
      'webhook-timestamp': t,
      'webhook-signature': `v1,${hmac(key, `msg_1.${t}.${body}`, 'base64')}`,
    };
  },
};

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Netlify's token, with room for every way of making it wrong. */
export function jws(
  body: string,
  secret: string,
  wrong: { head?: object; claims?: object } = {},
): string {
  const sha256 = createHash('sha256').update(body).digest('hex');
  const head = part({ alg: 'HS256', typ: 'JWT', ...wrong.head });
  const signed = `${head}.${part({ iss: 'netlify', sha256, ...wrong.claims })}`;
  return `${signed}.${hmac(secret, signed, 'base64url')}`;
}

export const SCHEMES = Object.keys(SENDERS) as (keyof typeof SENDERS)[];

export function secretFor(scheme: SignatureScheme, word: string): string {
  return scheme === 'standard-webhooks'
    ? `whsec_${Buffer.from(word.padEnd(32, '.')).toString('base64')}`
    : word;
}

export function signature(
  scheme: SignatureScheme,
  secrets: { id: string; value: string; retiredFrom?: string }[],
  more: { in?: string; verifyToken?: string } = {},
): NonNullable<Source['signature']> {
  return { scheme, secrets, toleranceSeconds: 300, ...more };
}

export function verify(
  settings: Source['signature'],
  request: { body?: string | Buffer; headers?: Headers; publicUrl?: string; nowMs?: number } = {},
) {
  const publicUrl = request.publicUrl ?? URL_OF_SOURCE;
  const signed: SignedRequest = {
    body: Buffer.from(request.body ?? ''),
    headers: request.headers ?? {},
    url: { method: 'POST', publicUrl, query: new URL(publicUrl).searchParams },
    nowMs: request.nowMs ?? NOW_MS,
  };
  return verifySignature({ ...signed, signature: settings });
}

/** `ok` or the code of the failure. */
export function verdict(...args: Parameters<typeof verify>): string {
  const result = verify(...args);
  return result.ok ? 'ok' : result.code;
}
