import { type IntakeAnswer, laterAnswer, mendAnswer, refusalAnswer } from './answers.ts';
import { corsHeaders } from './cors.ts';
import type { DecodeFailure } from './decode.ts';
import type { Delivery, Outcome } from './delivery.ts';
import type { IntakeDeps } from './intake-deps.ts';
import { type IntakeRequest, wantsPage } from './intake-request.ts';
import { keepReading, keepUnread } from './keep-submission.ts';
import { readSubmission, type StoredBody } from './read-submission.ts';
import type { Source, Sources } from './source-settings.ts';
import { FORM_SOURCES } from './sources/index.ts';
import {
  type VerifyFailure,
  type VerifyResult,
  verifyBodyToken,
  verifySignature,
} from './verify.ts';

/**
 * Receives one submission: signature → decode → the vendor's adapter → validate → kept durably →
 * answer. Whatever a vendor sends that cannot be understood is kept in quarantine and answered 200,
 * because most vendors send once; a browser is told what to mend instead.
 *
 * @returns 200 or 303 for what was kept; 400, 401, 413, 415, 422 for what was not and would not be
 *   next time either; 503 with Retry-After for what may be. Never 404 or 410: Typeform, for one,
 *   switches a webhook off at the first of these.
 */
export function receiveSubmission(request: IntakeRequest, deps: IntakeDeps): Promise<IntakeAnswer> {
  return answerDelivery(request, deps, received);
}

/**
 * For when receiving failed by a bug of ours: that must not cost a lead whose sender never comes
 * again, so the bytes go to quarantine. A body with a secret in it cannot be kept unread, and a
 * body that was never verified is not: those senders are asked to come again.
 */
export function receiveUnread(request: IntakeRequest, deps: IntakeDeps): Promise<IntakeAnswer> {
  return answerDelivery(request, deps, async (delivery) => {
    const signature = checkedSignature(delivery);
    if (!signature.ok || signature.pending) {
      const answer = laterAnswer('The submission could not be read right now.', delivery.page);
      return { status: 'unavailable', code: 'internal_error', answer };
    }
    const reason = 'leadline itself failed to read it; the log says why. Release it once mended.';
    return keepUnread(delivery, { reason, reasonCode: 'internal_error' }, storedAsSent(delivery));
  });
}

/** The source of this name; names of Object.prototype are none. */
export function sourceNamed(sources: Sources, name: string): Source | undefined {
  const settings = Object.hasOwn(sources.sources, name) ? sources.sources[name] : undefined;
  if (!settings) return undefined;
  const known = named.get(settings);
  if (known?.name === name) return known;
  const source: Source = { ...settings, name };
  named.set(settings, source);
  return source;
}

/** Each is asked for several times a submission. */
const named = new WeakMap<Sources['sources'][string], Source>();

/** As sources.yaml takes it. */
const SOURCE_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** A name that nobody configured may be mended in a minute: the sender is to keep trying. */
export function unknownSourceAnswer(name: string, deps: IntakeDeps): IntakeAnswer {
  const shown = name.slice(0, 63);
  // Anybody can write anything into a path: what cannot be a source's name is not logged.
  const source = SOURCE_NAME.test(name) ? name : 'no name of a source';
  deps.world.log.warn('submission for an unknown source', { source });
  deps.world.metrics.count('leadline_submissions_total', {
    source: 'unknown',
    status: 'unavailable',
  });
  return laterAnswer(
    `No source is named "${shown}". Add it to sources.yaml, or correct the address that the sender posts to.`,
  );
}

async function answerDelivery(
  request: IntakeRequest,
  deps: IntakeDeps,
  receive: (delivery: Delivery) => Promise<Outcome>,
): Promise<IntakeAnswer> {
  const source = sourceNamed(deps.sources(), request.sourceName);
  if (!source) return unknownSourceAnswer(request.sourceName, deps);
  const { browser } = FORM_SOURCES[source.vendor];
  const delivery: Delivery = {
    source,
    browser,
    request,
    deps,
    leadId: deps.world.newLeadId(),
    receivedAt: new Date(deps.world.now()).toISOString(),
    page: { wanted: browser && wantsPage(request) },
  };
  const outcome = await receive(delivery);
  record(delivery, outcome);
  const headers = { ...outcome.answer.headers, ...corsHeaders(source, request.headers['origin']) };
  return { ...outcome.answer, headers };
}

async function received(delivery: Delivery): Promise<Outcome> {
  const { source, request, deps } = delivery;
  const signature = checkedSignature(delivery);
  if (!signature.ok) return unauthorised(delivery, signature);
  warnOfRetiredSecret(delivery, signature);

  const decoded = await readSubmission(source, request);
  if (!decoded.ok) return undecodable(delivery, decoded, signature.pending === 'body');
  const token: VerifyResult = request.synthetic
    ? { ok: true }
    : verifyBodyToken({
        signature: source.signature,
        value: decoded.sent,
        nowMs: deps.world.now(),
      });
  if (!token.ok) return unauthorised(delivery, token);
  warnOfRetiredSecret(delivery, token);
  return keepReading(delivery, decoded);
}

/** A canary comes from this process: there is no sender to make sure of. */
function checkedSignature({ source, request, deps }: Delivery): VerifyResult {
  if (request.synthetic) return { ok: true };
  return verifySignature({
    signature: source.signature,
    body: request.body,
    headers: request.headers,
    url: {
      method: request.method,
      publicUrl: `${deps.publicUrl?.replace(/\/+$/, '') ?? ''}${request.target}`,
      query: request.query,
    },
    nowMs: deps.world.now(),
  });
}

/**
 * A browser is told; a vendor's body is kept for a person, unless there is nothing in it, it is too
 * much, or the secret that should vouch for it stands inside.
 */
async function undecodable(
  delivery: Delivery,
  failure: DecodeFailure,
  unverified: boolean,
): Promise<Outcome> {
  const { status, code, says } = failure;
  const keepable = status !== 413 && code !== 'empty_body' && !unverified;
  if (!delivery.browser && keepable) {
    return keepUnread(delivery, { reason: says, reasonCode: code }, storedAsSent(delivery));
  }
  // A list of submissions is well-formed, and the page can mend it.
  const answer =
    code === 'several_submissions'
      ? mendAnswer([{ field: '', message: says }], delivery.page)
      : refusalAnswer(status, says, delivery.page);
  return { status: 'unreadable', code, answer };
}

function unauthorised(delivery: Delivery, failure: VerifyFailure): Outcome {
  const answer = refusalAnswer(401, failure.says, delivery.page);
  return { status: 'unauthorised', code: failure.code, answer };
}

function storedAsSent({ request }: Delivery): StoredBody {
  return { contentType: request.headers['content-type'] ?? '', body: request.body };
}

function warnOfRetiredSecret({ source, deps }: Delivery, check: VerifyResult): void {
  if (!check.ok || !check.retiredSecretInUse) return;
  const secret = check.secretId ?? '';
  deps.world.log.warn('a retired signing secret is still in use', { source: source.name, secret });
  deps.world.metrics.count('leadline_retired_secret_total', { source: source.name, secret });
  deps.observer?.retiredSecret({
    source: source.name,
    secretId: secret,
    at: deps.world.now(),
  });
}

/** One line and one count for each submission; nothing of the person. */
function record({ source, request, deps, leadId }: Delivery, outcome: Outcome): void {
  const { code } = outcome;
  const status = request.synthetic ? `canary_${outcome.status}` : outcome.status;
  deps.world.metrics.count('leadline_submissions_total', { source: source.name, status });
  deps.world.log.info('submission received', {
    leadId: outcome.leadId ?? leadId,
    source: source.name,
    status,
    httpStatus: outcome.answer.status,
    ...(code === undefined ? {} : { code }),
  });
}
