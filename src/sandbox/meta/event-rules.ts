import { isIP } from 'node:net';
import { z } from 'zod';
import { type GraphError, invalidParameter, TOO_OLD } from './graph-errors.ts';

/** What Meta asks of one server event, in the order in which it complains. */

export const metaEventSchema = z.looseObject({
  event_name: z.unknown().optional(),
  event_time: z.unknown().optional(),
  event_id: z.unknown().optional(),
  action_source: z.unknown().optional(),
  event_source_url: z.unknown().optional(),
  user_data: z.record(z.string(), z.unknown()).optional(),
  custom_data: z.record(z.string(), z.unknown()).optional(),
});
export type MetaServerEvent = z.infer<typeof metaEventSchema>;

const ACTION_SOURCES = new Set<unknown>([
  'email',
  'website',
  'app',
  'phone_call',
  'chat',
  'physical_store',
  'system_generated',
  'business_messaging',
  'other',
]);

const DAY_S = 24 * 60 * 60;
const AGE_MAX_S = 7 * DAY_S;
/** A server's clock may be a little ahead. */
const FUTURE_MAX_S = 60;

const HASHED = new Set(['em', 'ph', 'fn', 'ln', 'db', 'ge', 'ct', 'st', 'zp', 'country']);
const PLAIN = new Set([
  'client_ip_address',
  'client_user_agent',
  'fbc',
  'fbp',
  'external_id',
  'lead_id',
  'subscription_id',
  'fb_login_id',
  'ctwa_clid',
]);

/** user_data of nothing but one of these combinations recognises nobody. */
const TOO_THIN = [
  new Set(['ct', 'country', 'st', 'zp', 'ge', 'client_user_agent']),
  new Set(['db', 'client_user_agent']),
  new Set(['fn', 'ge']),
  new Set(['ln', 'ge']),
];

/** The first thing wrong with the event; undefined for a good one. `now` in milliseconds. */
export function checkMetaEvent(event: MetaServerEvent, now: number): GraphError | undefined {
  return checkBasics(event, now) ?? checkUserData(event) ?? checkCustomData(event);
}

function checkBasics(event: MetaServerEvent, now: number): GraphError | undefined {
  if (typeof event.event_name !== 'string' || event.event_name === '') {
    return invalidParameter('Missing Event Name', 'event_name is required.');
  }
  if (typeof event.event_time !== 'number' || !Number.isInteger(event.event_time)) {
    return invalidParameter('Invalid Event Time', 'event_time has to be Unix time in seconds.');
  }
  const ageS = now / 1000 - event.event_time;
  if (ageS > AGE_MAX_S) return TOO_OLD;
  if (ageS < -FUTURE_MAX_S) {
    return invalidParameter('Event Timestamp In The Future', 'event_time lies in the future.');
  }
  if (!ACTION_SOURCES.has(event.action_source)) {
    return invalidParameter('Invalid Action Source', 'action_source is missing or unknown.');
  }
  if (event.event_id !== undefined && typeof event.event_id !== 'string') {
    return invalidParameter('Invalid Event ID', 'event_id has to be text.');
  }
  if (event.action_source === 'website') return checkWebsite(event);
  return undefined;
}

function checkWebsite(event: MetaServerEvent): GraphError | undefined {
  const url = event.event_source_url;
  if (typeof url !== 'string' || !/^https?:\/\//.test(url)) {
    return invalidParameter('Missing Event Source URL', 'Website events need event_source_url.');
  }
  if (!event.user_data?.['client_user_agent']) {
    return invalidParameter('Missing User Agent', 'Website events need client_user_agent.');
  }
  return undefined;
}

function checkUserData(event: MetaServerEvent): GraphError | undefined {
  const userData = event.user_data;
  if (!userData || Object.keys(userData).length === 0) {
    return invalidParameter('Missing Customer Information', 'user_data is required.');
  }
  for (const [key, value] of Object.entries(userData)) {
    const problem = checkUserField(key, value);
    if (problem) return problem;
  }
  const keys = Object.keys(userData);
  if (TOO_THIN.some((combination) => keys.every((key) => combination.has(key)))) {
    return invalidParameter(
      'Insufficient Customer Information',
      'The customer information parameters of this event are too broad to match anybody.',
    );
  }
  return undefined;
}

function checkUserField(key: string, value: unknown): GraphError | undefined {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (HASHED.has(key)) {
    if (values.every((each) => typeof each === 'string' && /^[0-9a-f]{64}$/.test(each))) {
      return undefined;
    }
    return invalidParameter('Unhashed Customer Information', `${key} has to be a SHA-256 in hex.`);
  }
  if (!PLAIN.has(key)) {
    return invalidParameter('Unknown Parameter', `user_data has no parameter ${key}.`);
  }
  if ((key === 'fbc' || key === 'fbp') && !/^fb\.\d\.\d{13}\.\S+$/.test(String(value))) {
    return invalidParameter('Invalid Browser ID', `${key} has to be fb.<index>.<ms>.<value>.`);
  }
  if (key === 'client_ip_address' && isIP(String(value)) === 0) {
    return invalidParameter('Invalid IP Address', 'client_ip_address has to be an address.');
  }
  return undefined;
}

function checkCustomData(event: MetaServerEvent): GraphError | undefined {
  const { value, currency } = event.custom_data ?? {};
  if (value !== undefined && typeof value !== 'number') {
    return invalidParameter('Invalid Value', 'custom_data.value has to be a number.');
  }
  if (currency !== undefined && !(typeof currency === 'string' && /^[A-Z]{3}$/i.test(currency))) {
    return invalidParameter('Invalid Currency', 'custom_data.currency has to be an ISO 4217 code.');
  }
  return undefined;
}
