import { Webhook } from 'standardwebhooks';
import { Agent } from 'undici';
import type { WebhookSettings } from '../../stages/conversion-settings.ts';
import type { ConversionEvent, ConversionResult } from '../../workflow/ports.ts';
import { webhookFailure } from './conversion-failures.ts';
import {
  type DestinationDeps,
  type OpenDestination,
  openClient,
  timeoutOf,
} from './destination-deps.ts';
import { resolveParameters } from './event-parameters.ts';
import { createAddressGuard } from './public-address.ts';
import { webhookBody } from './webhook-body.ts';

/** What a webhook's receiver answers is not read for its content. */
const ANSWER_BYTES_MAX = 64 * 1024;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * A signed webhook by Standard Webhooks 1.0.0. `webhook-id` is the event's id and stays the same
 * over repetitions, so the receiver can recognise one (`dedupes: true`); the time stamp and the
 * signatures are those of the attempt. Several secrets make several signatures, newest first.
 *
 * Throws an Error on a secret that cannot sign.
 */
export function createWebhookDestination(
  name: string,
  settings: WebhookSettings,
  deps: DestinationDeps,
): OpenDestination {
  const signers = settings.secrets.map((secret, index) =>
    signerOf(secret, `conversions.yaml, destinations.${name}.secrets.${index}`),
  );
  const guard = createAddressGuard({
    system: name,
    ...(deps.resolve && { resolve: deps.resolve }),
  });
  const guarded = !settings.allowPrivateAddress;
  const client = openClient(
    name,
    deps,
    new Agent({
      connect: { timeout: CONNECT_TIMEOUT_MS, ...(guarded && { lookup: guard.lookup }) },
      headersTimeout: timeoutOf(deps),
      bodyTimeout: timeoutOf(deps),
      maxResponseSize: ANSWER_BYTES_MAX,
    }),
  );

  async function checkAddress(): Promise<void> {
    if (guarded) await guard.check(settings.url);
  }

  async function send(event: ConversionEvent): Promise<ConversionResult> {
    await checkAddress();
    const body = webhookBody(event, resolveParameters(settings.parameters, event));
    const attemptedAt = new Date(deps.now());
    const answer = await client.send({
      method: 'POST',
      url: settings.url,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'leadline',
        'webhook-id': event.eventId,
        'webhook-timestamp': String(Math.floor(attemptedAt.getTime() / 1000)),
        'webhook-signature': signers
          .map((signer) => signer.sign(event.eventId, attemptedAt, body))
          .join(' '),
      },
      body,
    });
    if (answer.status >= 200 && answer.status < 300)
      return { sent: true, reference: event.eventId };
    throw webhookFailure({ system: name, answer, now: deps.now() });
  }

  // There is no harmless call to a stranger's webhook: only its address can be looked at.
  return { name, kind: 'webhook', dedupes: true, send, probe: checkAddress, close: client.close };
}

/** The specification wants 24 to 64 random bytes, in base64 after `whsec_`. */
function signerOf(secret: string, place: string): Webhook {
  const base64 = secret.replace(/^whsec_/, '');
  const bytes = Buffer.from(base64, 'base64');
  const exact = bytes.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '');
  if (!exact || bytes.length < 24 || bytes.length > 64) {
    throw new Error(
      `${place}: found ${exact ? `${bytes.length} bytes` : 'text that is not base64'}; expected whsec_ and 24 to 64 random bytes in base64. Make one with: echo whsec_$(openssl rand -base64 32)`,
    );
  }
  return new Webhook(bytes, { format: 'raw' });
}
