import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { DecodedValue } from '../../../src/intake/decode.ts';
import { decode, decoded, FORM, refusal } from './decode-body.ts';

async function form(body: string | Buffer) {
  return (await decoded(body, FORM)).value;
}

function leavesOf(value: DecodedValue): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, member) => sum + leavesOf(member), 0);
}

describe('reading a urlencoded form', () => {
  it('reads spaces, escapes and empty values', async () => {
    expect(await form('first+name=S%C3%B6hne+%26+Co&empty=&bare&&a=b=c')).toEqual({
      'first name': 'Söhne & Co',
      empty: '',
      bare: '',
      a: 'b=c',
    });
  });

  it('collects a repeated key', async () => {
    expect(await form('interest=a&email=x&interest=b')).toEqual({
      interest: ['a', 'b'],
      email: 'x',
    });
  });

  it('reads one latin-1 value beside UTF-8 ones', async () => {
    const result = await decoded('name=Jos%E9&city=K%C3%B6ln', FORM);
    expect(result.value).toEqual({ name: 'José', city: 'Köln' });
    expect(result.flags).toMatchObject([{ field: 'name', code: 'invalid_utf8' }]);
  });

  it('reads a form in a declared charset, escaped or not', async () => {
    const body = Buffer.from('a=%E9&b=\xE9&c=%80', 'latin1');
    const result = await decoded(body, `${FORM}; charset=ISO-8859-1`);
    expect(result).toMatchObject({ value: { a: 'é', b: 'é', c: '€' }, flags: [] });
  });

  it('keeps a percent sign that escapes nothing', async () => {
    const result = await decoded('q=100%&r=%zz', FORM);
    expect(result.value).toEqual({ q: '100%', r: '%zz' });
    expect(result.codes).toEqual(['bad_escape', 'bad_escape']);
  });

  it('drops the line end that a tool puts behind the form', async () => {
    expect(await form('a=1&b=2\r\n')).toEqual({ a: '1', b: '2' });
  });

  it('reads JSON that a tool labelled as a form', async () => {
    const result = await decoded('{"email":"a@example.com","note":"x=1&y=2"}', FORM);
    expect(result).toMatchObject({ form: 'json', codes: ['mislabelled_json'] });
    expect(result.value).toEqual({ email: 'a@example.com', note: 'x=1&y=2' });
  });

  it.each(['', '&', '&&'])('refuses a form without fields: "%s"', async (body) => {
    expect(await refusal(body, FORM)).toBe('400 empty_body');
  });
});

describe('nesting of form keys', () => {
  it('nests keys as WordPress plug-ins write them', async () => {
    const body =
      'form[id]=7&fields[email][value]=a%40example.com&fields%5Bname%5D%5Bvalue%5D=Ada&meta[page_url][value]=u';
    expect(await form(body)).toEqual({
      form: { id: '7' },
      fields: { email: { value: 'a@example.com' }, name: { value: 'Ada' } },
      meta: { page_url: { value: 'u' } },
    });
  });

  it('reads lists in both notations', async () => {
    expect(await form('a[]=1&a[]=2&b[0]=x&b[1]=y&c[0][n]=1&c[1][n]=2&d[]=only')).toEqual({
      a: ['1', '2'],
      b: ['x', 'y'],
      c: [{ n: '1' }, { n: '2' }],
      d: ['only'],
    });
  });

  it('keeps numeric keys that are no list', async () => {
    expect(await form('entry[1]=a&entry[3]=b')).toEqual({ entry: { '1': 'a', '3': 'b' } });
  });

  it.each(['a[b', 'a]b', '[x]', 'a[b]c', 'a[[b]]', 'Company [optional]'])(
    'keeps the key %s as it is',
    async (key) => {
      expect(await form(`${encodeURIComponent(key)}=1`)).toEqual({ [key]: '1' });
    },
  );

  it('keeps both fields when one key stands in the way of another', async () => {
    expect(await form('a=1&a[b]=2')).toEqual({ a: '1', 'a[b]': '2' });
    expect(await form('a[b]=2&a=1')).toEqual({ a: '1', 'a[b]': '2' });
    expect(await form('a[b]=1&a[b][c]=2')).toEqual({ a: { b: '1' }, 'a[b][c]': '2' });
    expect(await form('a[b][c]=2&a[b]=1')).toEqual({ a: { b: { c: '2' } }, 'a[b]': '1' });
    expect(await form('a[]=1&a=2')).toEqual({ a: ['1', '2'] });
  });

  it('leaves out keys that reach for a prototype and keeps harmless ones', async () => {
    const body =
      '__proto__[x]=1&__proto__=2&a[__proto__][y]=3&constructor[prototype][z]=4&hasOwnProperty=5&toString=6&constructor=7';
    const result = await decode(body, FORM);
    expect(result.ok && Object.entries(result.value)).toEqual([
      ['hasOwnProperty', '5'],
      ['toString', '6'],
      ['constructor', '7'],
    ]);
    expect(result.ok && result.flags.map(({ code }) => code)).toEqual(
      Array(4).fill('prototype_key'),
    );
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  it('refuses a key that nests too deep', async () => {
    expect(await refusal(`a${'[b]'.repeat(31)}=1`, FORM)).toBe('decoded');
    expect(await refusal(`a${'[b]'.repeat(32)}=1`, FORM)).toBe('400 too_deep');
  });

  it('refuses more fields than it is told to take', async () => {
    const fields = Array.from({ length: 501 }, (_, i) => `a${i}=1`);
    expect(await refusal(fields.slice(1).join('&'), FORM)).toBe('decoded');
    expect(await refusal(fields.join('&'), FORM)).toBe('413 too_many_fields');
  });
});

describe('the form decoder on whatever arrives', () => {
  const key = fc
    .oneof(fc.string(), fc.stringMatching(/^[ab]{1,2}(\[[ab01]?\]){0,3}$/))
    .filter((text) => !/proto|\0/.test(text));

  it('loses no field', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(key, fc.string()), { minLength: 1 }), async (pairs) => {
        const body = new URLSearchParams(pairs).toString();
        const result = await decode(body, FORM);
        expect(result.ok && leavesOf(result.value)).toBe(pairs.length);
      }),
    );
  });

  it('reads plain fields as URLSearchParams does', async () => {
    const plain = fc.dictionary(
      fc.string({ unit: 'grapheme' }).filter((text) => !/[[\]\0]|__proto__/.test(text)),
      fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
      { minKeys: 1 },
    );
    await fc.assert(
      fc.asyncProperty(plain, async (fields) => {
        const result = await decode(new URLSearchParams(fields).toString(), FORM);
        expect(result.ok && { ...result.value }).toEqual({ ...fields });
      }),
    );
  });

  it('never throws, whatever the bytes and whatever their label', async () => {
    const types = ['', 'application/json', FORM, 'text/plain', 'multipart/form-data; boundary=x'];
    const label = fc.oneof(fc.constantFrom(...types), fc.string());
    const soup = fc.array(
      fc.constantFrom('{', '}', '[', ']', '"', ':', '&', '=', '%', 'a', '\r\n', '--x'),
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
      soup.map((pieces) => Buffer.from(pieces.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, label, async (body, contentType) => {
        expect(typeof (await decode(body, contentType)).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });
});
