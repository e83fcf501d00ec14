import { isRecord, jsonField } from './json-field.ts';

/**
 * Slack's rules for message metadata: an event type and a flat payload of strings, numbers and
 * booleans, flat objects, or arrays of flat objects. No null, nothing deeper.
 */
export type Metadata = { event_type: string; event_payload: Record<string, unknown> };

/** 8 kB is what Slack's documentation of message metadata gives as its limit in practice. */
const METADATA_CHARACTERS_MAX = 8_000;

/** @returns the metadata, or the error code that Slack answers. */
export function readMetadata(sent: string): { metadata: Metadata } | { error: string } {
  const value = jsonField(sent);
  if (!isRecord(value)) return { error: 'invalid_metadata_format' };
  const { event_type: type, event_payload: payload } = value;
  if (typeof type !== 'string' || !/^[A-Za-z0-9_.-]{1,255}$/.test(type) || !isRecord(payload)) {
    return { error: 'invalid_metadata_schema' };
  }
  if (Object.keys(value).length > 2) return { error: 'invalid_metadata_schema' };
  if (sent.length > METADATA_CHARACTERS_MAX) return { error: 'metadata_too_large' };
  if (!Object.values(payload).every(isAllowed)) return { error: 'invalid_metadata_schema' };
  return { metadata: { event_type: type, event_payload: payload } };
}

function isAllowed(value: unknown): boolean {
  if (isScalar(value) || isFlat(value)) return true;
  return Array.isArray(value) && value.every(isFlat);
}

function isFlat(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isScalar);
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
