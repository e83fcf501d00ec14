import type { RawSubmission } from './accept.ts';
import type { Delivery } from './delivery.ts';
import type { StoredBody } from './read-submission.ts';

/** Headers worth keeping: they help to understand a body. Credentials are not among them. */
const KEPT_HEADERS = [
  'accept-language',
  'content-type',
  'framer-webhook-submission-id',
  'idempotency-key',
  'origin',
  'referer',
  'user-agent',
  'x-request-id',
  'x-wpforms-webhook-id',
];

/** What is kept of a delivery: its bytes, or the body without a secret that stood in it. */
export function rawSubmission({ source, request }: Delivery, stored: StoredBody): RawSubmission {
  const secretIn = source.signature?.in?.toLowerCase();
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = request.headers[name];
    if (value !== undefined && secretIn !== `header:${name}`) headers[name] = value;
  }
  return {
    contentType: stored.contentType,
    bodyBase64: stored.body.toString('base64'),
    headers,
  };
}
