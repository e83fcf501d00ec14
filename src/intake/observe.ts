import type { ReadSubmission } from '../lead/submission.ts';
import type { Delivery, Outcome } from './delivery.ts';

/** What a robot sends says nothing about the form. */
const UNTYPICAL = new Set(['honeypot', 'spam', 'captcha_failed']);

/**
 * Tells what the source has sent, so that its silence and changes of its fields are noticed. Beside
 * the answer: it neither delays nor fails it. Repetitions and canaries are not of the source.
 */
export function observeSubmission(
  { source, deps, receivedAt, request }: Delivery,
  { fields }: ReadSubmission,
  { status, code }: Outcome,
): void {
  const isNew = status === 'accepted' || status === 'quarantined';
  if (!isNew || request.synthetic || UNTYPICAL.has(code ?? '')) return;
  deps.observer?.submission({
    source: source.name,
    keys: fields.map(({ key }) => key),
    at: Date.parse(receivedAt),
  });
}
