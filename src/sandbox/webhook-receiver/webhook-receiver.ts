import { Webhook } from 'standardwebhooks';
import {
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
  type StandInService,
  startStandIn,
} from '../stand-in.ts';

/** One webhook with a good signature. */
export type ReceivedWebhook = {
  /** Milliseconds since 1970. */
  at: number;
  path: string;
  webhookId: string;
  /** `type` of the body. */
  type: string;
  body: unknown;
  /** This webhook-id was here before: a receiver takes it once only. */
  duplicate: boolean;
};

export type WebhookReceiverState = {
  received: ReceivedWebhook[];
  refused: { at: number; reason: string }[];
};

/**
 * A receiver as Standard Webhooks describes it: verifies the signature and that the attempt is not
 * more than five minutes away, takes every webhook-id once, answers 2xx to what it took. The
 * package that verifies reads the real clock.
 */
function createWebhookReceiver(options: {
  now: () => number;
  /** `whsec_…`; a webhook signed with any of them is good. */
  secrets: string[];
}): StandInService<WebhookReceiverState> {
  const verifiers = options.secrets.map((secret) => new Webhook(secret));
  let state: WebhookReceiverState = { received: [], refused: [] };

  function answer(request: StandInRequest): StandInAnswer {
    if (request.method !== 'POST') return json(405, { error: 'webhooks are posted' });
    const verified = verify(verifiers, request, options.now());
    if ('reason' in verified) {
      state.refused.push({ at: options.now(), reason: verified.reason });
      return json(401, { error: verified.reason });
    }
    const webhookId = request.headers['webhook-id'] ?? '';
    const duplicate = state.received.some((each) => each.webhookId === webhookId);
    state.received.push({
      at: options.now(),
      path: request.path,
      webhookId,
      type: typeOf(verified.body),
      body: verified.body,
      duplicate,
    });
    return json(200, { received: true, duplicate });
  }

  return { answer, state: () => state, reset: () => void (state = { received: [], refused: [] }) };
}

/** The receiver on a real socket. `state()` is a WebhookReceiverState. */
export function startWebhookReceiver(options: {
  now: () => number;
  port?: number;
  secrets: string[];
}): Promise<StandIn<WebhookReceiverState>> {
  const { port, ...service } = options;
  return startStandIn({
    name: 'webhook-receiver',
    service: createWebhookReceiver(service),
    now: options.now,
    port,
  });
}

/** Standard Webhooks: a receiver refuses what was signed longer ago, or later, than this. */
const TOLERANCE_MS = 300_000;

/**
 * The body, if any of the secrets signed it; otherwise why not. Signed again rather than left to
 * the package, which asks the computer's own clock and not the sandbox's.
 */
function verify(
  verifiers: Webhook[],
  { headers, body }: StandInRequest,
  nowMs: number,
): { body: unknown } | { reason: string } {
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signed } = headers;
  if (!id || !at || !signed) return { reason: 'a header of Standard Webhooks is missing' };
  const signedAtMs = Number(at) * 1_000;
  const ageMs = nowMs - signedAtMs;
  if (Number.isNaN(ageMs)) return { reason: 'the timestamp is no number' };
  if (ageMs > TOLERANCE_MS) return { reason: 'the timestamp is too old' };
  if (ageMs < -TOLERANCE_MS) return { reason: 'the timestamp is too new' };
  const given = signed.split(' ');
  const good = verifiers.some((one) => given.includes(one.sign(id, new Date(signedAtMs), body)));
  return good ? { body: JSON.parse(body) as unknown } : { reason: 'no matching signature found' };
}

function typeOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'type' in body ? String(body.type) : '';
}

function json(status: number, value: unknown): StandInAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  };
}
