import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compose } from '../../src/compose.ts';
import { sourceSchema } from '../../src/intake/source-settings.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { startWeb, type Web } from '../../src/web.ts';
import { type Stack, startStack } from '../support/stack.ts';

const OLD_KEY = Buffer.alloc(32, 1);
const NEW_KEY = Buffer.alloc(32, 2);

let stack: Stack;
let web: Web;

function withLinkedin(settings: Settings): Settings {
  const linkedin = sourceSchema.parse({
    vendor: 'json',
    signature: { scheme: 'linkedin', secrets: [{ id: 'l', value: 'client-secret' }] },
  });
  return { ...settings, sources: { sources: { ...settings.sources.sources, linkedin } } };
}

beforeAll(async () => {
  stack = await startStack({
    settings: withLinkedin,
    variables: { LEADLINE_ENCRYPTION_KEYS: `old:${OLD_KEY.toString('base64')}` },
  });
  web = await startWeb(stack.leadline, 0);
});
afterAll(async () => {
  await web.close();
  await stack.stop();
});

async function post(body: string, contentType = 'application/json') {
  const answer = await fetch(`${web.url}/v1/sources/contact-page`, {
    method: 'POST',
    body,
    headers: { 'content-type': contentType },
  });
  const { leadId = '' } = (await answer.json()) as { leadId?: string };
  return { status: answer.status, leadId, record: await stack.leadline.ledger.load(leadId) };
}

describe("LinkedIn's challenge", () => {
  const ask = (code: string) =>
    fetch(`${web.url}/v1/sources/linkedin?challengeCode=${encodeURIComponent(code)}`);

  it('is answered for a UUID', async () => {
    const answer = await ask('890e4665-4dfe-4ab1-b689-ed553bceeed0');
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        challengeCode: '890e4665-4dfe-4ab1-b689-ed553bceeed0',
        challengeResponse: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  it.each([
    'hmacsha256={"email":"forged@example.com"}',
    '{"leadGenFormResponse":"x"}',
    '890e4665-4dfe-4ab1-b689-ed553bceeed0x',
    '890e4665-4dfe-4ab1-b689-ed553bceeed0\n',
    '',
  ])('signs nothing else: %j', async (code) => {
    const answer = await ask(code);
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toMatch(/[0-9a-f]{64}/);
  });

  it('signs nothing for a source that is none of LinkedIn', async () => {
    const code = '890e4665-4dfe-4ab1-b689-ed553bceeed0';
    const answer = await fetch(`${web.url}/v1/sources/contact-page?challengeCode=${code}`);
    expect(answer.status).toBe(405);
  });
});

describe('A hostile body', () => {
  it('reaches no prototype, and loses no key', async () => {
    const { record } = await post(
      '{"email":"p@example.com","__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"hasOwnProperty":"mine"}',
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(JSON.stringify(record?.lead?.extra)).toContain('mine');
    expect(record?.status).toBe('in_flight');
  });

  it('with one key twice is read by the first, says so, and is kept as it came', async () => {
    const { leadId, record } = await post('{"email":"first@example.com","email":"b@example.com"}');
    expect(record?.lead?.person.email?.normalised).toBe('first@example.com');
    expect(record?.lead?.notes.map(({ code }) => code)).toContain('duplicate_key');
    const raw = await stack.leadline.ledger.raw(leadId);
    expect(Buffer.from(raw?.bodyBase64 ?? '', 'base64').toString()).toContain('b@example.com');
  });

  it('with control and direction characters is kept as text that shows what it is', async () => {
    const { record } = await post(
      JSON.stringify({
        email: 'c@example.com',
        name: 'Eve\u0000 \u001b[31mRed\u202etxt.exe',
        message: 'line\r\nline\u0007',
      }),
    );
    expect(record?.lead?.person.fullName).toBe('Eve [31mRedtxt.exe');
    expect(record?.lead?.message).toBe('line\nline');
  });

  it('in bytes that are no UTF-8 is kept, not refused', async () => {
    const answer = await fetch(`${web.url}/v1/sources/contact-page`, {
      method: 'POST',
      body: new Uint8Array(Buffer.from('email=l@example.com&name=Jos\xe9', 'latin1')),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(200);
  });

  it('nested without end is refused, and nothing breaks', async () => {
    const { status } = await post(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(status).toBe(400);
    expect((await post('{"email":"after@example.com"}')).status).toBe(200);
  });
});

describe('The encryption of what was sent', () => {
  it('opens old submissions after the key was changed, and seals new ones with the new key', async () => {
    const { leadId } = await post('{"email":"rotated@example.com"}');
    const { settings, redis } = stack.leadline;
    const encryptionKeys = [
      { id: 'new', key: NEW_KEY },
      { id: 'old', key: OLD_KEY },
    ];
    const secrets = { ...settings.environment.secrets, encryptionKeys };
    const rotated = await compose({
      ...settings,
      environment: { ...settings.environment, secrets },
    });
    const raw = await rotated.ledger.raw(leadId);
    const { leadId: next } = await rotated.accept({
      leadId: '01920000-0000-7000-8000-00000000cafe',
      source: 'contact-page',
      receivedAt: new Date().toISOString(),
      state: 'quarantined',
      raw: { contentType: 'text/plain', bodyBase64: 'eA==', headers: {} },
      duplicateKeys: [],
    });
    const prefix = settings.environment.redisPrefix;
    expect(Buffer.from(raw?.bodyBase64 ?? '', 'base64').toString()).toContain(
      'rotated@example.com',
    );
    expect(await redis.get(`${prefix}:raw:${leadId}`)).toMatch(/^s1\.old\./);
    expect(await redis.get(`${prefix}:raw:${next}`)).toMatch(/^s1\.new\./);
    expect(await rotated.ledger.leadsOfEmail('rotated@example.com')).toEqual([leadId]);
    await rotated.close();
  });

  it('opens nothing without its key, and nothing that was put to another lead', async () => {
    const { leadId } = await post('{"email":"moved@example.com"}');
    const { leadId: other } = await post('{"email":"other@example.com"}');
    const { ledger, redis, settings } = stack.leadline;
    const prefix = settings.environment.redisPrefix;
    const sealed = (await redis.get(`${prefix}:raw:${leadId}`)) ?? '';
    await redis.set(`${prefix}:raw:${other}`, sealed);
    await expect(ledger.raw(other)).rejects.toThrow(/authenticate/);
    await redis.set(`${prefix}:raw:${leadId}`, sealed.replace('s1.old.', 's1.lost.'));
    await expect(ledger.raw(leadId)).rejects.toThrow('LEADLINE_ENCRYPTION_KEYS does not hold');
  });
});
