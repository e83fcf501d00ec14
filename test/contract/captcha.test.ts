import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CaptchaStandIn,
  HCAPTCHA_TEST,
  startCaptchaStandIn,
  TURNSTILE_TEST,
} from '../../src/sandbox/captcha/captcha-stand-in.ts';
import {
  type CaptchaQuestion,
  createCaptchaVerifier,
} from '../../src/systems/captcha/verify-captcha.ts';
import { createHttpClient } from '../../src/systems/http/http-client.ts';

const SECRET = 'a-real-secret';
const clock = { now: Date.parse('2026-03-02T12:00:00Z') };
// Enough for a stand-in on a machine that is busy otherwise.
const http = createHttpClient({ system: 'captcha', timeoutMs: 1_500 });
let captcha: CaptchaStandIn;

beforeAll(async () => {
  captcha = await startCaptchaStandIn({ now: () => clock.now, secret: SECRET });
});
beforeEach(() => captcha.reset());
afterAll(async () => {
  await http.close();
  await captcha.close();
});

/** A verifier that has been asked nothing yet. */
function verifier() {
  const baseUrls = { turnstile: captcha.url, hcaptcha: captcha.url };
  return createCaptchaVerifier({ http, baseUrls, now: () => clock.now });
}

const question = (parts: Partial<CaptchaQuestion> = {}): CaptchaQuestion => ({
  provider: 'turnstile',
  secret: SECRET,
  token: 'x',
  questionId: '6f2d1f3a-4f0e-4c55-9d0e-000000000001',
  ...parts,
});

describe.each(['turnstile', 'hcaptcha'] as const)('Verifying a token of %s', (provider) => {
  const ask = (parts: Partial<CaptchaQuestion> = {}) =>
    verifier()(question({ provider, ...parts }));

  it('passes a visitor who solved it, and says on which site', async () => {
    const token = captcha.solve({ hostname: 'www.example.com' });
    expect(await ask({ token, ip: '192.0.2.7' })).toEqual({
      verdict: 'passed',
      hostname: 'www.example.com',
    });
    const asked = new URLSearchParams(captcha.journal[0]?.body);
    expect(asked.get('remoteip')).toBe('192.0.2.7');
  });

  it('fails an invented token', async () => {
    expect(await ask()).toEqual({ verdict: 'failed', codes: ['invalid-input-response'] });
  });

  it('fails a token that is used for another submission, or too late', async () => {
    const token = captcha.solve({ hostname: 'www.example.com' });
    const late = captcha.solve({ hostname: 'www.example.com' });
    await ask({ token });
    const again = await ask({ token, questionId: '6f2d1f3a-4f0e-4c55-9d0e-000000000002' });
    expect(again).toMatchObject({ verdict: 'failed' });
    clock.now += 300_001;
    expect(await ask({ token: late })).toMatchObject({ verdict: 'failed' });
  });

  it('gives a double click the same answer, and asks once', async () => {
    const token = captcha.solve({ hostname: 'www.example.com' });
    const verify = verifier();
    const both = await Promise.all([1, 2].map(() => verify(question({ provider, token }))));
    expect(both.map(({ verdict }) => verdict)).toEqual(['passed', 'passed']);
    expect(captcha.journal).toHaveLength(1);
  });

  it('does not hold a wrong secret against the visitor', async () => {
    const answer = await ask({ secret: 'a-wrong-secret' });
    expect(answer).toMatchObject({
      verdict: 'unknown',
      says: 'did not take our question: invalid-input-secret.',
    });
  });

  it.each([
    ['is down', { how: 'answer', status: 503, body: 'Service Unavailable' }],
    ['answers a page', { how: 'answer', status: 200, body: '<html>hello</html>' }],
    ['answers something else', { how: 'answer', status: 200, body: '{"ok":true}' }],
    [
      'has trouble',
      { how: 'answer', status: 200, body: '{"success":false,"error-codes":["internal-error"]}' },
    ],
    ['cuts the connection', { how: 'reset' }],
    ['is slow', { how: 'hang', forMs: 5_000 }],
  ] as const)(
    'knows nothing of the visitor while the provider %s, and asks again',
    async (_name, order) => {
      const token = captcha.solve({ hostname: 'www.example.com' });
      const verify = verifier();
      captcha.fail({ ...order, times: 1 });
      expect(await verify(question({ provider, token }))).toMatchObject({ verdict: 'unknown' });
      expect(await verify(question({ provider, token }))).toMatchObject({ verdict: 'passed' });
    },
  );
});

describe('The published test secrets', () => {
  it.each([
    [{ secret: TURNSTILE_TEST.passes, token: TURNSTILE_TEST.token }, 'passed'],
    [{ secret: TURNSTILE_TEST.fails, token: TURNSTILE_TEST.token }, 'failed'],
    [{ secret: TURNSTILE_TEST.spent, token: TURNSTILE_TEST.token }, 'failed'],
    [{ provider: 'hcaptcha', secret: HCAPTCHA_TEST.passes, token: HCAPTCHA_TEST.token }, 'passed'],
    [{ provider: 'hcaptcha', secret: HCAPTCHA_TEST.passes, token: 'other' }, 'failed'],
  ] as const)('answer as published: %j → %s', async (parts, verdict) => {
    expect(await verifier()(question(parts))).toMatchObject({ verdict });
  });

  it('let another process repeat its question to Turnstile', async () => {
    const token = captcha.solve({ hostname: 'www.example.com', action: 'contact' });
    const first = await verifier()(question({ token }));
    expect(first).toEqual({ verdict: 'passed', hostname: 'www.example.com', action: 'contact' });
    expect(await verifier()(question({ token }))).toEqual(first);
  });
});
