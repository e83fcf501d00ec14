import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AdminWeb, startAdminWeb } from '../support/admin-web.ts';

const HOUR_MS = 3_600_000;

let web: AdminWeb;

beforeAll(async () => {
  web = await startAdminWeb();
});
afterAll(() => web.stop());

const WRITES: [string, string][] = [
  ['PUT', '/console/queues/api/queues/deduplicate/pause'],
  ['PUT', '/console/queues/api/queues/deduplicate/clean/completed'],
  ['POST', '/console/queues/api/queues/deduplicate/add'],
  ['PUT', '/console/queues/api/queues/deduplicate/obliterate'],
];

describe('A session', () => {
  it('is a cookie that scripts cannot read and other sites cannot use', async () => {
    const answer = await web.login();
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/console']);
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^leadline_session=\d+\.[0-9a-f]{64}; /);
    expect(cookie.split('; ').slice(1)).toEqual([
      'Max-Age=43200',
      'Path=/',
      'HttpOnly',
      'SameSite=Strict',
    ]);
    expect((await web.ask('/v1/ledger', { headers: { cookie: await web.session() } })).status).toBe(
      200,
    );
  });

  it('is for https only behind https, and no other host can set it', async () => {
    const secured = await startAdminWeb({ LEADLINE_PUBLIC_URL: 'https://leads.example.com' });
    const [cookie = ''] = (await secured.login()).headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-leadline_session=.*; Secure$/);
    await secured.stop();
  });

  it('cannot be prolonged, nor signed by somebody else', async () => {
    const [until = '', signature = ''] = (await web.session()).split('=')[1]?.split('.') ?? [];
    const longer = String(Number(until) + HOUR_MS);
    const other = createHmac('sha256', 'guess').update(`session:${until}`).digest('hex');
    for (const value of [
      `${longer}.${signature}`,
      `${until}.${other}`,
      `${until}0.${signature}`,
      `0${until}.${signature}`,
      `${until}.${signature}x`,
      until,
      signature,
    ]) {
      const answer = await web.ask('/v1/ledger', {
        headers: { cookie: `leadline_session=${value}` },
      });
      expect(answer.status).toBe(401);
    }
  });

  it('is over after twelve hours', async () => {
    const cookie = await web.session();
    web.clock.ahead = 12 * HOUR_MS - 60_000;
    expect((await web.ask('/v1/ledger', { headers: { cookie } })).status).toBe(200);
    web.clock.ahead = 12 * HOUR_MS + 60_000;
    expect((await web.ask('/v1/ledger', { headers: { cookie } })).status).toBe(401);
    web.clock.ahead = 0;
  });

  it('ends with the logout, which no other site can order', async () => {
    const evil = { 'sec-fetch-site': 'cross-site' };
    expect((await web.ask('/console/logout', { method: 'POST', headers: evil })).status).toBe(403);
    const answer = await web.ask('/console/logout', { method: 'POST' });
    expect(answer.headers.getSetCookie()[0]).toMatch(/^leadline_session=; Max-Age=0; /);
  });
});

describe('A request that changes something, with a session', () => {
  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sister site', { 'sec-fetch-site': 'same-site' }],
    ['another origin, from an old browser', { origin: 'https://evil.example' }],
    ['a page that hides its origin', { origin: 'null' }],
    ['nobody knows where', {}],
  ])('is refused when it comes from %s, even with the CSRF token', async (_name, headers) => {
    const cookie = await web.session();
    const csrf = await web.csrfOf(cookie);
    for (const [method, path] of WRITES) {
      const answer = await web.ask(path, {
        method,
        headers: { ...headers, cookie, 'x-csrf-token': csrf },
      });
      expect([path, answer.status]).toEqual([path, 403]);
    }
  });

  it('is refused without the CSRF token of that very session', async () => {
    const cookie = await web.session();
    const own = { cookie, 'sec-fetch-site': 'same-origin' };
    web.clock.ahead = 1_000;
    const others = await web.csrfOf(await web.session());
    web.clock.ahead = 0;
    for (const [method, path] of WRITES) {
      for (const headers of [own, { ...own, 'x-csrf-token': others }]) {
        expect((await web.ask(path, { method, headers })).status).toBe(403);
      }
    }
  });

  it('changes no queue even with everything right: the board only shows', async () => {
    const cookie = await web.session();
    const headers = {
      cookie,
      'sec-fetch-site': 'same-origin',
      'x-csrf-token': await web.csrfOf(cookie),
    };
    for (const [method, path] of WRITES) {
      const answer = await web.ask(path, { method, headers });
      expect([path, answer.status >= 400]).toEqual([path, true]);
    }
    const queue = web.stack.leadline.queues.all().find(({ name }) => name === 'deduplicate');
    expect(await queue?.isPaused()).toBe(false);
  });
});
