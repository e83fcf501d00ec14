import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { answerHandshake } from '../../../src/intake/handshake.ts';
import { signature } from './verify-sender.ts';

const LINKEDIN = signature('linkedin', [
  { id: 'unset', value: '' },
  { id: 'client', value: 'li_client_secret' },
]);
const META = signature('meta', [{ id: 'app', value: 'app_secret' }], {
  verifyToken: 'meatyhamhock',
});
const CODE = '890e4665-4dfe-4ab1-b689-ed553bceeed0';

function answer(settings: Parameters<typeof answerHandshake>[0]['signature'], query: string) {
  return answerHandshake({ signature: settings, query: new URLSearchParams(query) });
}

describe('the handshake with LinkedIn', () => {
  it('answers the recorded challenge with the recorded response', () => {
    const file = new URL('../../fixtures/signature-vectors.json', import.meta.url);
    const { vectors }: { vectors: { vendor: string; headers: Record<string, string> }[] } =
      JSON.parse(readFileSync(file, 'utf8'));
    const recorded = vectors.find(({ vendor }) => vendor === 'linkedin-challenge');
    const reply = answer(LINKEDIN, `challengeCode=${CODE}&applicationId=7`);
    expect(reply).toMatchObject({ status: 200, contentType: 'application/json' });
    expect(JSON.parse(reply?.body ?? '')).toEqual({
      challengeCode: CODE,
      challengeResponse: recorded?.headers['challengeResponse'],
    });
  });

  it.each([
    'hmacsha256={"email":"a@example.com"}',
    `${CODE}x`,
    `${CODE}\n`,
    CODE.replaceAll('-', ''),
    '------------------------------------',
    '',
  ])('signs nothing but a UUID: not "%s"', (code) => {
    const reply = answer(LINKEDIN, new URLSearchParams({ challengeCode: code }).toString());
    expect(reply).toEqual({
      status: 400,
      contentType: 'text/plain',
      body: 'challengeCode must be one UUID.',
    });
  });

  it('signs neither of two codes', () => {
    expect(answer(LINKEDIN, `challengeCode=${CODE}&challengeCode=${CODE}`)?.status).toBe(400);
  });

  it('does not sign with an empty secret', () => {
    const unset = signature('linkedin', [{ id: 'unset', value: '' }]);
    expect(answer(unset, `challengeCode=${CODE}`)?.status).toBe(403);
  });
});

describe('the handshake with Meta', () => {
  const asked = 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meatyhamhock';

  it('echoes the challenge as plain text to whoever knows the verify token', () => {
    const expected = { status: 200, contentType: 'text/plain', body: '1158201444' };
    expect(answer(META, asked)).toEqual(expected);
  });

  it.each([
    ['a wrong token', asked.replace('meatyhamhock', 'other')],
    ['no token', asked.replace('meatyhamhock', '')],
    ['the app secret for a token', asked.replace('meatyhamhock', 'app_secret')],
    ['two tokens', `${asked}&hub.verify_token=meatyhamhock`],
    ['another mode', asked.replace('subscribe', 'unsubscribe')],
  ])('refuses %s', (_what, query) => {
    expect(answer(META, query)?.status).toBe(403);
  });

  it('refuses everybody while no verify token is set', () => {
    const unset = signature('meta', [{ id: 'app', value: 'app_secret' }]);
    expect(answer(unset, asked.replace('meatyhamhock', ''))?.status).toBe(403);
  });

  it('does not echo what a browser could run', () => {
    const reply = answer(META, asked.replace('1158201444', '<script>alert(1)</script>'));
    expect(reply).toMatchObject({ status: 400, contentType: 'text/plain' });
    expect(reply?.body).not.toContain('script');
  });
});

describe('other GET requests', () => {
  it.each([
    ['LinkedIn source without a code', LINKEDIN, 'x=1'],
    ['Meta source without a challenge', META, 'x=1'],
    [
      'source of another scheme',
      signature('tally', [{ id: 'a', value: 'b' }]),
      `challengeCode=${CODE}`,
    ],
    ['source without a signature', undefined, 'hub.mode=subscribe'],
  ])('are no handshake: a %s', (_what, settings, query) => {
    expect(answer(settings, query)).toBeUndefined();
  });
});
