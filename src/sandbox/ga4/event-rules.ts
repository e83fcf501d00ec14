import { z } from 'zod';
import { RESERVED_EVENT_NAMES, RESERVED_PREFIXES } from './reserved-names.ts';

/** GA4's own rules for one Measurement Protocol body, as its validation endpoint states them. */

export type ValidationMessage = {
  fieldPath: string;
  description: string;
  validationCode:
    | 'VALUE_INVALID'
    | 'VALUE_REQUIRED'
    | 'NAME_INVALID'
    | 'NAME_RESERVED'
    | 'VALUE_OUT_OF_BOUNDS'
    | 'EXCEEDED_MAX_ENTITIES';
};

export const ga4BodySchema = z.looseObject({
  client_id: z.unknown().optional(),
  user_id: z.unknown().optional(),
  timestamp_micros: z.unknown().optional(),
  consent: z.record(z.string(), z.unknown()).optional(),
  user_data: z.record(z.string(), z.unknown()).optional(),
  events: z
    .array(
      z.looseObject({ name: z.string(), params: z.record(z.string(), z.unknown()).default({}) }),
    )
    .default([]),
});
export type Ga4Body = z.infer<typeof ga4BodySchema>;

const HOUR_MS = 60 * 60 * 1000;
const LIMITS = {
  bytes: 130_000,
  events: 25,
  params: 25,
  nameCharacters: 40,
  valueCharacters: 100,
  ageMs: 72 * HOUR_MS,
  /** A server's clock may be a little ahead. */
  futureMs: HOUR_MS / 4,
};

export function checkGa4Body(body: Ga4Body, bytes: number, now: number): ValidationMessage[] {
  return [
    ...checkEnvelope(body, bytes),
    ...checkTime(body.timestamp_micros, now),
    ...checkConsent(body.consent ?? {}),
    ...checkUserData(body.user_data ?? {}),
    ...body.events.flatMap((event, index) => checkEvent(event, index)),
  ];
}

function checkEnvelope(body: Ga4Body, bytes: number): ValidationMessage[] {
  const found: ValidationMessage[] = [];
  if (typeof body.client_id !== 'string' || body.client_id === '') {
    found.push({
      fieldPath: 'client_id',
      description: 'Measurement requires a client_id.',
      validationCode: 'VALUE_REQUIRED',
    });
  }
  if (body.events.length === 0) {
    found.push({
      fieldPath: 'events',
      description: 'Measurement requires at least one event.',
      validationCode: 'VALUE_REQUIRED',
    });
  }
  if (body.events.length > LIMITS.events) {
    found.push({
      fieldPath: 'events',
      description: `Measurement has ${body.events.length} events, at most ${LIMITS.events} are allowed.`,
      validationCode: 'EXCEEDED_MAX_ENTITIES',
    });
  }
  if (bytes > LIMITS.bytes) {
    found.push({
      fieldPath: '',
      description: 'The body is larger than 130kB.',
      validationCode: 'VALUE_OUT_OF_BOUNDS',
    });
  }
  return found;
}

function checkTime(micros: unknown, now: number): ValidationMessage[] {
  if (micros === undefined) return [];
  const fieldPath = 'timestamp_micros';
  if (typeof micros !== 'number' || !Number.isInteger(micros)) {
    const description = 'timestamp_micros has to be a whole number of microseconds.';
    return [{ fieldPath, description, validationCode: 'VALUE_INVALID' }];
  }
  const ageMs = now - micros / 1000;
  if (ageMs <= LIMITS.ageMs && ageMs >= -LIMITS.futureMs) return [];
  const description = 'timestamp_micros has to lie within the last 72 hours.';
  return [{ fieldPath, description, validationCode: 'VALUE_OUT_OF_BOUNDS' }];
}

function checkConsent(consent: Record<string, unknown>): ValidationMessage[] {
  return Object.entries(consent)
    .filter(([, value]) => value !== 'GRANTED' && value !== 'DENIED')
    .map(([name]) => ({
      fieldPath: `consent.${name}`,
      description: `Consent ${name} has to be GRANTED or DENIED.`,
      validationCode: 'VALUE_INVALID',
    }));
}

/** Every field called sha256_… has to hold 64 hexadecimal digits, wherever it stands. */
function checkUserData(value: unknown, path = 'user_data'): ValidationMessage[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const fieldPath = `${path}.${key}`;
    if (!key.startsWith('sha256_')) return checkUserData(inner, fieldPath);
    const hashes: unknown[] = Array.isArray(inner) ? inner : [inner];
    if (hashes.every((each) => typeof each === 'string' && /^[0-9a-f]{64}$/.test(each))) return [];
    const description = `${key} has to be a SHA-256 in lower-case hex.`;
    return [{ fieldPath, description, validationCode: 'VALUE_INVALID' as const }];
  });
}

type Ga4Event = Ga4Body['events'][number];

function checkEvent(event: Ga4Event, index: number): ValidationMessage[] {
  const found = checkName(event.name, 'events', `Event at index: [${index}]`);
  if (RESERVED_EVENT_NAMES.has(event.name)) {
    found.push({
      fieldPath: 'events',
      description: `Event at index: [${index}] has name [${event.name}] which is reserved.`,
      validationCode: 'NAME_RESERVED',
    });
  }
  const params = Object.entries(event.params);
  if (params.length > LIMITS.params) {
    found.push({
      fieldPath: `events[${index}].params`,
      description: `Event at index: [${index}] has ${params.length} parameters, at most ${LIMITS.params} are allowed.`,
      validationCode: 'EXCEEDED_MAX_ENTITIES',
    });
  }
  for (const [name, value] of params) {
    const path = `events[${index}].params.${name}`;
    const where = `Event at index: [${index}], parameter`;
    found.push(...checkName(name, path, where), ...checkValue(value, path));
  }
  return [...found, ...checkMoney(event.params, `events[${index}].params`)];
}

function checkName(name: string, fieldPath: string, where: string): ValidationMessage[] {
  const prefix = RESERVED_PREFIXES.find((each) => name.startsWith(each));
  if (prefix) {
    const description = `${where} has name [${name}] with the reserved prefix [${prefix}].`;
    return [{ fieldPath, description, validationCode: 'NAME_RESERVED' }];
  }
  if (name.length > LIMITS.nameCharacters) {
    const description = `${where} has name [${name}] longer than ${LIMITS.nameCharacters} characters.`;
    return [{ fieldPath, description, validationCode: 'NAME_INVALID' }];
  }
  if (/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) return [];
  const description = `${where} has invalid name [${name}]. Only alphanumeric characters and underscores are allowed.`;
  return [{ fieldPath, description, validationCode: 'NAME_INVALID' }];
}

function checkValue(value: unknown, fieldPath: string): ValidationMessage[] {
  if (typeof value === 'number' || typeof value === 'boolean') return [];
  if (typeof value !== 'string') {
    const description = `${fieldPath} has to be text or a number.`;
    return [{ fieldPath, description, validationCode: 'VALUE_INVALID' }];
  }
  if (value.length <= LIMITS.valueCharacters) return [];
  const description = `${fieldPath} is longer than ${LIMITS.valueCharacters} characters.`;
  return [{ fieldPath, description, validationCode: 'VALUE_OUT_OF_BOUNDS' }];
}

function checkMoney(params: Record<string, unknown>, path: string): ValidationMessage[] {
  const { value, currency } = params;
  const found: ValidationMessage[] = [];
  if (value !== undefined && typeof value !== 'number') {
    const description = 'value has to be a number.';
    found.push({ fieldPath: `${path}.value`, description, validationCode: 'VALUE_INVALID' });
  }
  const fieldPath = `${path}.currency`;
  if (value !== undefined && currency === undefined) {
    const description = 'currency is required when value is set.';
    found.push({ fieldPath, description, validationCode: 'VALUE_REQUIRED' });
  }
  if (currency !== undefined && !(typeof currency === 'string' && /^[A-Z]{3}$/.test(currency))) {
    const description = 'currency has to be a three-letter ISO 4217 code.';
    found.push({ fieldPath, description, validationCode: 'VALUE_INVALID' });
  }
  return found;
}
