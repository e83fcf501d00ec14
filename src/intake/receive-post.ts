import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IntakeAnswer } from './answers.ts';
import { corsHeaders } from './cors.ts';
import { floodAnswer } from './flood.ts';
import type { IntakeDeps } from './intake-deps.ts';
import type { IntakeRequest } from './intake-request.ts';
import { createBodyReader } from './read-body.ts';
import { receiveSubmission, receiveUnread, sourceNamed, unknownSourceAnswer } from './receive.ts';
import type { Source } from './source-settings.ts';

/** One POST: which source it is for, and who sent it, behind the configured proxies. */
export type Posted = {
  sourceName: string;
  /** Path and query string as they were asked for. */
  target: string;
  ip: string | undefined;
};

export type PostReceiver = (
  posted: Posted,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
) => Promise<IntakeAnswer>;

/** Flood → body → submission. Nobody may have read the body before: signatures are over its bytes. */
export function createPostReceiver(deps: IntakeDeps): PostReceiver {
  const readBody = createBodyReader();

  return async (posted, incoming, outgoing) => {
    const source = sourceNamed(deps.sources(), posted.sourceName);
    if (!source) return unknownSourceAnswer(posted.sourceName, deps);
    const { origin } = incoming.headers;
    const unread = intakeRequest(posted, incoming, NO_BODY);
    const flooded = await floodAnswer(source, unread, deps);
    if (flooded) {
      recordUnread(source, 'limited', flooded, deps);
      return withCors(flooded, source, origin);
    }
    const read = await readBody(source, incoming, outgoing);
    if (!read.ok) {
      recordUnread(source, 'unreadable', read.answer, deps);
      return withCors(read.answer, source, origin);
    }
    const request = { ...unread, body: read.body };
    return receiveSubmission(request, deps).catch((error: unknown) => {
      deps.world.log.error('submission could not be read', { source: source.name, error });
      return receiveUnread(request, deps);
    });
  };
}

const NO_BODY = Buffer.alloc(0);

export function intakeRequest(
  { sourceName, target, ip }: Posted,
  { method = '', headers }: IncomingMessage,
  body: Buffer = NO_BODY,
): IntakeRequest {
  return {
    method,
    sourceName,
    target,
    body,
    query: queryOf(target),
    headers: singleTexts(headers),
    // A server that listens on both families sees IPv4 senders as ::ffff:192.0.2.1.
    ip: ip?.replace(/^::ffff:(?=\d+\.)/i, ''),
  };
}

/** Of the headers of a request Node keeps one alone as a list, and that one is for answers. */
function singleTexts(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  if (headers['set-cookie'] === undefined) return headers as Record<string, string | undefined>;
  const { 'set-cookie': cookies, ...texts } = headers;
  return {
    ...(texts as Record<string, string | undefined>),
    'set-cookie': cookies.join(', '),
  };
}

/** A target may be a whole address that no URL parser takes (`http://host:99999/…`). */
function queryOf(target: string): URLSearchParams {
  return new URLSearchParams(target.includes('?') ? /\?([^#]*)/.exec(target)?.[1] : undefined);
}

export function withCors(
  answer: IntakeAnswer,
  source: Source,
  origin: string | undefined,
): IntakeAnswer {
  return { ...answer, headers: { ...answer.headers, ...corsHeaders(source, origin) } };
}

/** One line and one count for a submission whose body was not even read. */
function recordUnread(
  source: Source,
  status: 'limited' | 'unreadable',
  answer: IntakeAnswer,
  { world }: IntakeDeps,
): void {
  world.metrics.count('leadline_submissions_total', { source: source.name, status });
  const fields = { source: source.name, status, httpStatus: answer.status };
  world.log.info('submission received', fields);
}
