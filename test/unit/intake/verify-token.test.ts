import { describe, expect, it } from '@jest/globals';
import { decodedToJson } from '../../../src/intake/decode.ts';
import { verifyBodyToken, withoutToken } from '../../../src/intake/verify.ts';
import { decode } from './decode-body.ts';
import { NOW_MS, signature, verdict, verify } from './verify-sender.ts';

const SECRETS = [
  { id: 'old', value: 'old-token', retiredFrom: '2025-01-01' },
  { id: 'new', value: 'new-token' },
];

function tokenIn(place?: string) {
  return signature('token', SECRETS, place === undefined ? {} : { in: place });
}

async function bodyOf(json: string) {
  const result = await decode(json);
  if (!result.ok) throw new Error(result.says);
  return result.value;
}

describe('a shared token in a header', () => {
  it('is found where the source says, whatever the case of the name', () => {
    const headers = { 'x-api-key': 'new-token' };
    expect(verify(tokenIn('header:X-Api-Key'), { headers })).toEqual({ ok: true, secretId: 'new' });
  });

  it('tells when the sender still has the old one', () => {
    expect(verify(tokenIn('header:x-api-key'), { headers: { 'x-api-key': 'old-token' } })).toEqual({
      ok: true,
      secretId: 'old',
      retiredSecretInUse: true,
    });
  });

  it.each(['Bearer new-token', 'bearer new-token', 'new-token'])(
    'stands in Authorization as "%s" unless the source says otherwise',
    (authorization) => {
      expect(verdict(tokenIn(), { headers: { authorization } })).toBe('ok');
    },
  );

  it('may be a user and a password, colons included', () => {
    const settings = signature('token', [{ id: 'basic', value: 'user:pass:word' }]);
    const credentials = Buffer.from('user:pass:word').toString('base64');
    expect(verdict(settings, { headers: { authorization: `Basic ${credentials}` } })).toBe('ok');
    expect(verdict(settings, { headers: { authorization: 'Basic !!' } })).toBe('malformed');
  });

  it.each([
    [undefined, 'missing'],
    ['', 'missing'],
    ['wrong', 'mismatch'],
    ['new-toke', 'mismatch'],
    ['new-token, new-token', 'mismatch'],
    ['NEW-TOKEN', 'mismatch'],
  ])('is refused as "%s": %s', (text, code) => {
    expect(verdict(tokenIn('header:x-api-key'), { headers: { 'x-api-key': text } })).toBe(code);
  });
});

describe('a shared token in the query', () => {
  it.each([
    ['?key=new-token', 'ok'],
    ['?key=wrong', 'mismatch'],
    ['?key=', 'missing'],
    ['', 'missing'],
    ['?KEY=new-token', 'missing'],
    ['?key=new-token&key=new-token', 'malformed'],
  ])('of %s is %s', (query, expected) => {
    const publicUrl = `https://intake.example.com/v1/sources/a${query}`;
    expect(verdict(tokenIn('query:key'), { publicUrl })).toBe(expected);
  });
});

describe('a shared token in the body', () => {
  const settings = tokenIn('body:google_key');

  it('waits for the body to be decoded', () => {
    expect(verify(settings, { body: '{}' })).toEqual({ ok: true, pending: 'body' });
  });

  it.each([
    ['{"google_key":"new-token"}', 'ok'],
    ['{"google_key":"wrong"}', 'mismatch'],
    ['{"google_key":""}', 'missing'],
    ['{"google_key":null}', 'missing'],
    ['{"other":"new-token"}', 'missing'],
    ['{"google_key":["new-token"]}', 'malformed'],
    ['{"google_key":{"$gt":""}}', 'malformed'],
    ['{"google_key":true}', 'malformed'],
    ['{"google_key":"wrong","google_key":"new-token"}', 'mismatch'],
  ])('of %s is %s', async (json, expected) => {
    const result = verifyBodyToken({
      signature: settings,
      value: await bodyOf(json),
      nowMs: NOW_MS,
    });
    expect(result.ok ? 'ok' : result.code).toBe(expected);
  });

  it('may be a number of any length', async () => {
    const number = signature('token', [{ id: 'n', value: '12345678901234567890' }], {
      in: 'body:google_key',
    });
    const value = await bodyOf('{"google_key":12345678901234567890}');
    expect(verifyBodyToken({ signature: number, value, nowMs: NOW_MS }).ok).toBe(true);
  });

  it('is gone from what is stored, and nothing else is', async () => {
    const value = await bodyOf(
      '{"lead_id":"1","google_key":"new-token","user":{"google_key":"x"}}',
    );
    const stored = decodedToJson(withoutToken(value, settings));
    expect(stored).toBe('{"lead_id":"1","user":{"google_key":"x"}}');
    expect(Object.keys(value)).toContain('google_key');
  });

  it('may stand deeper, or under a name with a dot', async () => {
    const deep = tokenIn('body:auth.key');
    for (const json of ['{"auth":{"key":"new-token","a":1}}', '{"auth.key":"new-token"}']) {
      const value = await bodyOf(json);
      expect(verifyBodyToken({ signature: deep, value, nowMs: NOW_MS }).ok).toBe(true);
      expect(decodedToJson(withoutToken(value, deep))).not.toContain('new-token');
    }
  });

  it('reaches for no prototype', async () => {
    const value = await bodyOf('{"a":1}');
    const settingsOf = (place: string) => ({ signature: tokenIn(place), value, nowMs: NOW_MS });
    expect(verifyBodyToken(settingsOf('body:constructor.name'))).toMatchObject({ code: 'missing' });
    expect(verifyBodyToken(settingsOf('body:a.length'))).toMatchObject({ code: 'missing' });
  });

  it('is nothing to ask for when the source has none', async () => {
    const value = await bodyOf('{"google_key":"x"}');
    for (const other of [undefined, tokenIn('query:key'), signature('tally', SECRETS)]) {
      expect(verifyBodyToken({ signature: other, value, nowMs: NOW_MS })).toEqual({ ok: true });
      expect(withoutToken(value, other)).toBe(value);
    }
  });

  it('never matches an empty secret', async () => {
    const unset = signature('token', [{ id: 'unset', value: '' }], { in: 'body:google_key' });
    const value = await bodyOf('{"google_key":""}');
    expect(verifyBodyToken({ signature: unset, value, nowMs: NOW_MS }).ok).toBe(false);
  });
});
