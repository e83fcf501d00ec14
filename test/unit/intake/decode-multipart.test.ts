import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decode, decoded, LIMITS, refusal } from './decode-body.ts';

const TYPE = 'multipart/form-data; boundary=edge';

type Part = { name: string; value: string | Buffer; more?: string };

function multipart(parts: Part[], end = '--edge--\r\n'): Buffer {
  const pieces = parts.flatMap(({ name, value, more = '' }) => [
    Buffer.from(`--edge\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`),
    typeof value === 'string' ? Buffer.from(value) : value,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(end)]);
}

describe('reading a multipart form', () => {
  it('reads a browser form with a field name beyond ASCII', async () => {
    const body = readFileSync(
      new URL('../../fixtures/submissions/html-form-2-multipart.txt', import.meta.url),
    );
    const boundary = body.toString('utf8').split('\r\n', 1)[0]?.slice(2) ?? '';
    const result = await decoded(body, `multipart/form-data; boundary=${boundary}`);
    expect(result).toMatchObject({ form: 'multipart', flags: [] });
    expect(result.value).toEqual({ email: 'a@example.com', prénom: 'José', utm_source: 'google' });
  });

  it('reads a vendor that puts its answers into one part as JSON text', async () => {
    const rawRequest = '{"q3_name":{"first":"Ada"},"event_id":"9999999999999999999"}';
    const body = multipart([
      { name: 'submissionID', value: '6012345678901234567' },
      { name: 'rawRequest', value: rawRequest },
    ]);
    const result = await decoded(body, TYPE);
    expect(result.value).toEqual({ submissionID: '6012345678901234567', rawRequest });
  });

  it('nests keys and collects repeated ones like any other form', async () => {
    const body = multipart([
      { name: 'fields[email]', value: 'a@example.com' },
      { name: 'interest', value: 'a' },
      { name: 'interest', value: 'b' },
    ]);
    const { value } = await decoded(body, TYPE);
    expect(value).toEqual({ fields: { email: 'a@example.com' }, interest: ['a', 'b'] });
  });

  it('keeps the lead and names the file it does not keep', async () => {
    const body = multipart([
      { name: 'cv', value: Buffer.from([0xff, 0xfe, 0, 1]), more: '; filename="cv.pdf"' },
      { name: 'email', value: 'a@example.com' },
    ]);
    const result = await decoded(body, TYPE);
    expect(result.value).toEqual({ email: 'a@example.com' });
    expect(result.flags).toMatchObject([{ field: 'cv', code: 'file_refused' }]);
  });

  it('truncates neither a long name nor a long value', async () => {
    const name = 'n'.repeat(2_000);
    const value = 'v'.repeat(1_500_000);
    expect((await decoded(multipart([{ name, value }]), TYPE)).value).toEqual({ [name]: value });
  });

  it('reads a latin-1 value beside a UTF-8 one', async () => {
    const body = multipart([
      { name: 'city', value: 'Köln' },
      { name: 'name', value: Buffer.from('Jos\xe9', 'latin1') },
    ]);
    const result = await decoded(body, TYPE);
    expect(result.value).toEqual({ city: 'Köln', name: 'José' });
    expect(result.flags).toMatchObject([{ field: 'name', code: 'invalid_utf8' }]);
  });

  it('reads a declared charset, the euro sign of windows-1252 included', async () => {
    const value = Buffer.from([0x80, 0xe9]);
    const declared = `${TYPE}; charset=windows-1252`;
    expect((await decoded(multipart([{ name: 'a', value }]), declared)).value).toEqual({ a: '€é' });
    const own = multipart([
      { name: 'a', value, more: '\r\nContent-Type: text/plain; charset=cp1252' },
    ]);
    expect((await decoded(own, TYPE)).value).toEqual({ a: '€é' });
  });
});

describe('multipart bodies that cannot be read', () => {
  const whole = multipart([
    { name: 'email', value: 'a@example.com' },
    { name: 'cv', value: 'x'.repeat(300), more: '; filename="cv.txt"' },
  ]);

  it('refuses a body without a usable boundary', async () => {
    expect(await refusal(whole, 'multipart/form-data')).toBe('400 missing_boundary');
    expect(await refusal(whole, 'multipart/form-data; boundary=')).toBe('400 missing_boundary');
    expect(await refusal(whole, 'multipart/form-data; boundary=other')).toBe('400 cut_body');
  });

  it('refuses a body cut at any place, and always answers', async () => {
    const end = whole.length - '--\r\n'.length;
    for (let length = 1; length < end; length += 7) {
      expect(await refusal(whole.subarray(0, length), TYPE)).toBe('400 cut_body');
    }
  });

  it('refuses a part in a charset that nobody knows', async () => {
    const more = '\r\nContent-Type: text/plain; charset=klingon';
    expect(await refusal(multipart([{ name: 'a', value: 'x', more }]), TYPE)).toBe(
      '415 unknown_charset',
    );
  });

  it('refuses more fields than it is told to take', async () => {
    const parts = Array.from({ length: 501 }, (_, i) => ({ name: `f${i}`, value: 'x' }));
    expect(await refusal(multipart(parts.slice(1)), TYPE)).toBe('decoded');
    expect(await refusal(multipart(parts), TYPE)).toBe('413 too_many_fields');
  });

  it('refuses a form without a single field', async () => {
    expect(await refusal(multipart([]), TYPE)).toBe('400 empty_body');
  });

  it('answers whatever is broken inside', async () => {
    const piece = fc.constantFrom(
      '--edge',
      '--edge--',
      '\r\n',
      '\n',
      '\r',
      '\r\n\r\n',
      ':',
      'x'.repeat(80),
    );
    const header = fc.constantFrom(
      'Content-Disposition: form-data; name="a"',
      'Content-Disposition: form-data; name="a"; filename="b"',
      'Content-Disposition: attachment',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(piece, header), { maxLength: 20 }), async (pieces) => {
        const result = await decode(`--edge\r\n${pieces.join('')}`, TYPE, LIMITS);
        expect(typeof result.ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });
});
