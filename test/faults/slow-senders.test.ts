import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startWeb, type Web } from '../../src/web.ts';
import { type Stack, startStack } from '../support/stack.ts';

const HALF_OPEN = 200;
const HEAD = 'POST /v1/sources/partner-api HTTP/1.1\r\nhost: leads.example.com\r\n';
const BODY = '{"referral":{"id":"slow-1"},"contact":{"email":"slow@example.com"}}';

let stack: Stack;
let patient: Web;
let quick: Web;
let sockets: Socket[] = [];

beforeAll(async () => {
  stack = await startStack();
  patient = await startWeb(stack.leadline, 0);
  const patience = { headersMs: 200, requestMs: 400, lookEveryMs: 20 };
  quick = await startWeb(stack.leadline, 0, undefined, patience);
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
});
afterAll(async () => {
  await Promise.all([patient.close(), quick.close()]);
  await stack.stop();
});

/** A sender that says this much and then nothing more. */
async function halfOpen(web: Web, said: string): Promise<Socket> {
  const socket = connect(web.port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (said !== '') socket.write(said);
  return socket;
}

/** Whatever the server still says before it hangs up. */
async function lastWords(socket: Socket): Promise<string> {
  let words = '';
  socket.on('data', (chunk) => {
    words += String(chunk);
  });
  await once(socket, 'close');
  return words;
}

async function sendWell(web: Web, id: string): Promise<number> {
  const { env } = stack;
  const answer = await fetch(`${web.url}/v1/sources/partner-api`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${env['PARTNER_API_TOKEN'] ?? ''}`,
    },
    body: JSON.stringify({ referral: { id }, contact: { email: `${id}@example.com` } }),
  });
  await answer.text();
  return answer.status;
}

async function timeOfSending(web: Web, id: string): Promise<number> {
  const startedAt = performance.now();
  expect(await sendWell(web, id)).toBe(200);
  return performance.now() - startedAt;
}

describe('Slow and half-open connections', () => {
  it.each([
    ['say nothing', ''],
    ['stop in the middle of the headers', HEAD],
    ['stop in the middle of the body', `${HEAD}content-length: 500\r\n\r\n{"contact":`],
  ])('that %s, two hundred of them, do not delay a good sender', async (_how, said) => {
    await sendWell(patient, `warm-${said.length}`);
    await Promise.all(Array.from({ length: HALF_OPEN }, () => halfOpen(patient, said)));
    // The other server has none of them, and this machine's other work as well.
    const [besideThem, alone] = await Promise.all([
      timeOfSending(patient, `good-${said.length}`),
      timeOfSending(quick, `alone-${said.length}`),
    ]);
    expect(besideThem).toBeLessThan(alone + 1_000);
  });

  it.each([
    ['never begins', '', /^(HTTP\/1\.1 408 [^]*)?$/],
    ['does not end its headers', HEAD, /^HTTP\/1\.1 408 /],
    ['does not end its body', `${HEAD}content-length: 500\r\n\r\n{"contact":`, /^HTTP\/1\.1 408 /],
  ])('is cut when it %s within its time', async (_how, said, answer) => {
    expect(await lastWords(await halfOpen(quick, said))).toMatch(answer);
  });

  it('that trickles byte by byte is cut all the same, and nothing of it is kept', async () => {
    const before = (await stack.leadline.ledger.balance()).accepted;
    const socket = await halfOpen(quick, `${HEAD}content-length: ${BODY.length}\r\n\r\n`);
    let at = 0;
    const trickle = setInterval(() => socket.write(BODY.charAt((at += 1))), 50);
    const words = await lastWords(socket);
    clearInterval(trickle);
    expect(words).toMatch(/^HTTP\/1\.1 408 /);
    expect(at).toBeLessThan(BODY.length);
    expect((await stack.leadline.ledger.balance()).accepted).toBe(before);
  });

  it('do not keep a connection open that is well used', async () => {
    expect(await sendWell(quick, 'quick-1')).toBe(200);
  });
});
