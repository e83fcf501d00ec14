import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_TOKEN, type AdminWeb, bearer, startAdminWeb } from '../support/admin-web.ts';

const HOUR_MS = 3_600_000;
let leadId: string;

let web: AdminWeb;

beforeAll(async () => {
  web = await startAdminWeb();
  leadId = await web.stack.accept('contact-page', { email: 'secret.person@example.com' });
});
afterAll(() => web.stop());

/** Everything behind the door, bull-board's own pages, files and API included. */
const paths = () => [
  '/console',
  '/console/',
  '/console/session',
  '/console/queues',
  '/console/queues/',
  '/console/queues/queue/deduplicate',
  '/console/queues/static/images/logo.svg',
  '/console/queues/api/queues',
  '/console/queues/api/queues?activeQueue=deduplicate&status=latest',
  '/console/queues/api/redis/stats',
  `/console/queues/api/queues/deduplicate/${leadId}`,
  `/console/queues/api/queues/deduplicate/${leadId}/logs`,
  `/v1/leads/${leadId}`,
  `/v1/leads/${leadId}/`,
  `/V1/Leads/${leadId}`,
  `/v1/leads/${leadId}/explanation`,
  '/v1/ledger',
  '/V1/LEDGER',
];

describe('The admin side without a token', () => {
  it.each(['application/json', 'text/html', '*/*'])(
    'answers nothing to who accepts %s',
    async (accept) => {
      for (const path of paths()) {
        for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH']) {
          const answer = await web.ask(path, { method, headers: { accept } });
          const text = await answer.text();
          const told = `${method} ${path} ${answer.status}`;
          expect([told, [303, 401, 404].includes(answer.status)]).toEqual([told, true]);
          expect(text).not.toMatch(/secret\.person|deduplicate|accepted"/);
          if (answer.status === 303) {
            expect(answer.headers.get('location')).toBe('/console/login');
          }
        }
      }
    },
  );

  it.each([
    ['a wrong token', bearer('wrong')],
    ['the beginning of the token', bearer(ADMIN_TOKEN.slice(0, -1))],
    ['more than the token', bearer(`${ADMIN_TOKEN}x`)],
    ['an empty token', { authorization: 'Bearer ' }],
    ['the token as a password', { authorization: `Basic ${btoa(`admin:${ADMIN_TOKEN}`)}` }],
    ['the token as a cookie', { cookie: `leadline_session=${ADMIN_TOKEN}` }],
    ['an empty session', { cookie: 'leadline_session=' }],
    ['a session signed with nothing', { cookie: `leadline_session=${Date.now() + HOUR_MS}.` }],
  ])('is shut to %s', async (_name, headers) => {
    const answer = await web.ask('/v1/ledger', { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('opens to the token, and no cache may keep the answer', async () => {
    const answer = await web.ask(`/v1/leads/${leadId}`, { headers: bearer(ADMIN_TOKEN) });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const board = await web.ask('/console/queues/api/queues', { headers: bearer(ADMIN_TOKEN) });
    expect(await board.text()).toContain('deduplicate');
  });

  it('stays shut to everybody where no token is set', async () => {
    const open = await startAdminWeb({ LEADLINE_ADMIN_TOKEN: '' });
    const key = createHash('sha256').update('session:undefined').digest();
    const until = String(Date.now() + HOUR_MS);
    const signature = createHmac('sha256', key).update(`session:${until}`).digest('hex');
    const cookie = `leadline_session=${until}.${signature}`;
    for (const headers of [{}, bearer('undefined'), { cookie }]) {
      expect((await open.ask('/v1/ledger', { headers })).status).toBe(503);
    }
    await open.stop();
  });

  it('shuts an address out for a while after many wrong tokens, sessions excepted', async () => {
    const guarded = await startAdminWeb();
    const guess = (token: string) => guarded.ask('/v1/ledger', { headers: bearer(token) });
    const cookie = await guarded.session();
    const statuses = [];
    for (let at = 0; at < 21; at += 1) statuses.push((await guess(`guess-${at}`)).status);
    expect(statuses.indexOf(429)).toBe(20);
    const shut = await guess(ADMIN_TOKEN);
    expect([shut.status, Number(shut.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await guarded.ask('/v1/ledger', { headers: { cookie } })).status).toBe(200);
    await guarded.stop();
  });
});

describe('The login', () => {
  it('is refused from another site, so that nobody is logged in unawares', async () => {
    expect((await web.login(ADMIN_TOKEN, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await web.login(ADMIN_TOKEN, { origin: 'https://evil.example' })).status).toBe(403);
  });

  it.each(['', 'wrong', `${ADMIN_TOKEN} `, '__proto__'])('is refused with "%s"', async (token) => {
    const answer = await web.login(token);
    expect(answer.status).toBe(401);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await answer.text()).not.toContain(`"${token}x`);
  });

  it('takes no list and no record for a token, and no long body', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const send = (body: string) => web.ask('/console/login', { method: 'POST', headers, body });
    expect((await send(`token=${ADMIN_TOKEN}&token=x`)).status).toBe(401);
    expect((await send(`token[a]=${ADMIN_TOKEN}`)).status).toBe(401);
    expect((await send(`token=${'x'.repeat(5_000)}`)).status).toBe(413);
  });

  it('and every other page carry a strict content security policy', async () => {
    for (const path of [
      '/console/login',
      '/console/queues',
      '/nowhere',
      '/v1/sources/contact-page',
    ]) {
      const policy = (await web.ask(path)).headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/default-src '(self|none)'/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/script-src[^;]*(unsafe|\*|http)/);
    }
  });
});
