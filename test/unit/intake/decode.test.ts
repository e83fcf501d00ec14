import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { decode, decoded, FORM, refusal } from './decode-body.ts';

const PERSON = '{"email":"a@example.com"}';

function submission(name: string): Buffer {
  return readFileSync(new URL(`../../fixtures/submissions/${name}`, import.meta.url));
}

describe('choosing how to read a body', () => {
  it.each([
    'application/json',
    'Application/JSON; charset=UTF-8',
    'application/vnd.api+json',
    'application/cloudevents+json; charset=utf-8',
    'text/json',
    'text/plain;charset=UTF-8',
    '',
  ])('reads JSON labelled "%s"', async (contentType) => {
    const result = await decoded(PERSON, contentType);
    expect(result).toMatchObject({ form: 'json', value: { email: 'a@example.com' }, flags: [] });
  });

  it.each([FORM, `${FORM}; charset=utf-8`, 'text/plain', ''])(
    'reads a form labelled "%s"',
    async (contentType) => {
      const result = await decoded('email=a%40example.com&x=1', contentType);
      expect(result).toMatchObject({
        form: 'urlencoded',
        value: { email: 'a@example.com', x: '1' },
      });
    },
  );

  it.each([
    ['text/xml', '<lead><email>a@example.com</email></lead>'],
    ['application/octet-stream', PERSON],
    ['text/plain', 'Please call me back'],
    ['text/plain', 'Note: a=b and more words'],
    ['', '<a href="x?y=z">'],
    ['nonsense', PERSON],
  ])('refuses %s holding "%s"', async (contentType, body) => {
    expect(await refusal(body, contentType)).toBe('415 media_type');
  });

  it.each(['', 'application/json', FORM, 'text/plain', 'multipart/form-data; boundary=x'])(
    'refuses an empty body labelled "%s"',
    async (contentType) => {
      expect(await refusal('', contentType)).toBe('400 empty_body');
    },
  );

  it('reads a browser form, a fetch and a beacon', async () => {
    const form = await decoded(submission('html-form-1.txt'), FORM);
    expect(form.value).toMatchObject({
      last_name: "O'Neil & Söhne",
      utm_campaign: 'summer+sale%20',
      interest: ['a', 'b'],
      _gotcha: '',
    });
    const fetched = await decoded(submission('fetch-1.json'));
    expect(fetched.value).toMatchObject({ lead: { consent: { marketing: true } } });
    const beacon = await decoded(submission('beacon-1.txt'), 'text/plain;charset=UTF-8');
    expect(beacon.value).toEqual({ email: 'b@example.com', utm_source: 'google' });
  });
});

describe('reading characters', () => {
  const person = '{"name":"José"}';

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${person}`), 'application/json'],
    ['UTF-16 by its label', Buffer.from(person, 'utf16le'), 'application/json; charset=utf-16'],
    ['UTF-16 by its mark', Buffer.from(`\uFEFF${person}`, 'utf16le'), 'application/json'],
    [
      'big-endian UTF-16',
      Buffer.from(`\uFEFF${person}`, 'utf16le').swap16(),
      'application/json; charset="utf-16be"',
    ],
    ['ISO 8859-1', Buffer.from(person, 'latin1'), 'application/json; charset=iso-8859-1'],
    ['windows-1252', Buffer.from(person, 'latin1'), 'text/plain; charset=windows-1252'],
  ])('reads %s', async (_what, body, contentType) => {
    expect(await decoded(body, contentType)).toMatchObject({ value: { name: 'José' }, flags: [] });
  });

  it('reads a latin-1 body that claims to be UTF-8, and says so', async () => {
    const result = await decoded(Buffer.from(person, 'latin1'));
    expect(result.value).toEqual({ name: 'José' });
    expect(result.codes).toEqual(['invalid_utf8']);
  });

  it('keeps the good characters of a UTF-8 body with a damaged one', async () => {
    const body = Buffer.concat([
      Buffer.from('{"name":"José '),
      Buffer.from([0xf0, 0x9f]),
      Buffer.from('"}'),
    ]);
    const result = await decoded(body);
    expect(result.value).toEqual({ name: 'José \uFFFD' });
    expect(result.codes).toEqual(['invalid_utf8']);
  });

  it('says so when UTF-16 breaks off', async () => {
    const body = Buffer.concat([Buffer.from(person, 'utf16le'), Buffer.from([0x20])]);
    expect(await refusal(body, 'application/json; charset=utf-16le')).toBe('400 invalid_json');
  });

  it('refuses a charset that it does not know', async () => {
    const result = await decode(PERSON, 'application/json; charset=klingon');
    expect(result).toMatchObject({ status: 415, code: 'unknown_charset' });
    expect(result).toMatchObject({ says: expect.stringContaining('klingon') });
  });

  it('removes what later systems cannot carry', async () => {
    const result = await decoded('{"a":"x\\u0000y","b":"\\ud800z","c":"\\ud83d\\ude00"}');
    expect(result.value).toEqual({ a: 'xy', b: '\uFFFDz', c: '😀' });
    expect(result.flags.map(({ field }) => field)).toEqual(['a', 'b']);
    expect((await decoded('a=x%00y', FORM)).value).toEqual({ a: 'xy' });
  });
});
