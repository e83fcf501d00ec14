import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { type IntakeAnswer, refusalAnswer } from './answers.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { floodAnswer } from './flood.ts';
import { answerHandshake } from './handshake.ts';
import type { IntakeDeps } from './intake-deps.ts';
import type { IntakeRequest } from './intake-request.ts';
import { receiveSubmission, receiveUnread, sourceNamed, unknownSourceAnswer } from './receive.ts';
import type { Source } from './source-settings.ts';
import { timeTrapAnswer } from './time-trap-answer.ts';

const PATH = '/v1/sources/:source';
const TIME_TRAP_PATH = `${PATH}/time-trap`;
const ALLOWED_METHODS = 'POST, OPTIONS';

/**
 * The intake over HTTP: `POST /v1/sources/:source`, the preflight of browsers, and the GET by which
 * some vendors make sure of a webhook. Mount it before any other body parser: signatures are made
 * over the bytes as they came. The visitor's address is Express's `req.ip`, so the application has
 * to name its proxies (`trust proxy`).
 */
export function createIntakeRouter(deps: IntakeDeps): Router {
  const router = express.Router({ caseSensitive: true });
  const readBody = createBodyReader();

  router.post(PATH, async (incoming, outgoing) => {
    const source = sourceOf(incoming, deps);
    if (!source) return write(outgoing, unknownSourceAnswer(nameIn(incoming), deps));
    const flooded = await floodAnswer(source, intakeRequest(incoming), deps);
    if (flooded) {
      recordUnread(source, 'limited', flooded, deps);
      return write(outgoing, withCors(flooded, source, incoming));
    }
    const refused = await readBody(source, incoming, outgoing);
    if (refused) {
      recordUnread(source, 'unreadable', refused, deps);
      return write(outgoing, withCors(refused, source, incoming));
    }
    const request = intakeRequest(incoming);
    const answer = await receiveSubmission(request, deps).catch((error: unknown) => {
      deps.world.log.error('submission could not be read', { source: source.name, error });
      return receiveUnread(request, deps);
    });
    return write(outgoing, answer);
  });

  router.options(PATH, (incoming, outgoing) => {
    const source = sourceOf(incoming, deps);
    if (!source) return write(outgoing, unknownSourceAnswer(nameIn(incoming), deps));
    const headers = preflightHeaders(source, incoming.get('origin'));
    return write(outgoing, { status: 204, headers, body: '' });
  });

  router.get(TIME_TRAP_PATH, (incoming, outgoing) => {
    const source = sourceOf(incoming, deps);
    if (!source) return write(outgoing, unknownSourceAnswer(nameIn(incoming), deps));
    return write(outgoing, withCors(timeTrapAnswer(source, deps), source, incoming));
  });
  router.get(PATH, (incoming, outgoing) => write(outgoing, handshake(incoming, deps)));
  router.all(PATH, (_incoming, outgoing) => write(outgoing, methodNotAllowed()));
  return router;
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

/** Answers a refusal where the body is too long, cut, or packed in a way that cannot be undone. */
type BodyReader = (
  source: Source,
  incoming: Request,
  outgoing: Response,
) => Promise<IntakeAnswer | undefined>;

/** Express's own reader with each source's own limit, which counts inflated bytes. */
function createBodyReader(): BodyReader {
  const readers = new Map<number, RequestHandler>();
  const readerFor = (limit: number): RequestHandler => {
    const reader = readers.get(limit) ?? express.raw({ type: () => true, limit, inflate: true });
    readers.set(limit, reader);
    return reader;
  };
  return (source, incoming, outgoing) =>
    new Promise((resolve) => {
      void readerFor(source.bodyBytesMax)(incoming, outgoing, (error?: unknown) => {
        resolve(error === undefined ? undefined : unreadableBody(source, error));
      });
    });
}

function unreadableBody(source: Source, error: unknown): IntakeAnswer {
  const status = statusOf(error);
  if (status === 413) {
    const says = `The body is longer than the ${source.bodyBytesMax} bytes that this source takes. Send less, or raise bodyBytesMax of the source.`;
    const answer = refusalAnswer(413, says);
    // What is left of the body is not read, so the connection is of no more use.
    return { ...answer, headers: { ...answer.headers, connection: 'close' } };
  }
  return status === 415
    ? refusalAnswer(415, 'The Content-Encoding is not known. Send gzip, deflate, br or none.')
    : refusalAnswer(400, 'The body could not be read to its end. Send it again.');
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error && error.status;
  return typeof status === 'number' ? status : 400;
}

function handshake(incoming: Request, deps: IntakeDeps): IntakeAnswer {
  const source = sourceOf(incoming, deps);
  if (!source) return unknownSourceAnswer(nameIn(incoming), deps);
  const { query } = intakeRequest(incoming);
  const answer = answerHandshake({ signature: source.signature, query });
  if (!answer) return methodNotAllowed();
  const headers = {
    'content-type': `${answer.contentType}; charset=utf-8`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
  return { status: answer.status, headers, body: answer.body };
}

function methodNotAllowed(): IntakeAnswer {
  const answer = refusalAnswer(405, 'Submissions are posted: use POST.');
  return { ...answer, headers: { ...answer.headers, allow: ALLOWED_METHODS } };
}

function intakeRequest(incoming: Request): IntakeRequest {
  const body: unknown = incoming.body;
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return {
    method: incoming.method,
    sourceName: nameIn(incoming),
    target: incoming.originalUrl,
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    query: queryOf(incoming.originalUrl),
    headers: Object.fromEntries(headers),
    // A server that listens on both families sees IPv4 senders as ::ffff:192.0.2.1.
    ip: incoming.ip?.replace(/^::ffff:(?=\d+\.)/i, ''),
  };
}

/** A target may be a whole address that no URL parser takes (`http://host:99999/…`). */
function queryOf(target: string): URLSearchParams {
  return new URLSearchParams(/\?([^#]*)/.exec(target)?.[1] ?? '');
}

function nameIn(incoming: Request): string {
  return String(incoming.params['source'] ?? '');
}

function sourceOf(incoming: Request, deps: IntakeDeps): Source | undefined {
  return sourceNamed(deps.sources(), nameIn(incoming));
}

function withCors(answer: IntakeAnswer, source: Source, incoming: Request): IntakeAnswer {
  return {
    ...answer,
    headers: { ...answer.headers, ...corsHeaders(source, incoming.get('origin')) },
  };
}

function write(outgoing: Response, answer: IntakeAnswer): void {
  outgoing.writeHead(answer.status, answer.headers).end(answer.body);
}
