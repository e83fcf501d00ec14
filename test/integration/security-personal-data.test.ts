import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Settings } from '../../src/settings/settings.ts';
import { startWeb, type Web } from '../../src/web.ts';
import { ADMIN_TOKEN, ADMIN_VARIABLES, bearer } from '../support/admin-web.ts';
import { keysIn, onEveryMaster } from '../support/any-redis.ts';
import { type CapturedLog, captureLog } from '../support/captured-log.ts';
import { type Stack, startStack } from '../support/stack.ts';

const PERSON = {
  name: 'Zaphod Beeblebrox',
  email: 'zaphod.b@hostile-data.example.com',
  phone: '+49 151 12345678',
  company: 'Megadodo Publications',
  message: 'The password of my safe is fortytwo, call me at 0151 12345678.',
};
/** Any of these anywhere is a leak; written so that only the person's own words match. */
const TRACES = /zaphod|beeblebrox|hostile-data|12345678|megadodo|fortytwo|password of/i;

const FORM = 'application/x-www-form-urlencoded';
const asForm = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const { name, email, phone, message } = PERSON;

/** Bodies that senders, robots and broken forms post: path, type, body. */
const HOSTILE: [string, string, string][] = [
  ['contact-page', FORM, asForm(PERSON)],
  ['contact-page', FORM, asForm({ ...PERSON, email: `${email} ${name}` })],
  ['contact-page', FORM, asForm({ ...PERSON, interest: message })],
  ['contact-page', FORM, asForm({ ...PERSON, _gotcha: name })],
  ['contact-page', FORM, asForm({ [email]: name, [message]: phone })],
  [
    'contact-page',
    FORM,
    asForm({ ...PERSON, utm_source: email, utm_campaign: `mail to ${email}` }),
  ],
  ['contact-page', FORM, asForm({ ...PERSON, _redirect: `https://evil.example/?q=${email}` })],
  [
    'contact-page',
    FORM,
    asForm({ ...PERSON, message: `${message}\r\n{"level":"error"}\u0000\u001b[31m` }),
  ],
  ['contact-page', 'application/json', `{"email":"${email}","name":"${name}"`],
  ['contact-page', 'application/json', JSON.stringify([PERSON, PERSON])],
  ['contact-page', 'application/json', JSON.stringify({ lead: PERSON, __proto__x: PERSON })],
  ['contact-page', 'application/json', `{"__proto__":{"email":"${email}"},"email":"${email}"}`],
  ['contact-page', `text/plain; charset=${name}`, JSON.stringify(PERSON)],
  [
    'contact-page',
    'multipart/form-data; boundary=x',
    `--x\r\ncontent-disposition: form-data; name="${email}"\r\n\r\n${message}`,
  ],
  ['partner-api', 'application/json', JSON.stringify({ contact: PERSON })],
  [
    'webinar-typeform',
    'application/json',
    JSON.stringify({ form_response: { answers: [PERSON] } }),
  ],
  ['brazil-elementor', FORM, asForm({ 'fields[x][value]': email, 'fields[x][title]': name })],
  ['south-africa-gravity', 'application/json', `{"4":"${email}","1":"${name}"} trailing ${phone}`],
  ['google-ads-leads', 'application/json', JSON.stringify({ google_key: email, lead_id: name })],
  [encodeURIComponent(email), FORM, asForm(PERSON)],
  [encodeURIComponent(name), FORM, asForm(PERSON)],
  [`contact-page?email=${encodeURIComponent(email)}`, FORM, asForm(PERSON)],
];

/** Markets that compare what people write: what they found there is on every receipt. */
function withNosyMarkets(settings: Settings): Settings {
  const { markets } = settings.markets;
  const [first] = markets;
  if (!first) throw new Error('the company has no market');
  const nosy = [
    { field: { name: 'message', contains: 'safe is' } },
    { not: { emailDomain: { oneOf: ['example.org'], free: true } } },
  ].map((when, at) => ({ ...first, name: `nosy-${at}`, title: `Nosy ${at}`, when }));
  return { ...settings, markets: { ...settings.markets, markets: [...nosy, ...markets] } };
}

let stack: Stack;
let web: Web;
let captured: CapturedLog;
const statuses = new Set<number>();

beforeAll(async () => {
  captured = captureLog();
  stack = await startStack({
    world: { log: captured.log },
    variables: ADMIN_VARIABLES,
    settings: withNosyMarkets,
  });
  web = await startWeb(stack.leadline, 0);
  const echo = `${JSON.stringify(PERSON)} ${message}`;
  stack.hubspot.fail({ path: '/tasks', how: 'answer', status: 400, body: errorBody(echo) });
  stack.slack.fail({ how: 'answer', status: 200, body: slackError() });
  stack.ga4.fail({ how: 'answer', status: 500, body: `<html>${echo}</html>` });
  stack.meta.fail({
    how: 'answer',
    status: 400,
    body: JSON.stringify({ error: { message: echo, code: 100 } }),
  });
  stack.webhook.fail({ how: 'answer', status: 422, body: echo });

  for (const [path, contentType, body] of HOSTILE) {
    const answer = await fetch(`${web.url}/v1/sources/${path}`, {
      method: 'POST',
      body,
      headers: {
        'content-type': contentType,
        referer: `https://www.example.com/?e=${email}`,
        'user-agent': name,
      },
    });
    await answer.text();
    statuses.add(answer.status);
  }
  await stack.processAll();
});
afterAll(async () => {
  await web.close();
  await stack.stop();
});

function errorBody(text: string): string {
  return JSON.stringify({
    status: 'error',
    category: 'VALIDATION_ERROR',
    message: text,
    errors: [{ message: text }],
  });
}

function slackError(): string {
  return JSON.stringify({
    ok: false,
    error: 'invalid_blocks',
    response_metadata: { messages: [`[ERROR] ${message} ${name}`] },
  });
}

describe('What a person sent', () => {
  it('has met every kind of answer, and every outside system has failed over it', async () => {
    expect([...statuses]).toEqual(expect.arrayContaining([200, 401, 422, 503]));
    const { byStatus, balanced } = await stack.leadline.ledger.balance();
    expect([byStatus.dead > 0, byStatus.quarantined > 0, balanced]).toEqual([true, true, true]);
  });

  it('is in no line of the log', () => {
    expect(captured.lines().length).toBeGreaterThan(HOSTILE.length);
    expect(captured.lines().filter((line) => TRACES.test(line))).toEqual([]);
  });

  it('is not even handed to the log, in no field and in no error', () => {
    expect(captured.handedOver().filter((line) => TRACES.test(line))).toEqual([]);
  });

  it('is in no line either when Redis refuses what was to be written, and quotes it', async () => {
    const { redis } = stack.leadline;
    const before = captured.lines().length;
    await onEveryMaster(redis, (master) => master.config('SET', 'maxmemory', '1'));
    const answer = await fetch(`${web.url}/v1/sources/contact-page`, {
      method: 'POST',
      body: new URLSearchParams({ ...PERSON, subject: 'kept on disk' }),
    });
    await onEveryMaster(redis, (master) => master.config('SET', 'maxmemory', '0'));
    expect(answer.status).toBe(200);
    const lines = captured.lines().slice(before);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => TRACES.test(line))).toEqual([]);
    await stack.leadline.intake.drainOnce();
  });

  it('cannot write lines of its own into the log', () => {
    for (const line of captured.lines()) {
      expect(line.trimEnd()).not.toContain('\n');
      expect(Object.keys(JSON.parse(line) as object)).toEqual(
        expect.arrayContaining(['time', 'level', 'msg']),
      );
    }
  });

  it('is in no dead letter, no receipt, no reason and no metric', async () => {
    const { ledger, deadLetters, world } = stack.leadline;
    const shown = [
      await world.metrics.text(),
      JSON.stringify((await deadLetters.find({})).map(({ deadLetter }) => deadLetter)),
    ];
    for (const status of ['dead', 'complete', 'quarantined', 'refused'] as const) {
      for (const { leadId } of (await ledger.list(status, { offset: 0, limit: 100 })).leads) {
        const answer = await fetch(`${web.url}/v1/leads/${leadId}`, {
          headers: bearer(ADMIN_TOKEN),
        });
        shown.push(await answer.text());
      }
    }
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.join()).toContain('Nosy 0 because field message has');
    expect(shown.join()).toContain('Nosy 1 because e-mail domain is not example.org');
    expect(shown.filter((text) => TRACES.test(text))).toEqual([]);
  });

  it('is kept as it came, but nobody reads it in Redis', async () => {
    const { redis, ledger } = stack.leadline;
    const keys = await keysIn(redis, '*:raw:*');
    expect(keys.length).toBeGreaterThan(5);
    for (const key of keys) {
      const value = (await redis.get(key)) ?? '';
      expect(value).toMatch(/^s1\.example\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
      expect(Buffer.from(value, 'base64url').toString('latin1')).not.toMatch(TRACES);
      const raw = await ledger.raw(key.split(':raw:')[1] ?? '');
      expect(raw?.bodyBase64.length).toBeGreaterThan(0);
    }
  });
});
