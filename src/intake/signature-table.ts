import type { SignatureScheme } from './source-settings.ts';

/**
 * How each sender signs, as data. A new HMAC scheme is a new row.
 *
 * Every format is anchored, so that a doubled header (Node joins the two with ", ") never matches.
 */
export type HmacScheme = Exclude<SignatureScheme, 'netlify' | 'token'>;

export type SignatureDescriptor = {
  header: string;
  /** The whole header; the groups `signature` and `time` are the parts of it. */
  format: RegExp;
  /** When one header may carry several signatures: finds each of them (group `signature`). */
  each?: RegExp;
  encoding: 'hex' | 'base64';
  /** What is signed, in this order, with nothing between. */
  signed: readonly SignedPart[];
  /** Signed time stamp: its unit, and its header unless it stands beside the signature. */
  time?: { unit: TimeUnit; header?: string };
  /** `whsec` keys are base64 behind a prefix; all others are the secret's text. */
  key?: 'whsec';
};

export type SignedPart =
  | 'body'
  | 'time'
  | 'method'
  | 'url'
  | { text: string }
  | { header: string; format: RegExp };

export type TimeUnit = 'seconds' | 'milliseconds';

/** Ten digits are seconds until 2286; thirteen are milliseconds. A mix-up is a wrong format. */
export const TIME_FORMATS: Readonly<Record<TimeUnit, RegExp>> = {
  seconds: /^\d{10}$/,
  milliseconds: /^\d{13}$/,
};

const HEX = /^(?<signature>[0-9a-f]{64})$/i;
const SHA256_HEX = /^sha256=(?<signature>[0-9a-f]{64})$/i;
const BASE64 = /^(?<signature>[A-Za-z0-9+/]{43}=)$/;
const TIME_AND_V1 = /^t=(?<time>\d+),v1=(?<signature>[0-9a-f]{64})$/i;

const TIME_DOT_BODY = ['time', { text: '.' }, 'body'] as const;

export const SIGNATURE_TABLE: Readonly<Record<HmacScheme, SignatureDescriptor>> = {
  typeform: {
    header: 'typeform-signature',
    format: /^sha256=(?<signature>[A-Za-z0-9+/]{43}=)$/,
    encoding: 'base64',
    signed: ['body'],
  },
  webflow: {
    header: 'x-webflow-signature',
    format: HEX,
    encoding: 'hex',
    signed: ['time', { text: ':' }, 'body'],
    time: { unit: 'milliseconds', header: 'x-webflow-timestamp' },
  },
  tally: { header: 'tally-signature', format: BASE64, encoding: 'base64', signed: ['body'] },
  // The add-on signs its JSON even when it posts a form: only its JSON format can be verified.
  wpforms: {
    header: 'x-wpforms-webhook-signature',
    format: /^t=(?<time>\d+),v=(?<signature>[0-9a-f]{64})$/i,
    encoding: 'hex',
    signed: TIME_DOT_BODY,
    time: { unit: 'seconds' },
  },
  formspree: {
    header: 'formspree-signature',
    format: TIME_AND_V1,
    encoding: 'hex',
    signed: TIME_DOT_BODY,
    time: { unit: 'seconds' },
  },
  // Nothing stands between body and id, so that only the id's format keeps the two apart.
  framer: {
    header: 'framer-signature',
    format: SHA256_HEX,
    encoding: 'hex',
    signed: ['body', { header: 'framer-webhook-submission-id', format: /^[\w-]{1,128}$/ }],
  },
  meta: { header: 'x-hub-signature-256', format: SHA256_HEX, encoding: 'hex', signed: ['body'] },
  github: { header: 'x-hub-signature-256', format: SHA256_HEX, encoding: 'hex', signed: ['body'] },
  linkedin: {
    header: 'x-li-signature',
    format: HEX,
    encoding: 'hex',
    signed: [{ text: 'hmacsha256=' }, 'body'],
  },
  calendly: {
    header: 'calendly-webhook-signature',
    format: TIME_AND_V1,
    encoding: 'hex',
    signed: TIME_DOT_BODY,
    time: { unit: 'seconds' },
  },
  // Without a secret Cal.com sends the words "no-secret-provided", which is no signature.
  calcom: { header: 'x-cal-signature-256', format: HEX, encoding: 'hex', signed: ['body'] },
  tiktok: {
    header: 'tiktok-signature',
    format: /^t=(?<time>\d+),s=(?<signature>[0-9a-f]{64})$/i,
    encoding: 'hex',
    signed: TIME_DOT_BODY,
    time: { unit: 'seconds' },
  },
  'hubspot-v3': {
    header: 'x-hubspot-signature-v3',
    format: BASE64,
    encoding: 'base64',
    signed: ['method', 'url', 'body', 'time'],
    time: { unit: 'milliseconds', header: 'x-hubspot-request-timestamp' },
  },
  // https://www.standardwebhooks.com: several signatures while a secret is being rotated.
  'standard-webhooks': {
    header: 'webhook-signature',
    format: /^v\d+[a-z]?,[A-Za-z0-9+/]+={0,2}(?: v\d+[a-z]?,[A-Za-z0-9+/]+={0,2}){0,9}$/,
    each: /(?:^| )v1,(?<signature>[A-Za-z0-9+/]{43}=)(?= |$)/g,
    encoding: 'base64',
    signed: [
      { header: 'webhook-id', format: /^[!-+\--~]{1,256}$/ },
      { text: '.' },
      'time',
      { text: '.' },
      'body',
    ],
    time: { unit: 'seconds', header: 'webhook-timestamp' },
    key: 'whsec',
  },
};
