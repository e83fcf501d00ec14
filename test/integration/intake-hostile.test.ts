import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type IntakeServer, startIntake } from './intake-server.ts';

type Hostile = { id: string; contentType: string; bodyBase64: string; expect: string };

const CASES = (
  JSON.parse(readFileSync(new URL('../fixtures/hostile-cases.json', import.meta.url), 'utf8')) as {
    cases: Hostile[];
  }
).cases;

/**
 * What a browser's form is answered. A vendor's body is accepted alike, and kept in quarantine
 * where a browser is told of a mistake; only an empty body and one of too many fields are refused.
 */
const FORM_STATUS: Record<string, number> = {
  'object-email': 422,
  'header-inject': 422,
  'top-level-array': 422,
  primitive: 400,
  empty: 400,
  'mass-params': 413,
  'qs-depth': 400,
};
const REFUSED_TO_VENDORS: Record<string, number> = { empty: 400, 'mass-params': 413 };

let server: IntakeServer;
beforeAll(async () => {
  server = await startIntake();
});
beforeEach(() => server.forget());
afterAll(() => server.close());

function send(source: string, { contentType, bodyBase64 }: Hostile) {
  const headers: Record<string, string> = contentType ? { 'content-type': contentType } : {};
  return server.post(source, { body: Buffer.from(bodyBase64, 'base64'), headers });
}

const named = (id: string) => CASES.find((each) => each.id === id) ?? CASES[0];

async function leadMadeOf(id: string) {
  const hostile = named(id);
  if (hostile) await send('bare-form', hostile);
  const lead = server.kept[0]?.lead;
  if (!lead) throw new Error(`${id} made no lead`);
  return lead;
}

describe('Hostile bodies', () => {
  it.each(CASES)('to a form: $id ($expect)', async (hostile) => {
    const answer = await send('bare-form', hostile);
    expect(answer.status).toBe(FORM_STATUS[hostile.id] ?? 200);
    expect(server.kept).toHaveLength(answer.status === 200 ? 1 : 0);
  });

  it.each(CASES)('to a webhook: $id ($expect)', async (hostile) => {
    const answer = await send('zapier', hostile);
    const refused = REFUSED_TO_VENDORS[hostile.id];
    const expected = FORM_STATUS[hostile.id] === undefined ? 'accepted' : 'quarantined';
    expect(answer.status).toBe(refused ?? 200);
    expect(answer.json()['status']).toBe(refused === undefined ? expected : undefined);
  });

  it.each(CASES)('every byte is kept of what a webhook sends: $id', async (hostile) => {
    await send('zapier', hostile);
    const refused = REFUSED_TO_VENDORS[hostile.id] !== undefined;
    expect(server.kept.map(({ raw }) => raw.bodyBase64)).toEqual(
      refused ? [] : [Buffer.from(hostile.bodyBase64, 'base64').toString('base64')],
    );
  });

  it('keeps Object.prototype as it is', async () => {
    for (const id of ['proto-json', 'proto-escaped', 'qs-shadow']) await leadMadeOf(id);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('chooses one of two e-mail addresses, keeps both and says so', async () => {
    const lead = await leadMadeOf('array-email');
    expect(lead.person.email?.normalised).toBe('a@example.com');
    expect(JSON.stringify(lead)).toContain('b@example.com');
  });

  it('keeps an id longer than a double is exact', async () => {
    expect((await leadMadeOf('bigint')).extra).toEqual({ lead_id: '12345678901234567890' });
  });

  it('notes what decoding repaired', async () => {
    const codes = (await leadMadeOf('dup-json-keys')).notes.map(({ field }) => field);
    expect(codes).toContain('email');
  });

  it.each([5_000, 100_000])('refuses a body %d levels deep', async (depth) => {
    const body = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    const headers = { 'content-type': 'application/json' };
    expect((await server.post('bare-form', { body, headers })).status).toBe(400);
    const vendor = await server.post('zapier', { body, headers });
    expect(vendor.json()).toMatchObject({ status: 'quarantined' });
  });

  it('refuses a gzip bomb by its inflated size', async () => {
    const body = gzipSync(Buffer.alloc(50 * 1024 * 1024, 97));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const answer = await server.post('zapier', { body, headers });
    expect(answer.status).toBe(413);
    expect(server.kept).toEqual([]);
  });

  it('reads an honest gzip body and keeps it inflated', async () => {
    const plain = '{"email":"a@example.com"}';
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const answer = await server.post('zapier', { body: gzipSync(plain), headers });
    expect(answer.status).toBe(200);
    expect(server.kept[0]?.raw.bodyBase64).toBe(Buffer.from(plain).toString('base64'));
  });

  it('refuses a packing that it does not know, and one that is broken', async () => {
    const headers = { 'content-type': 'application/json' };
    const zstd = await server.post('zapier', {
      body: 'x',
      headers: { ...headers, 'content-encoding': 'zstd' },
    });
    expect(zstd.status).toBe(415);
    const broken = await server.post('zapier', {
      body: 'not gzip',
      headers: { ...headers, 'content-encoding': 'gzip' },
    });
    expect(broken.status).toBe(400);
  });

  it('holds each source to its own limit', async () => {
    const body = { email: 'a@example.com', message: 'x'.repeat(2_000) };
    const answer = await server.postJson('small', body);
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('1024 bytes');
    expect((await server.postJson('zapier', body)).status).toBe(200);
  });
});
