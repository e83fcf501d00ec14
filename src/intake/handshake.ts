import { createHmac } from 'node:crypto';
import { type SignatureSettings, sameSecret } from './signature-secrets.ts';
import type { Source } from './source-settings.ts';

export type HandshakeAnswer = {
  status: 200 | 400 | 403;
  contentType: 'application/json' | 'text/plain';
  body: string;
};

/**
 * Answers the GET by which LinkedIn and Meta make sure that a webhook is ours. Nothing for any
 * other request: then it is no handshake.
 *
 * LinkedIn asks every two hours, waits 3 s, and blocks the webhook after three failures. The HMAC
 * is made over a UUID and nothing else: whoever could have us sign a text of his choice would send
 * `hmacsha256=` and a body, and have a valid signature for it.
 */
export function answerHandshake(input: {
  signature: Source['signature'];
  query: URLSearchParams;
}): HandshakeAnswer | undefined {
  const { signature, query } = input;
  if (signature?.scheme === 'linkedin' && query.has('challengeCode')) {
    return answerLinkedIn(signature, query);
  }
  const isMeta = query.has('hub.mode') || query.has('hub.challenge');
  if (signature?.scheme === 'meta' && isMeta) return answerMeta(signature, query);
  return undefined;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The first secret that is set: while rotating, the one the sender has comes first. */
function answerLinkedIn(settings: SignatureSettings, query: URLSearchParams): HandshakeAnswer {
  const challengeCode = onlyValue(query, 'challengeCode');
  if (challengeCode === undefined || !UUID.test(challengeCode)) {
    return plain(400, 'challengeCode must be one UUID.');
  }
  const secret = settings.secrets.find(({ value }) => value !== '');
  if (secret === undefined) return plain(403, 'This source has no secret.');
  const challengeResponse = createHmac('sha256', secret.value).update(challengeCode).digest('hex');
  return {
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify({ challengeCode, challengeResponse }),
  };
}

function answerMeta(settings: SignatureSettings, query: URLSearchParams): HandshakeAnswer {
  const token = onlyValue(query, 'hub.verify_token');
  const expected = settings.verifyToken ?? '';
  const known = token !== undefined && expected !== '' && sameSecret(token, expected);
  if (!known || onlyValue(query, 'hub.mode') !== 'subscribe') {
    return plain(403, 'The verify token is not the one of this source.');
  }
  const challenge = onlyValue(query, 'hub.challenge');
  // Echoed to whoever asks, so it may not be anything that a browser would take for a page.
  if (challenge === undefined || !/^[\w.-]{1,256}$/.test(challenge)) {
    return plain(400, 'hub.challenge must be one word.');
  }
  return plain(200, challenge);
}

function onlyValue(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  return values.length === 1 ? values[0] : undefined;
}

function plain(status: HandshakeAnswer['status'], body: string): HandshakeAnswer {
  return { status, contentType: 'text/plain', body };
}
