import type { HttpAnswer } from './http-client.ts';

/** A receiver that asks for more than a day is taken to mean a day. */
const RETRY_AFTER_MAX_MS = 24 * 60 * 60 * 1000;

/**
 * The `Retry-After` header in milliseconds: seconds, or an HTTP date against `now` (RFC 9110,
 * 10.2.3). Undefined where there is none or it cannot be read.
 */
export function retryAfterMs(answer: HttpAnswer, now: number): number | undefined {
  const header = answer.headers['retry-after']?.trim();
  if (!header) return undefined;
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), RETRY_AFTER_MAX_MS);
}
