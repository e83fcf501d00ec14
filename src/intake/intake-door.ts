import type { IncomingMessage, ServerResponse } from 'node:http';
import { type IntakeAnswer, laterAnswer } from './answers.ts';
import type { IntakeDeps } from './intake-deps.ts';
import { createPostReceiver } from './receive-post.ts';

/**
 * Takes the request if it is a plain `POST /v1/sources/<source>`, which is what senders post;
 * false for all others, which the application answers.
 */
export type IntakeDoor = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/** Names that need no decoding; the intake's router knows about all the others. */
const TARGET = /^\/v1\/sources\/([\w-]+)\/?(?:\?|$)/;

/**
 * The intake ahead of the application: what Express does for every request costs several times what
 * leadline does for a submission.
 */
export function createIntakeDoor(
  deps: IntakeDeps & {
    /** The sender's address behind the configured proxies. */
    addressOf: (incoming: IncomingMessage) => string | undefined;
    /** Headers that every answer of the application has; names are lower case. */
    headers: Readonly<Record<string, string>>;
  },
): IntakeDoor {
  const { addressOf, headers, world } = deps;
  const receive = createPostReceiver(deps);
  const common = Object.entries(headers);

  function failed(error: unknown): IntakeAnswer {
    world.log.error('request met an error', { method: 'POST', error });
    return laterAnswer('leadline could not take this just now. Please send it again.');
  }

  return (incoming, outgoing) => {
    const { method, url: target = '' } = incoming;
    const sourceName = method === 'POST' ? TARGET.exec(target)?.[1] : undefined;
    if (sourceName === undefined) return false;
    const posted = { sourceName, target, ip: addressOf(incoming) };
    void receive(posted, incoming, outgoing)
      .catch(failed)
      .then((answer) => write(outgoing, answer, common));
    return true;
  };
}

/** Names and values in one flat list, which is what Node writes with the least work. */
function write(
  outgoing: ServerResponse,
  { status, headers, body }: IntakeAnswer,
  common: [string, string][],
): void {
  const flat: string[] = [];
  for (const [name, value] of common) if (!(name in headers)) flat.push(name, value);
  for (const name in headers) flat.push(name, headers[name] ?? '');
  flat.push('content-length', String(Buffer.byteLength(body)));
  outgoing.writeHead(status, flat).end(body);
}
