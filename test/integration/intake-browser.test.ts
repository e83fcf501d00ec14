import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AcceptUnavailable } from '../../src/intake/accept.ts';
import { type IntakeServer, ORIGIN, startIntake } from './intake-server.ts';

let server: IntakeServer;
beforeAll(async () => {
  server = await startIntake();
});
beforeEach(() => server.forget());
afterAll(() => server.close());

const PAGE = { accept: 'text/html,application/xhtml+xml', origin: ORIGIN };
const EMAIL = { email: 'ada@example.com' };

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/submissions/${name}`, import.meta.url));
}

function postForm(fields: Record<string, string>, headers: Record<string, string> = {}) {
  return server.post('website', { body: new URLSearchParams(fields), headers });
}

describe('A form that posts its page', () => {
  it('is led to the thanks page of its own site', async () => {
    const answer = await postForm(EMAIL, PAGE);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('https://www.example.com/thanks');
  });

  it('is led back to the site that it came from', async () => {
    const headers = { accept: 'text/html', referer: 'https://app.example.com/pricing?x=1' };
    const answer = await postForm(EMAIL, headers);
    expect(answer.headers.get('location')).toBe('https://app.example.com/thanks');
  });

  it('may choose a target that the source lists', async () => {
    const chosen = await postForm({ ...EMAIL, _redirect: '/thanks/demo' }, PAGE);
    expect(chosen.headers.get('location')).toBe('https://www.example.com/thanks/demo');
    const elsewhere = { ...EMAIL, _redirect: 'https://partner.example/done' };
    const away = await postForm(elsewhere, PAGE);
    expect(away.headers.get('location')).toBe('https://partner.example/done');
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    '/thanks/demo/../../x',
    'https://partner.example/done?next=evil',
  ])('is never led to %s', async (_redirect) => {
    const answer = await postForm({ ...EMAIL, _redirect }, PAGE);
    expect(answer.headers.get('location')).toBe('https://www.example.com/thanks');
  });

  it('does not believe a Referer of another site', async () => {
    const answer = await postForm(EMAIL, { accept: 'text/html', referer: 'https://evil.example/' });
    expect(answer.headers.get('location')).toBe('https://www.example.com/thanks');
  });

  it('gets a page of thanks where none is configured', async () => {
    const body = new URLSearchParams({ ...EMAIL, _redirect: '/x' });
    const answer = await server.post('bare-form', { body, headers: PAGE });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.text).toContain('Thank you');
  });

  it('is told in words what to mend, as text and not as markup', async () => {
    const answer = await postForm({ email: '<script>alert(1)</script>' }, PAGE);
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.text).toContain('<li>email: This does not look like an e-mail address');
    expect(answer.text).not.toContain('<script>');
    expect(server.kept).toEqual([]);
  });
});

describe('A form that posts by script', () => {
  it('learns the lead and its state', async () => {
    const answer = await server.postJson('website', EMAIL);
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({ leadId: server.kept[0]?.leadId, status: 'accepted' });
  });

  it('learns each field to mend', async () => {
    const answer = await server.postJson('website', { email: '', name: 'Ada' });
    expect(answer.status).toBe(422);
    expect(answer.json()).toEqual({
      errors: [{ field: 'email', message: expect.stringContaining('e-mail') }],
    });
  });

  it('may read the answer when its origin is listed, and only then', async () => {
    const listed = await server.postJson('website', EMAIL, { origin: ORIGIN });
    expect(listed.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(listed.headers.get('vary')).toContain('Origin');
    for (const origin of ['https://evil.example', 'null', `${ORIGIN}.evil.example`]) {
      const other = await server.postJson('website', EMAIL, { origin });
      expect(other.headers.get('access-control-allow-origin')).toBeNull();
      expect(other.headers.get('vary')).toContain('Origin');
      expect(other.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  it('has its preflight answered and remembered', async () => {
    const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'POST' };
    const answer = await server.post('website', { method: 'OPTIONS', headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(answer.headers.get('access-control-allow-methods')).toBe('POST');
    expect(answer.headers.get('access-control-allow-headers')).toContain('content-type');
    expect(Number(answer.headers.get('access-control-max-age'))).toBeGreaterThan(0);
    const refused = await server.post('website', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example' },
    });
    expect(refused.status).toBe(204);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('may read refusals and failures too', async () => {
    const refusal = await server.post('website', { body: '', headers: { origin: ORIGIN } });
    expect(refusal.status).toBe(400);
    expect(refusal.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    const body = 'x'.repeat(300_000);
    const tooLong = await server.post('website', { body, headers: { origin: ORIGIN } });
    expect(tooLong.status).toBe(413);
    expect(tooLong.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  });
});

describe('What a browser posts', () => {
  it('counts once when a visitor clicks twice', async () => {
    const first = await postForm({ ...EMAIL, message: 'Hello', _ts: '1' });
    const second = await postForm({ ...EMAIL, message: 'Hello', _ts: '2' });
    expect(second.json()).toEqual({ leadId: first.json()['leadId'], status: 'duplicate' });
    const other = await postForm({ ...EMAIL, message: 'Something else' });
    expect(other.json()['status']).toBe('accepted');
    expect(server.kept).toHaveLength(2);
  });

  it('counts once under the id that its script gave it, for a week', async () => {
    const sent = { ...EMAIL, submission_id: '0190f3a0-0000-7000-8000-0000000000aa' };
    await server.postJson('website', sent);
    const again = await server.postJson('website', { ...sent, message: 'retry' });
    expect(again.json()['status']).toBe('duplicate');
    expect(server.kept[0]?.duplicateKeys).toEqual([
      { key: expect.stringMatching(/^[0-9a-f]{64}$/), ttlMs: 604_800_000 },
    ]);
  });

  it('goes to quarantine behind a filled honeypot, and the sender learns nothing of it', async () => {
    const robot = await postForm({ ...EMAIL, _gotcha: 'http://spam.example' });
    expect(robot.json()).toMatchObject({ status: 'accepted' });
    const script = { lead: { email: 'b@example.com' }, anti_bot: { honeypot: 'x' } };
    await server.postJson('website', script);
    expect(server.kept.map(({ state, reasonCode }) => [state, reasonCode])).toEqual([
      ['quarantined', 'honeypot'],
      ['quarantined', 'honeypot'],
    ]);
    const person = await postForm({ email: 'c@example.com', _gotcha: '' });
    expect(person.json()).toMatchObject({ status: 'accepted' });
    expect(server.kept[2]?.state).toBe('in_flight');
  });

  it('tells of the visitor by its connection, and by no cookie that is not listed', async () => {
    const headers = {
      'user-agent': 'Mozilla/5.0 (Test)',
      referer: 'https://www.example.com/lp?utm_source=bing&msclkid=M-1',
      cookie: 'session=secret; _fbp=fb.1.1554763741205.1098115397; _ga=GA1.1.5.6',
    };
    await postForm({ ...EMAIL, ip: '9.9.9.9' }, headers);
    const [entry] = server.kept;
    expect(entry?.lead?.visitor).toMatchObject({
      ip: expect.stringContaining('127.0.0.1'),
      userAgent: 'Mozilla/5.0 (Test)',
    });
    expect(entry?.lead?.attribution).toMatchObject({
      cookies: { _fbp: 'fb.1.1554763741205.1098115397', _ga: 'GA1.1.5.6' },
      utm: { utm_source: 'bing' },
      clickIds: { msclkid: 'M-1' },
    });
    expect(JSON.stringify(entry)).not.toContain('session=secret');
  });

  it('may be a beacon, multipart, or nested JSON', async () => {
    const beacon = fixture('beacon-1.txt').toString();
    const plain = { 'content-type': 'text/plain;charset=UTF-8' };
    expect((await server.post('website', { body: beacon, headers: plain })).status).toBe(200);

    const form = new FormData();
    form.set('email', 'a@example.com');
    form.set('prénom', 'José');
    expect((await server.post('website', { body: form })).status).toBe(200);

    const headers = { 'content-type': 'application/json' };
    const body = fixture('fetch-1.json');
    expect((await server.post('website', { body, headers })).status).toBe(200);
    expect(server.kept.map(({ lead }) => lead?.person.email?.normalised)).toEqual([
      'b@example.com',
      'a@example.com',
      'f@example.com',
    ]);
    expect(server.kept[1]?.lead?.person.firstName).toBe('José');
  });

  it('is asked to come again when it could be kept nowhere', async () => {
    server.doors.accept = () => Promise.reject(new AcceptUnavailable('disk full'));
    const script = await postForm(EMAIL, { origin: ORIGIN });
    expect(script.status).toBe(503);
    expect(script.headers.get('retry-after')).toBe('30');
    expect(script.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    const page = await postForm(EMAIL, PAGE);
    expect(page.status).toBe(503);
    expect(page.headers.get('content-type')).toContain('text/html');
  });
});
