import { createHmac, timingSafeEqual } from 'node:crypto';

/** Slack's own limit against requests that are sent again later, in either direction. */
const WINDOW_SECONDS = 300;

export type SlackRequestVerdict =
  | { genuine: true }
  | {
      genuine: false;
      reason: 'no_secret' | 'no_signature' | 'too_old_or_early' | 'wrong_signature';
    };

/**
 * Was this interactivity request signed by Slack? HMAC-SHA256 over `v0:<timestamp>:<raw body>`
 * with the app's signing secret (docs.slack.dev/authentication/verifying-requests-from-slack).
 *
 * @param rawBody the bytes as they arrived, before any parsing
 * @param timestamp header `X-Slack-Request-Timestamp`, Unix seconds
 * @param signature header `X-Slack-Signature`, `v0=<hex>`
 * An empty secret is refused: everybody could sign with it.
 */
export function verifySlackRequest(request: {
  signingSecret: string;
  rawBody: Buffer;
  timestamp: string | undefined;
  signature: string | undefined;
  nowMs: number;
}): SlackRequestVerdict {
  const { signingSecret, rawBody, timestamp, signature, nowMs } = request;
  if (signingSecret.trim() === '') return { genuine: false, reason: 'no_secret' };
  if (!signature || !timestamp || !/^\d{1,12}$/.test(timestamp)) {
    return { genuine: false, reason: 'no_signature' };
  }
  if (Math.abs(nowMs / 1_000 - Number(timestamp)) > WINDOW_SECONDS) {
    return { genuine: false, reason: 'too_old_or_early' };
  }
  const expected = `v0=${createHmac('sha256', signingSecret)
    .update(`v0:${timestamp}:`)
    .update(rawBody)
    .digest('hex')}`;
  return same(expected, signature)
    ? { genuine: true }
    : { genuine: false, reason: 'wrong_signature' };
}

/** Takes the same time wherever the two differ. */
function same(expected: string, given: string): boolean {
  const left = Buffer.from(expected);
  const right = Buffer.from(given);
  return left.length === right.length && timingSafeEqual(left, right);
}
