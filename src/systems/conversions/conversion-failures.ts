import {
  type FailureKind,
  SystemFailure,
  type SystemFailureDetails,
} from '../../workflow/system-failure.ts';
import type { HttpAnswer } from '../http/http-client.ts';
import { retryAfterMs } from '../http/retry-after.ts';

/** What an answer that is no success means. One function a receiver, since each has its own words. */
export type AnswerContext = { system: string; answer: HttpAnswer; now: number };

/**
 * GA4 answers 2xx to whatever reached it, so anything else comes from a front or a proxy and the
 * event was not taken in. Only a gateway that waited in vain (504) leaves that open; as GA4 cannot
 * recognise an event it had already, that one must not be repeated blindly.
 */
export function ga4Failure(context: AnswerContext): SystemFailure {
  return byStatus(context, {
    when: context.answer.status === 504 ? 'during' : 'after',
    advice: 'Check GA4_BASE_URL: Google itself answers 204 to every event.',
  });
}

/** GA4's validator found something: `description` is GA4's own sentence. */
export function ga4Invalid(
  system: string,
  finding: { validationCode: string; description: string; fieldPath: string },
): SystemFailure {
  return new SystemFailure({
    system,
    kind: 'invalid',
    when: 'after',
    code: finding.validationCode,
    words: quoted(finding.description),
    advice: `Mend the event's ${finding.fieldPath || 'body'} in conversions.yaml, then replay.`,
  });
}

/**
 * Any 2xx is success for a webhook, and nothing else is (Standard Webhooks 1.0.0, "Delivery success
 * and failure"): 410 ends it, 429 asks for patience, and so do 502 and 504 where they say for how
 * long. Without that they are an outage: patience without end would be a lead that waits for ever.
 */
export function webhookFailure(context: AnswerContext): SystemFailure {
  const { status } = context.answer;
  if (status === 410) {
    return failure(context, {
      kind: 'refused',
      when: 'after',
      advice:
        'The receiver wants no more events: set enabled: false for it, or give its new address.',
    });
  }
  const asked = retryAfter(context);
  if ((status === 502 || status === 504) && asked.retryAfterMs !== undefined) {
    return failure(context, { kind: 'throttled', when: 'during', ...asked });
  }
  return byStatus(context, {
    when: status >= 500 ? 'during' : 'after',
    advice: 'See what the receiver logged for this webhook-id.',
  });
}

/** What a status alone says, for every receiver alike. */
export function byStatus(
  context: AnswerContext,
  given: { when: SystemFailureDetails['when']; advice: string },
): SystemFailure {
  const { status } = context.answer;
  const patience = retryAfter(context);
  if (status === 429) return failure(context, { kind: 'throttled', when: 'after', ...patience });
  if (status === 503 && patience.retryAfterMs !== undefined) {
    return failure(context, { kind: 'throttled', when: 'after', ...patience });
  }
  if (status >= 300 && status < 400) {
    return failure(context, {
      kind: 'refused',
      when: 'after',
      advice: 'Redirects are never followed: put the final address into conversions.yaml.',
    });
  }
  return failure(context, { kind: kindOf(status), ...given });
}

function kindOf(status: number): FailureKind {
  if (status === 401 || status === 403) return 'unauthorised';
  if (status === 400 || status === 413 || status === 415 || status === 422) return 'invalid';
  if (status === 408 || status === 425 || status >= 500 || status < 300) return 'unavailable';
  return 'refused';
}

/** Bodies are left out on purpose: a receiver may echo the person's data in them. */
export function failure(
  context: AnswerContext,
  details: Omit<SystemFailureDetails, 'system' | 'status' | 'words'> & { words?: string },
): SystemFailure {
  const { status } = context.answer;
  return new SystemFailure({
    code: `http_${status}`,
    words: `answered ${status}`,
    ...details,
    system: context.system,
    status,
  });
}

function retryAfter({ answer, now }: AnswerContext): { retryAfterMs?: number } {
  const waitMs = retryAfterMs(answer, now);
  return waitMs === undefined ? {} : { retryAfterMs: waitMs };
}

/** A receiver's own sentence: short, without e-mail addresses and hashes that it may have echoed. */
export function quoted(words: string): string {
  const plain = words
    .replace(/[^\s@"'[]+@[^\s@"'\]]+\.[^\s@"'\]]+/g, '[e-mail]')
    .replace(/\b[0-9a-f]{64}\b/gi, '[hash]');
  return plain.length > 300 ? `${plain.slice(0, 299)}…` : plain;
}
