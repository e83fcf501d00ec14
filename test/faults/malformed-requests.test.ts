import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWeb, type Web } from '../../src/web.ts';
import { captureLog } from '../support/captured-log.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Requests that no HTTP library would send: answered, and never a fault of ours. */

const PATH = '/v1/sources/contact-page';
const FORM = 'host: leads.example.com\r\ncontent-type: application/x-www-form-urlencoded\r\n';
const BODY = 'email=ada%40malformed.example.com';

const log = captureLog();
let stack: Stack;
let web: Web;
beforeAll(async () => {
  stack = await startStack({ world: { log: log.log } });
  web = await startWeb(stack.leadline, 0);
});
afterAll(async () => {
  await web.close();
  await stack.stop();
});

const head = (target: string, more = '') => `POST ${target} HTTP/1.1\r\n${FORM}${more}`;
const post = (target: string, more = '') =>
  `${head(target, more)}connection: close\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;
const get = (target: string, more = '') =>
  `GET ${target} HTTP/1.1\r\nhost: leads.example.com\r\nconnection: close\r\n${more}\r\n`;

/** The status of its answer; 0 where the server hangs up without one. */
async function statusOf(request: string | Buffer): Promise<number> {
  const socket = connect(web.port, '127.0.0.1');
  socket.on('error', () => undefined);
  let said = '';
  socket.on('data', (chunk: Buffer) => {
    said += chunk.toString('latin1');
    if (said.includes('\r\n\r\n')) socket.destroy();
  });
  socket.write(request);
  await once(socket, 'close');
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(said)?.[1] ?? 0);
}

const TARGETS = {
  'a broken escape in its source': '/v1/sources/%zz',
  'half a character in its source': '/v1/sources/%E0%A4%A',
  'a broken escape in its query': `${PATH}?a=%zz&b=%E0`,
  'a prototype in its query': `${PATH}?__proto__[x]=1&constructor[prototype][y]=2`,
  'very many parameters': `${PATH}?${'a=b&'.repeat(3_000)}`,
  'an address with an impossible port': `http://leads.example.com:99999${PATH}`,
  'an address with half a host': `http://[::1${PATH}`,
  'two slashes': `/${PATH}`,
  'back slashes': PATH.replaceAll('/', '\\'),
  'dots in its path': `/v1/../v1/sources/contact-page`,
  'a fragment': `${PATH}#a`,
};

const HEADERS = {
  'an impossible origin': 'origin: http://[\r\nreferer: http://[%zz\r\n',
  'impossible cookies': 'cookie: %zz; =; __proto__=x; a="\r\n',
  'impossible forwarders': 'x-forwarded-for: %zz, ::::, 999.1.1.1\r\n',
  'impossible wishes': 'accept: */*;q=%zz,,,;;;\r\n',
  'an unknown encoding': 'content-encoding: zip\r\n',
  'an encoding that it does not have': 'content-encoding: gzip\r\n',
  'another one': 'content-encoding: br\r\n',
  'two encodings': 'content-encoding: gzip, gzip\r\n',
  'two lengths': 'content-length: 5\r\n',
  'a length and pieces': 'transfer-encoding: chunked\r\n',
  'a wish to upgrade': 'upgrade: websocket\r\n',
  'a strange expectation': 'expect: tea\r\n',
  'headers without end': `x: ${'y'.repeat(20_000)}\r\n`,
  'headers without number': Array.from({ length: 3_000 }, (_, at) => `x${at}: y\r\n`).join(''),
};

const WHOLE: Record<string, string | Buffer> = {
  'pieces that are none': `${head(PATH)}transfer-encoding: chunked\r\n\r\nzz\r\n${BODY}\r\n`,
  'a negative length': `${head(PATH)}content-length: -5\r\n\r\n${BODY}`,
  'the method of another protocol': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'the bytes of another protocol': Buffer.from('16030100c8010000c40303', 'hex'),
  'nothing of HTTP': 'hello\r\n\r\n',
  'a handshake that nobody made': get(`http://leads.example.com:99999${PATH}?hub.mode=%zz`),
  'a receipt of nobody': get('/v1/leads/%zz', 'authorization: Bearer x\r\n'),
  'a page of nobody': get('/console/queues/%zz'),
};

function expectNoFault(status: number): void {
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(500);
}

describe('A request', () => {
  it.each(Object.entries(TARGETS))('with %s is no fault of ours', async (_, target) => {
    expectNoFault(await statusOf(post(target)));
  });

  it.each(Object.entries(HEADERS))('with %s is no fault of ours', async (_, more) => {
    expectNoFault(await statusOf(post(PATH, more)));
  });

  it.each(Object.entries(WHOLE))('of %s is no fault of ours', async (_, request) => {
    expectNoFault(await statusOf(request));
  });

  it('made well is taken as ever, and nothing was logged as a fault', async () => {
    expect(await statusOf(post(PATH))).toBe(200);
    expect(log.lines().filter((line) => /met an error|could not be read/.test(line))).toEqual([]);
    expect(await stack.leadline.ledger.balance()).toMatchObject({ balanced: true });
  });
});
