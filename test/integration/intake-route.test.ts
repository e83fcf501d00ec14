import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AcceptUnavailable } from '../../src/intake/accept.ts';
import { type IntakeServer, startIntake } from './intake-server.ts';

let server: IntakeServer;
beforeAll(async () => {
  server = await startIntake();
});
beforeEach(() => server.forget());
afterAll(() => server.close());

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/submissions/${name}`, import.meta.url));
}

function postTypeform(body: Buffer, secret = 'typeform-secret') {
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'typeform-signature': `sha256=${signature}`,
  };
  return server.post('typeform', { body, headers });
}

describe('A vendor’s webhook', () => {
  it('is answered 200 with its lead, which is kept with every byte', async () => {
    const body = fixture('typeform/every-answer-type.json');
    const answer = await postTypeform(body);
    expect(answer.status).toBe(200);
    const [entry] = server.kept;
    expect(answer.json()).toEqual({ leadId: entry?.leadId, status: 'accepted' });
    expect(entry).toMatchObject({
      source: 'typeform',
      state: 'in_flight',
      receivedAt: '2026-03-02T12:00:00.000Z',
      lead: { leadId: entry?.leadId, person: { email: { normalised: 'noor@polder.example' } } },
      raw: { contentType: 'application/json', bodyBase64: body.toString('base64') },
    });
    expect(JSON.stringify(entry?.raw.headers)).not.toContain('sha256=');
  });

  it('gets the same answer for the same submission, and nothing new is kept', async () => {
    const body = fixture('typeform/every-answer-type.json');
    const first = await postTypeform(body);
    const again = await postTypeform(body);
    expect(again.status).toBe(200);
    expect(again.json()).toEqual({ leadId: first.json()['leadId'], status: 'duplicate' });
    expect(server.kept).toHaveLength(1);
  });

  it('has its finished response taken after a partial one with the same token', async () => {
    const partial = await postTypeform(fixture('typeform/partial.json'));
    expect(partial.json()['status']).toBe('accepted');
    const finished = await postTypeform(fixture('typeform/every-answer-type.json'));
    expect(finished.json()['status']).toBe('accepted');
    expect(server.kept.map(({ state, reasonCode }) => [state, reasonCode])).toEqual([
      ['refused', 'partial'],
      ['in_flight', undefined],
    ]);
  });

  it('is refused with a wrong signature, and nothing is kept', async () => {
    const answer = await postTypeform(fixture('typeform/every-answer-type.json'), 'guessed');
    expect(answer.status).toBe(401);
    expect(answer.json()).toEqual({ error: expect.stringContaining('typeform-signature') });
    expect(server.kept).toEqual([]);
  });

  it.each([
    ['Bearer open-sesame', 200],
    ['Bearer close-sesame', 401],
    ['', 401],
  ])('shows its token (%p → %d)', async (authorization, status) => {
    const sent = { email: 'a@example.com' };
    const answer = await server.postJson('secured', sent, authorization ? { authorization } : {});
    expect(answer.status).toBe(status);
    expect(JSON.stringify(server.kept)).not.toContain('sesame');
  });

  it('shows its token in the body, where it is checked and not kept', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = fixture('google-ads/lead.json');
    expect((await server.post('google-ads', { body, headers })).status).toBe(200);
    const [entry] = server.kept;
    const stored = Buffer.from(entry?.raw.bodyBase64 ?? '', 'base64').toString();
    expect(stored).toContain('"campaign_id":"12345678901234567890"');
    expect(stored).not.toContain('the-shared-key');
    expect(JSON.stringify(entry)).not.toContain('the-shared-key');

    const wrong = { user_column_data: [], google_key: 'guessed' };
    expect((await server.postJson('google-ads', wrong)).status).toBe(401);
    const unreadable = await server.post('google-ads', { body: '{"google_key":"the', headers });
    expect(unreadable.status).toBe(400);
    expect(server.kept).toHaveLength(1);
  });

  it('has a test lead answered, kept on the record and not routed', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = fixture('google-ads/test-lead.json');
    const answer = await server.post('google-ads', { body, headers });
    expect(answer.status).toBe(200);
    expect(answer.json()['status']).toBe('accepted');
    expect(server.kept).toMatchObject([
      { state: 'refused', reasonCode: 'test', reason: 'Test lead: answered, not routed.' },
    ]);
    expect(server.kept[0]?.lead).toBeUndefined();
  });

  it('is kept in quarantine when the e-mail address is missing or none', async () => {
    const missing = await server.postJson('zapier', { name: 'Nobody' });
    expect(missing.status).toBe(200);
    expect(missing.json()['status']).toBe('quarantined');
    const broken = await server.postJson('zapier', { email: 'not an address' });
    expect(broken.json()['status']).toBe('quarantined');
    expect(server.kept).toMatchObject([
      { state: 'quarantined', reasonCode: 'missing', lead: { person: { fullName: 'Nobody' } } },
      { state: 'quarantined', reasonCode: 'invalid' },
    ]);
    expect(server.kept[0]?.reason).toMatch(/email: .+\./);
  });

  it('is kept in quarantine when its body is not what the vendor posts', async () => {
    const body = Buffer.from('{"ping":true}');
    const answer = await postTypeform(body);
    expect(answer.json()['status']).toBe('quarantined');
    expect((await postTypeform(body)).json()['status']).toBe('duplicate');
    expect(server.kept).toMatchObject([{ state: 'quarantined', reasonCode: 'unmappable' }]);
  });

  it('is kept in quarantine when its JSON is broken beyond repair', async () => {
    const headers = { 'content-type': 'text/plain; charset=UTF-8' };
    const answer = await server.post('zapier', { body: 'Hello, I am interested', headers });
    expect(answer.status).toBe(200);
    expect(answer.json()['status']).toBe('quarantined');
    const [entry] = server.kept;
    expect(Buffer.from(entry?.raw.bodyBase64 ?? '', 'base64').toString()).toContain('interested');
  });

  it('from Elementor gets exactly 200, and the visitor’s address from the form', async () => {
    const body = fixture('elementor/advanced.txt');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'WordPress/6.5',
      accept: 'text/html',
    };
    const answer = await server.post('elementor', { body, headers });
    expect(answer.status).toBe(200);
    expect(server.kept[0]?.lead?.visitor).toMatchObject({
      ip: '203.0.113.20',
      userAgent: 'Mozilla/5.0 (Macintosh)',
    });
  });

  it('names its submission with the Idempotency-Key header', async () => {
    const headers = { 'idempotency-key': 'run-1' };
    await server.postJson('zapier', { email: 'a@example.com' }, headers);
    const again = await server.postJson('zapier', { email: 'a@example.com', at: '2' }, headers);
    expect(again.json()['status']).toBe('duplicate');
  });

  it('is asked to come again when it could be kept nowhere', async () => {
    server.doors.accept = () => Promise.reject(new AcceptUnavailable('disk full'));
    const answer = await server.postJson('zapier', { email: 'a@example.com' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('30');
  });

  it('is kept unread when receiving it fails by a bug', async () => {
    let calls = 0;
    server.doors.accept = (entry) => {
      calls += 1;
      return calls === 1 ? Promise.reject(new TypeError('a bug')) : server.keep(entry);
    };
    const answer = await server.postJson('zapier', { email: 'a@example.com' });
    expect(answer.json()['status']).toBe('quarantined');
    expect(server.kept).toMatchObject([{ state: 'quarantined', reasonCode: 'internal_error' }]);
    expect(server.lines.map(({ message }) => message)).toContain('submission could not be read');
  });
});

describe('The address of the intake', () => {
  it.each(['not-configured', 'toString', '__proto__'])(
    'never says 404 to a vendor: %s',
    async (name) => {
      const answer = await server.postJson(name, { email: 'a@example.com' });
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('30');
      expect(answer.text).toContain('sources.yaml');
    },
  );

  it('answers the handshake of a vendor, and no other GET', async () => {
    const challengeCode = '890e4665-4dfe-4ab1-b689-ed553bceeed0';
    const asked = await server.post(`linkedin?challengeCode=${challengeCode}`, { method: 'GET' });
    expect(asked.status).toBe(200);
    expect(asked.json()).toMatchObject({ challengeCode });
    const other = await server.post('typeform', { method: 'GET' });
    expect(other.status).toBe(405);
    expect(other.headers.get('allow')).toBe('POST, PUT, PATCH, OPTIONS');
  });

  it.each(['PUT', 'PATCH'])('takes what a plug-in was told to send by %s', async (method) => {
    const answer = await server.post('zapier', {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: `by-${method.toLowerCase()}@example.com` }),
    });
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ status: 'accepted' });
  });

  it('writes one line and one count for each submission, and nothing of the person', async () => {
    await server.postJson('zapier', { email: 'secret.person@example.com', name: 'Secret' });
    await server.postJson('zapier', { name: 'Secret' });
    expect(server.counts).toEqual([
      'leadline_submissions_total zapier accepted',
      'leadline_submissions_total zapier quarantined',
    ]);
    expect(server.lines).toHaveLength(2);
    expect(server.lines[0]?.fields).toMatchObject({
      leadId: server.kept[0]?.leadId,
      source: 'zapier',
      status: 'accepted',
    });
    expect(JSON.stringify(server.lines)).not.toMatch(/secret/i);
  });
});
