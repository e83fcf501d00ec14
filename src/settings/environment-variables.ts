import { accessSync, constants } from 'node:fs';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { REPLICAS_MAX, readRedisUrl } from '../systems/redis/redis-url.ts';

/**
 * Every environment variable that leadline knows: its form, its default, and whether it is a
 * secret. All are optional here; what a running instance cannot do without is `missingCredentials`.
 */

const port = z
  .string()
  .regex(/^\d+$/, 'expected a port number from 0 to 65535')
  .transform(Number)
  .pipe(z.int().max(65_535, 'expected a port number from 0 to 65535'));

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'expected a URL that begins with https:// or http://' })
  .transform((url) => url.replace(/\/+$/, ''));

/** Goes into an HTTP header or a URL: a line break in it would be an injection. */
const credential = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'expected one word of printable ASCII, without spaces or line breaks');

const name = z.string().min(1);

const redisUrl = z.string().superRefine((text, context) => {
  const read = readRedisUrl(text);
  if (!read.ok) context.addIssue({ code: 'custom', message: read.expected });
});

/** Certificates and their keys: found missing here, not when Redis is first connected to. */
const certificateFile = name.refine(isReadable, 'expected a file that can be read');

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

const slackBotToken = credential.refine(
  (token) => !/^x(app|oxp|oxa|oxe)-/.test(token),
  'expected the bot token (xoxb-…), not an app or user token',
);

const trustProxy = z
  .string()
  .transform((list) =>
    list === 'none'
      ? []
      : list
          .split(',')
          .map((entry) => entry.trim())
          .filter((entry) => entry !== ''),
  )
  .refine(
    (entries) => entries.every(isProxyAddress),
    'expected none, or addresses of your proxies: 10.0.0.0/8, loopback (comma separated)',
  );

const ADDRESS_GROUPS = ['loopback', 'linklocal', 'uniquelocal'];

function isProxyAddress(entry: string): boolean {
  return ADDRESS_GROUPS.includes(entry) || ipaddr.isValid(entry) || ipaddr.isValidCIDR(entry);
}

export type EncryptionKey = { id: string; key: Buffer };

const KEY_BYTES = 32;
const KEYS_EXPECTED =
  'expected id:key pairs, comma separated, each id once, each key 32 bytes in base64';

/** The first key encrypts, all of them decrypt: a key is rotated by putting a new one in front. */
const encryptionKeys = z
  .string()
  .transform((list) => list.split(',').map(readEncryptionKey))
  .refine(
    (keys) =>
      keys.every(({ id, key }) => /^[A-Za-z0-9_-]{1,32}$/.test(id) && key.length === KEY_BYTES) &&
      new Set(keys.map(({ id }) => id)).size === keys.length,
    KEYS_EXPECTED,
  );

function readEncryptionKey(pair: string): EncryptionKey {
  const [id = '', ...rest] = pair.trim().split(':');
  return { id, key: Buffer.from(rest.join(':'), 'base64') };
}

const days = z
  .string()
  .regex(/^\d+$/, 'expected a number of days from 1 to 3650')
  .transform(Number)
  .pipe(
    z
      .int()
      .min(1, 'expected a number of days from 1 to 3650')
      .max(3_650, 'expected a number of days from 1 to 3650'),
  );

const SHARE_EXPECTED = 'expected a share from 0 to 0.9';

const share = z
  .string()
  .regex(/^0?\.\d+$|^0$/, SHARE_EXPECTED)
  .transform(Number)
  .pipe(z.number().max(0.9, SHARE_EXPECTED));

const metaVersion = z.string().regex(/^v\d+\.\d+$/, 'expected a Graph API version such as v25.0');

export const variablesSchema = z.object({
  PORT: port.prefault('8080'),
  REDIS_URL: redisUrl.optional(),
  REDIS_CA_FILE: certificateFile.optional(),
  REDIS_CERT_FILE: certificateFile.optional(),
  REDIS_KEY_FILE: certificateFile.optional(),
  REDIS_WAIT_REPLICAS: z
    .string()
    .regex(new RegExp(`^[0-${REPLICAS_MAX}]$`), `expected a number from 0 to ${REPLICAS_MAX}`)
    .optional(),
  LEADLINE_CONFIG: name.default('./config'),
  LEADLINE_DATA: name.default('./data'),
  LEADLINE_PUBLIC_URL: httpUrl.optional(),
  LEADLINE_ADMIN_TOKEN: credential.optional(),
  LEADLINE_TEAM_TOKEN: credential.optional(),
  LEADLINE_ENCRYPTION_KEYS: encryptionKeys.optional(),
  LEADLINE_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  LEADLINE_PREFIX: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'expected lower-case letters, digits, - and _')
    .default('leadline'),
  LEADLINE_TRUST_PROXY: trustProxy.prefault('none'),
  LEADLINE_KEEP_RAW_DAYS: days.prefault('30'),
  LEADLINE_KEEP_DEAD_DAYS: days.prefault('90'),
  LEADLINE_KEEP_LEDGER_DAYS: days.prefault('400'),
  LEADLINE_HUBSPOT_SHARE_FOR_OTHERS: share.prefault('0.1'),
  HUBSPOT_ACCESS_TOKEN: credential.optional(),
  HUBSPOT_BASE_URL: httpUrl.prefault('https://api.hubapi.com'),
  HUBSPOT_API_VERSION: z
    .string()
    .regex(/^(v3|20\d\d-\d\d)$/, 'expected a dated version such as 2026-09, or v3')
    .default('2026-09'),
  HUBSPOT_PORTAL_ID: z.string().regex(/^\d+$/, 'expected the digits of the portal id').optional(),
  HUBSPOT_UI_URL: httpUrl.prefault('https://app.hubspot.com'),
  SLACK_BOT_TOKEN: slackBotToken.optional(),
  SLACK_SIGNING_SECRET: credential.optional(),
  SLACK_API_URL: httpUrl.prefault('https://slack.com/api'),
  GA4_MEASUREMENT_ID: name.optional(),
  GA4_API_SECRET: credential.optional(),
  GA4_BASE_URL: httpUrl.prefault('https://www.google-analytics.com'),
  META_PIXEL_ID: name.optional(),
  META_ACCESS_TOKEN: credential.optional(),
  META_BASE_URL: httpUrl.prefault('https://graph.facebook.com'),
  META_API_VERSION: metaVersion.default('v25.0'),
  TURNSTILE_BASE_URL: httpUrl.prefault('https://challenges.cloudflare.com'),
  HCAPTCHA_BASE_URL: httpUrl.prefault('https://api.hcaptcha.com'),
});

export type Variables = z.infer<typeof variablesSchema>;
export type VariableName = keyof Variables;

export const VARIABLE_NAMES: readonly VariableName[] = variablesSchema.keyof().options;

/** Never printed, logged or answered; REDIS_URL because a password may stand in it. */
export const SECRET_VARIABLES: readonly VariableName[] = [
  'REDIS_URL',
  'LEADLINE_ADMIN_TOKEN',
  'LEADLINE_TEAM_TOKEN',
  'LEADLINE_ENCRYPTION_KEYS',
  'HUBSPOT_ACCESS_TOKEN',
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'GA4_API_SECRET',
  'META_ACCESS_TOKEN',
];
