import { remembered } from '../lead/remembered.ts';

/**
 * Keeps personal data and secrets out of the log, whatever is handed to it by mistake. By key at
 * any depth, and by form inside texts. Nothing that is logged on purpose needs any of it.
 */

const REDACTED = '[redacted]';
const DEPTH_MAX = 8;
const ENTRIES_MAX = 100;
const TEXT_CHARACTERS_MAX = 2_000;
const STACK_CHARACTERS_MAX = 8_000;

/** Compared without case, hyphens and underscores: `first_name`, `X-Forwarded-For`. */
const WHOLE_KEYS = new Set(
  (
    'name firstname lastname fullname givenname familyname surname mail mobile tel message ip ' +
    'remoteaddress xforwardedfor xrealip person visitor body rawbody payload street address pass'
  ).split(' '),
);
const KEY_PARTS =
  /email|phone|authori[sz]ation|cookie|signature|secret|token|password|passwd|credential|googlekey|apikey|accesskey|encryptionkey/;
const URL_KEYS = new Set([
  'url',
  'path',
  'originalurl',
  'href',
  'pageurl',
  'landingpage',
  'referrer',
  'referer',
]);

const EMAIL = /[^\s"'<>(),:;=&?/\\]{1,320}(?:@|%40)[^\s"'<>(),:;=&?/\\]{1,320}/gi;
const INTERNATIONAL_NUMBER = /\+\d[\d\s().-]{6,}\d/g;
const QUERY = /(\bhttps?:\/\/[^\s?"'<>]+)\?[^\s"'<>]*/gi;
/** Without any of these no pattern above finds anything. */
const SUSPICIOUS = /[@+]|%40|:\/\//;
/** A UUID (a lead's id, say) or a run of digits as long as a phone number; the first is kept. */
const UUID_OR_DIGITS = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})|\d{7,}/gi;

/** Fields as they may be logged. Cycles and great depths are left out. */
export function redactedFields(fields: Record<string, unknown>): Record<string, unknown> {
  return redactObject(fields, 0, new Set());
}

function redact(key: string, value: unknown, depth: number, seen: Set<object>): unknown {
  if (isSensitive(key) && value !== undefined && value !== null && typeof value !== 'boolean') {
    return REDACTED;
  }
  if (typeof value === 'string') {
    return redactText(isUrlKey(key) ? value.replace(/[?#].*$/s, '') : value);
  }
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'bigint' ? value.toString() : value;
  }
  if (depth >= DEPTH_MAX || seen.has(value)) return '[left out]';
  const within = new Set(seen).add(value);
  if (value instanceof Error) return redactError(value, depth + 1, within);
  if (value instanceof Date || value instanceof URL)
    return redact(key, value.toJSON(), depth, seen);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) {
    return value.slice(0, ENTRIES_MAX).map((entry) => redact('', entry, depth + 1, within));
  }
  const entries = value instanceof Map ? Object.fromEntries(value) : value;
  return redactObject(entries, depth + 1, within);
}

function redactObject(fields: object, depth: number, seen: Set<object>): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields).slice(0, ENTRIES_MAX)) {
    shown[redactText(key)] = redact(key, value, depth, seen);
  }
  return shown;
}

/**
 * An error as it may be logged: its class, code and stack, the details of a `SystemFailure`, and
 * its causes. Messages of outside systems quote what they were sent: addresses and long runs of
 * digits are taken out of them.
 */
function redactError(error: Error, depth: number, seen: Set<object>): Record<string, unknown> {
  const within = new Set(seen).add(error);
  const { code, details, cause } = error as Error & { code?: unknown; details?: unknown };
  return {
    type: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    message: withoutDigits(redactText(error.message)),
    ...(error.stack === undefined ? {} : { stack: redactStack(error) }),
    ...(isPlainObject(details) ? { details: redactDetails(details, depth, within) } : {}),
    ...(cause === undefined ? {} : { cause: redact('', cause, depth + 1, within) }),
  };
}

/** The frames show where; the message above them is shown already. */
function redactStack(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return frames.join('\n').slice(0, STACK_CHARACTERS_MAX);
}

function redactDetails(
  details: Record<string, unknown>,
  depth: number,
  seen: Set<object>,
): Record<string, unknown> {
  const shown = redactObject(details, depth + 1, seen);
  for (const [key, value] of Object.entries(shown)) {
    if (typeof value === 'string') shown[key] = withoutDigits(value);
  }
  return shown;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isSensitive = remembered((key) => {
  const name = plain(key);
  return WHOLE_KEYS.has(name) || KEY_PARTS.test(name);
});

const isUrlKey = remembered((key) => URL_KEYS.has(plain(key)));

function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function redactText(text: string): string {
  if (text.length <= TEXT_CHARACTERS_MAX && !SUSPICIOUS.test(text)) return text;
  return text
    .slice(0, TEXT_CHARACTERS_MAX)
    .replaceAll(QUERY, '$1')
    .replaceAll(EMAIL, REDACTED)
    .replaceAll(INTERNATIONAL_NUMBER, REDACTED);
}

function withoutDigits(text: string): string {
  return text.replaceAll(UUID_OR_DIGITS, (_all, uuid: string | undefined) => uuid ?? REDACTED);
}
