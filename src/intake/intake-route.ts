import express, { type Request, type Response, type Router } from 'express';
import { type IntakeAnswer, refusalAnswer } from './answers.ts';
import { preflightHeaders } from './cors.ts';
import { answerHandshake } from './handshake.ts';
import type { IntakeDeps } from './intake-deps.ts';
import { sourceNamed, unknownSourceAnswer } from './receive.ts';
import { createPostReceiver, intakeRequest, type Posted, withCors } from './receive-post.ts';
import type { Source } from './source-settings.ts';
import { timeTrapAnswer } from './time-trap-answer.ts';

const PATH = '/v1/sources/:source';
const TIME_TRAP_PATH = `${PATH}/time-trap`;
const ALLOWED_METHODS = 'POST, PUT, PATCH, OPTIONS';

/**
 * The intake over HTTP: `POST /v1/sources/:source`, the preflight of browsers, and the GET by which
 * some vendors make sure of a webhook. Plug-ins that let their users choose a method send the same
 * submission by PUT or PATCH, and never again after a refusal. Mount it before any other body parser: signatures are made
 * over the bytes as they came. The visitor's address is Express's `req.ip`, so the application has
 * to name its proxies (`trust proxy`).
 *
 * Nearly every POST is answered before it gets here (intake-door.ts).
 */
export function createIntakeRouter(deps: IntakeDeps): Router {
  const router = express.Router({ caseSensitive: true });
  const receive = createPostReceiver(deps);

  const take = async (incoming: Request, outgoing: Response) => {
    write(outgoing, await receive(postedIn(incoming), incoming, outgoing));
  };
  router.post(PATH, take).put(PATH, take).patch(PATH, take);

  router.options(PATH, (incoming, outgoing) => {
    const source = sourceOf(incoming, deps);
    if (!source) return write(outgoing, unknownSourceAnswer(nameIn(incoming), deps));
    const headers = preflightHeaders(source, incoming.get('origin'));
    return write(outgoing, { status: 204, headers, body: '' });
  });

  router.get(TIME_TRAP_PATH, (incoming, outgoing) => {
    const source = sourceOf(incoming, deps);
    if (!source) return write(outgoing, unknownSourceAnswer(nameIn(incoming), deps));
    const answer = timeTrapAnswer(source, deps);
    return write(outgoing, withCors(answer, source, incoming.get('origin')));
  });
  router.get(PATH, (incoming, outgoing) => write(outgoing, handshake(incoming, deps)));
  router.all(PATH, (_incoming, outgoing) => write(outgoing, methodNotAllowed()));
  return router;
}

function handshake(incoming: Request, deps: IntakeDeps): IntakeAnswer {
  const source = sourceOf(incoming, deps);
  if (!source) return unknownSourceAnswer(nameIn(incoming), deps);
  const { query } = intakeRequest(postedIn(incoming), incoming);
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

function postedIn(incoming: Request): Posted {
  return { sourceName: nameIn(incoming), target: incoming.originalUrl, ip: incoming.ip };
}

function nameIn(incoming: Request): string {
  return String(incoming.params['source'] ?? '');
}

function sourceOf(incoming: Request, deps: IntakeDeps): Source | undefined {
  return sourceNamed(deps.sources(), nameIn(incoming));
}

function write(outgoing: Response, answer: IntakeAnswer): void {
  outgoing.writeHead(answer.status, answer.headers).end(answer.body);
}
