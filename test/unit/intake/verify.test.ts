import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import {
  jws,
  NOW_MS,
  SCHEMES,
  SENDERS,
  secretFor,
  signature,
  verdict,
  verify,
} from './verify-sender.ts';

const BODY = '{"email":"ada@example.com","name":"Zoë","n":1.0}';
const MINUTE_MS = 60_000;
const WITH_TIME = SCHEMES.filter((scheme) =>
  Object.values(SENDERS[scheme](BODY, secretFor(scheme, 's'), NOW_MS)).some((text) =>
    text?.includes('1770000000'),
  ),
);

function settingsFor(scheme: (typeof SCHEMES)[number]) {
  return signature(scheme, [{ id: 'current', value: secretFor(scheme, 'right') }]);
}

function signed(scheme: (typeof SCHEMES)[number], sentMs = NOW_MS, word = 'right') {
  return SENDERS[scheme](BODY, secretFor(scheme, word), sentMs);
}

describe.each(SCHEMES)('a submission signed by %s', (scheme) => {
  const settings = settingsFor(scheme);
  const headers = signed(scheme);

  it('is genuine as it was sent', () => {
    expect(verify(settings, { body: BODY, headers })).toEqual({ ok: true, secretId: 'current' });
  });

  it('is refused when the body was changed', () => {
    expect(verdict(settings, { body: `${BODY} `, headers })).toBe('mismatch');
    expect(verdict(settings, { body: '', headers })).toBe('mismatch');
  });

  it('is refused when it was signed with another secret, and the refusal gives none away', () => {
    const result = verify(settings, { body: BODY, headers: signed(scheme, NOW_MS, 'wrong') });
    expect(result).toMatchObject({ ok: false, code: 'mismatch' });
    expect(JSON.stringify(result)).not.toContain(secretFor(scheme, 'right'));
  });

  it('is refused without any one of its headers', () => {
    for (const name of Object.keys(headers)) {
      expect(verdict(settings, { body: BODY, headers: { ...headers, [name]: undefined } })).toBe(
        'missing',
      );
      expect(verdict(settings, { body: BODY, headers: { ...headers, [name]: '' } })).toBe(
        'missing',
      );
    }
  });

  it('is refused when a header came twice or is no signature', () => {
    for (const [name, text] of Object.entries(headers)) {
      for (const wrong of [`${text}, ${text}`, 'z z', ` ${text}`, `${text}\n`]) {
        expect(verdict(settings, { body: BODY, headers: { ...headers, [name]: wrong } })).toBe(
          'malformed',
        );
      }
    }
  });

  it('says which of two secrets it was signed with while they are rotated', () => {
    const rotated = signature(scheme, [
      { id: 'old', value: secretFor(scheme, 'wrong'), retiredFrom: '2026-02-01' },
      { id: 'new', value: secretFor(scheme, 'right'), retiredFrom: '2026-12-31' },
    ]);
    expect(verify(rotated, { body: BODY, headers })).toEqual({ ok: true, secretId: 'new' });
    const old = signed(scheme, NOW_MS, 'wrong');
    expect(verify(rotated, { body: BODY, headers: old })).toEqual({
      ok: true,
      secretId: 'old',
      retiredSecretInUse: true,
    });
  });

  it('never passes on an empty secret', () => {
    const empty = signature(scheme, [{ id: 'unset', value: '' }]);
    expect(verdict(empty, { body: BODY, headers: SENDERS[scheme](BODY, '', NOW_MS) })).toBe(
      'mismatch',
    );
  });
});

describe.each(WITH_TIME)('the time stamp of %s', (scheme) => {
  const settings = settingsFor(scheme);
  const sent = (sentMs: number) =>
    verdict(settings, { body: BODY, headers: signed(scheme, sentMs) });

  it('may be five minutes off, both ways', () => {
    expect(sent(NOW_MS - 5 * MINUTE_MS)).toBe('ok');
    expect(sent(NOW_MS + 5 * MINUTE_MS)).toBe('ok');
  });

  it('marks older and later submissions as stale', () => {
    expect(sent(NOW_MS - 5 * MINUTE_MS - 1_000)).toBe('stale');
    expect(sent(NOW_MS + 5 * MINUTE_MS + 1_000)).toBe('stale');
  });

  it('is refused in the other unit', () => {
    const text = JSON.stringify(signed(scheme));
    const inMilliseconds = text.includes('1770000000000');
    const other = inMilliseconds
      ? text.replace('1770000000000', '1770000000')
      : text.replace('1770000000', '1770000000000');
    expect(verdict(settings, { body: BODY, headers: JSON.parse(other) })).toBe('malformed');
  });

  it('cannot be replaced by a fresh one', () => {
    const old = JSON.stringify(signed(scheme, NOW_MS - 60 * MINUTE_MS));
    const fresh = JSON.parse(old.replace('1769996400', '1770000000'));
    expect(verdict(settings, { body: BODY, headers: fresh })).toBe('mismatch');
  });
});

it('knows the seven schemes that sign a time', () => {
  expect(WITH_TIME).toHaveLength(7);
});

describe('what single schemes must not let through', () => {
  it('takes only the algorithm HS256 and the issuer netlify', () => {
    const settings = settingsFor('netlify');
    const passes = (wrong: Parameters<typeof jws>[2]) =>
      verdict(settings, {
        body: BODY,
        headers: { 'x-webhook-signature': jws(BODY, 'right', wrong) },
      });
    expect(passes({})).toBe('ok');
    expect(passes({ head: { alg: 'none' } })).toBe('malformed');
    expect(passes({ head: { alg: 'HS512' } })).toBe('malformed');
    expect(passes({ claims: { iss: 'somebody' } })).toBe('mismatch');
    expect(passes({ claims: { sha256: 1 } })).toBe('mismatch');
    expect(passes({ claims: { sha256: undefined } })).toBe('mismatch');
    const [head, payload] = jws(BODY, 'right', { head: { alg: 'none' } }).split('.');
    const bare = { 'x-webhook-signature': `${head}.${payload}.` };
    expect(verdict(settings, { body: BODY, headers: bare })).toBe('malformed');
    const junk = { 'x-webhook-signature': `AAAA.AAAA.${'A'.repeat(43)}` };
    expect(verdict(settings, { body: BODY, headers: junk })).toBe('malformed');
  });

  it('keeps the end of a Framer body out of the submission id', () => {
    const headers = signed('framer');
    const shifted = {
      ...headers,
      'framer-webhook-submission-id': `}${headers['framer-webhook-submission-id']}`,
    };
    expect(verdict(settingsFor('framer'), { body: BODY.slice(0, -1), headers: shifted })).toBe(
      'malformed',
    );
  });

  it('takes the words of an unsigned Cal.com webhook for no signature', () => {
    const headers = { 'x-cal-signature-256': 'no-secret-provided' };
    expect(verdict(settingsFor('calcom'), { body: BODY, headers })).toBe('malformed');
  });

  it('ties a HubSpot signature to the address', () => {
    const other = 'https://intake.example.com/v1/sources/other';
    const request = { body: BODY, headers: signed('hubspot-v3'), publicUrl: other };
    expect(verdict(settingsFor('hubspot-v3'), request)).toBe('mismatch');
  });

  it('accepts any one of several Standard Webhooks signatures, and no other version', () => {
    const settings = settingsFor('standard-webhooks');
    const headers = signed('standard-webhooks');
    const right = headers['webhook-signature'] ?? '';
    const wrong = signed('standard-webhooks', NOW_MS, 'wrong')['webhook-signature'];
    const passes = (text: string) =>
      verdict(settings, { body: BODY, headers: { ...headers, 'webhook-signature': text } });
    expect(passes(`${wrong} ${right}`)).toBe('ok');
    expect(passes(`v1a,${'A'.repeat(86)}== ${right}`)).toBe('ok');
    expect(passes(`${wrong} ${wrong}`)).toBe('mismatch');
    expect(passes(right.replace('v1,', 'v2,'))).toBe('mismatch');
  });

  it('agrees with the Standard Webhooks library', () => {
    const secret = secretFor('standard-webhooks', 'right');
    const headers = {
      'webhook-id': 'msg_2',
      'webhook-timestamp': '1770000000',
      'webhook-signature': new Webhook(secret).sign('msg_2', new Date(NOW_MS), BODY),
    };
    expect(verdict(settingsFor('standard-webhooks'), { body: BODY, headers })).toBe('ok');
  });

  it('never passes on a Standard Webhooks secret that is no base64', () => {
    const settings = signature('standard-webhooks', [
      { id: 'bare', value: 'whsec_' },
      { id: 'typo', value: 'whsec_not base64!' },
    ]);
    expect(verdict(settings, { body: BODY, headers: signed('standard-webhooks') })).toBe(
      'mismatch',
    );
  });

  it('has nothing to check for a source without a signature', () => {
    expect(verify(undefined, { body: BODY })).toEqual({ ok: true });
  });
});
