import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sourceSchema } from '../../src/intake/source-settings.ts';
import {
  type CaptchaStandIn,
  startCaptchaStandIn,
} from '../../src/sandbox/captcha/captcha-stand-in.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { startWeb, type Web } from '../../src/web.ts';
import { type Stack, startStack } from '../support/stack.ts';

const SECRET = 'captcha-secret';
const SITE = 'www.example.com';
const clock = { ahead: 0 };
let captcha: CaptchaStandIn;
let stack: Stack;
let web: Web;

/** The sample company with more forms. */
function withForms(settings: Settings): Settings {
  const origins = ['https://www.example.com'];
  const form = (parts: object) => sourceSchema.parse({ vendor: 'form', origins, ...parts });
  const sources = {
    ...settings.sources.sources,
    trapped: form({ spam: { timeTrap: true } }),
    guarded: form({ captcha: { provider: 'turnstile', secret: SECRET, hostname: SITE } }),
    relayed: sourceSchema.parse({
      vendor: 'json',
      captcha: { provider: 'hcaptcha', secret: SECRET, field: 'proof' },
    }),
    narrow: form({ rateLimit: { perAddressPerMinute: 2 } }),
    wordpress: sourceSchema.parse({
      vendor: 'json',
      rateLimit: { perAddressPerMinute: 1, perSourcePerMinute: 3 },
    }),
    signed: sourceSchema.parse({
      vendor: 'json',
      rateLimit: { perAddressPerMinute: 1, perSourcePerMinute: 1 },
      signature: { scheme: 'token', secrets: [{ id: 'a', value: 'open-sesame' }] },
    }),
  };
  return { ...settings, sources: { sources } };
}

beforeAll(async () => {
  captcha = await startCaptchaStandIn({ now: () => Date.now(), secret: SECRET });
  stack = await startStack({
    settings: withForms,
    world: { now: () => Date.now() + clock.ahead },
    variables: { TURNSTILE_BASE_URL: captcha.url, HCAPTCHA_BASE_URL: captcha.url },
  });
  web = await startWeb(stack.leadline, 0);
});
beforeEach(() => {
  captcha.reset();
  clock.ahead = 0;
});
afterAll(async () => {
  await web.close();
  await stack.stop();
  await captcha.close();
});

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

async function send(source: string, fields: Record<string, string>, headers = {}) {
  const answer = await fetch(`${web.url}/v1/sources/${source}`, {
    method: 'POST',
    body: JSON.stringify(fields),
    headers: { 'content-type': 'application/json', 'user-agent': BROWSER, ...headers },
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer };
}

type Answer = { leadId?: string; status?: string; errors?: { field: string; message: string }[] };

async function recordOf(leadId = '') {
  const record = await stack.leadline.ledger.load(leadId);
  if (!record) throw new Error(`no lead ${leadId}`);
  return record;
}

const solved = () => captcha.solve({ hostname: SITE });
const noteCodes = (notes: { code: string }[] = []) => notes.map(({ code }) => code);

async function issued(source: string) {
  const answer = await fetch(`${web.url}/v1/sources/${source}/time-trap`, {
    headers: { origin: 'https://www.example.com' },
  });
  return { headers: answer.headers, body: (await answer.json()) as Record<string, string> };
}

describe('The time trap of a form', () => {
  it('is given to the pages that may post, and is never cached', async () => {
    const { headers, body } = await issued('trapped');
    expect(body).toEqual({ field: '_ts_token', value: expect.stringMatching(/^t1\./) });
    expect(headers.get('access-control-allow-origin')).toBe('https://www.example.com');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('lets a person through who took his time, and leaves nothing of it in the lead', async () => {
    const { value = '' } = (await issued('trapped')).body;
    clock.ahead = 5_000;
    const { body } = await send('trapped', { email: 'slow@example.com', _ts_token: value });
    const record = await recordOf(body.leadId);
    expect(record.status).toBe('in_flight');
    expect(record.lead?.extra).toEqual({});
  });

  it.each([
    ['too fast', 'issued', 'within 2 seconds'],
    ['with a forged time', 't1.abc.def', 'not one that leadline signed'],
    ['without one where the source says that there is one', '', 'is missing'],
  ])('sends to quarantine who comes %s, who learns nothing of it', async (how, token, says) => {
    const value = token === 'issued' ? (await issued('trapped')).body['value'] : token;
    const { status, body } = await send('trapped', {
      email: `${how.replaceAll(' ', '.')}@example.com`,
      _ts_token: value ?? '',
    });
    expect([status, body.status]).toEqual([200, 'accepted']);
    expect(await recordOf(body.leadId)).toMatchObject({
      status: 'quarantined',
      reasonCode: 'spam',
      reason: expect.stringContaining(says),
    });
  });

  it('is signed for no unknown source', async () => {
    expect((await fetch(`${web.url}/v1/sources/nobody/time-trap`)).status).toBe(503);
  });
});

describe('A form with a captcha', () => {
  it('accepts who solved it, notes that, and keeps the token out of the lead', async () => {
    const { body } = await send('guarded', {
      email: 'ada@example.com',
      'cf-turnstile-response': solved(),
    });
    const { status, lead } = await recordOf(body.leadId);
    expect([body.status, status]).toEqual(['accepted', 'in_flight']);
    expect(noteCodes(lead?.notes)).toEqual(['captcha_passed']);
    expect(lead?.extra).toEqual({});
  });

  it('takes the token that a script puts under anti_bot', async () => {
    const lead = { email: 'script@example.com' };
    const body = { lead, anti_bot: { turnstile: solved() } } as never;
    expect(await send('guarded', body)).toMatchObject({
      status: 200,
      body: { status: 'accepted' },
    });
  });

  it.each([
    ['no token', undefined],
    ['an invented token', 'invented'],
    ['a token longer than any', 'x'.repeat(2_049)],
  ])('tells who comes with %s what to do', async (_how, token) => {
    const answer = await send('guarded', {
      email: 'nobody@example.com',
      ...(token !== undefined && { 'cf-turnstile-response': token }),
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([
      { field: 'captcha', message: expect.stringContaining('check that you are a person') },
    ]);
  });

  it('refuses a token that was solved on another site', async () => {
    const token = captcha.solve({ hostname: 'evil.example' });
    const answer = await send('guarded', {
      email: 'a@example.com',
      'cf-turnstile-response': token,
    });
    expect(answer.status).toBe(422);
  });

  it('does not spend the token on what the visitor has to mend first', async () => {
    const token = solved();
    const first = await send('guarded', { email: 'grace@', 'cf-turnstile-response': token });
    expect([first.status, captcha.journal.length]).toEqual([422, 0]);
    const second = await send('guarded', {
      email: 'grace@example.com',
      'cf-turnstile-response': token,
    });
    expect(second.body.status).toBe('accepted');
  });

  it('answers a double click as one submission', async () => {
    const fields = { email: 'twice@example.com', 'cf-turnstile-response': solved() };
    const both = await Promise.all([send('guarded', fields), send('guarded', fields)]);
    expect(new Set(both.map(({ body }) => body.status))).toEqual(
      new Set(['accepted', 'duplicate']),
    );
  });

  it('keeps the lead for a person while the provider is away, and answers in time', async () => {
    captcha.fail({ how: 'hang', forMs: 10_000 });
    const startedAt = performance.now();
    const { status, body } = await send('guarded', {
      email: 'patient@example.com',
      'cf-turnstile-response': solved(),
    });
    expect([status, body.status]).toEqual([200, 'quarantined']);
    // The provider has not answered yet.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    const record = await recordOf(body.leadId);
    expect(record).toMatchObject({ status: 'quarantined', reasonCode: 'captcha_unknown' });
    expect(noteCodes(record.lead?.notes)).toEqual(['captcha_unknown']);
  });

  it('keeps what a server relayed without proof: it cannot solve it again', async () => {
    const { body } = await send('relayed', { email: 'r@example.com', proof: 'invented' });
    expect(body.status).toBe('quarantined');
    expect(await recordOf(body.leadId)).toMatchObject({ reasonCode: 'captcha_failed' });
  });
});

describe('A flood', () => {
  it('is answered 429 with the time to come again, and the lead of another is not lost', async () => {
    const answers = [];
    for (const name of ['a', 'b', 'c']) {
      answers.push(await send('narrow', { email: `${name}@example.com` }));
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await send('trapped', { email: 'other@example.com' })).status).toBe(200);
  });

  it('is none where a proxy of our own network that nobody named stands before the visitors', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.7' };
    for (const name of ['d', 'e', 'f']) {
      const { status } = await send('narrow', { email: `${name}@example.com` }, headers);
      expect(status).toBe(200);
    }
  });

  it('is none from the one address of a vendor, up to the limit of the source', async () => {
    const statuses = [];
    for (const name of ['g', 'h', 'i', 'j']) {
      statuses.push((await send('wordpress', { email: `${name}@example.com` })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  it('is none from a sender that proves who it is', async () => {
    const headers = { authorization: 'Bearer open-sesame' };
    for (const name of ['a', 'b', 'c']) {
      const { status } = await send('signed', { email: `${name}@example.com` }, headers);
      expect(status).toBe(200);
    }
  });
});

describe('The same message from many senders', () => {
  it('ends in quarantine when enough of them have sent it', async () => {
    const message = 'We improve the ranking of your website for a very small price, call us.';
    const statuses = [];
    for (let at = 1; at <= 6; at += 1) {
      const { body } = await send('trapped', { email: `seo${at}@example.com`, message });
      const record = await recordOf(body.leadId);
      statuses.push(record.reason?.includes('different senders') ?? false);
    }
    expect(statuses).toEqual([false, false, true, true, true, true]);
  });
});
