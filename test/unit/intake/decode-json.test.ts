import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createDecodeNotes } from '../../../src/intake/decode-notes.ts';
import { decodedToJson } from '../../../src/intake/decoded-value.ts';
import { parseJson } from '../../../src/intake/json-parser.ts';
import { decode, decoded, refusal } from './decode-body.ts';

const WIDE = { fieldsMax: 100_000, depthMax: 400 };

function parse(text: string, tolerant = false) {
  return parseJson(text, { limits: WIDE, notes: createDecodeNotes(), tolerant });
}

function parsesNatively(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('reading JSON', () => {
  it('keeps every digit of an id that a double would round', async () => {
    const { value } = await decoded('{"id":12345678901234567890,"next":9007199254740993,"n":-42}');
    expect(value).toEqual({ id: '12345678901234567890', next: '9007199254740993', n: -42 });
  });

  it.each(['1.0', '1e400', '-0', '1E5', '0.10', '123456789.123456789012'])(
    'keeps the text of the number %s, which a double would not give back',
    async (number) => {
      expect((await decoded(`{"n":${number}}`)).value).toEqual({ n: number });
    },
  );

  it.each(['0', '-17', '3.25', '9007199254740991', '1e-7'])('reads %s as a number', async (n) => {
    expect((await decoded(`{"n":${n}}`)).value).toEqual({ n: Number(n) });
  });

  it('keeps the first of two values for one key and names the key', async () => {
    const result = await decoded(
      '{"a":{"email":"first@example.com","email":"second@example.com"}}',
    );
    expect(result.value).toEqual({ a: { email: 'first@example.com' } });
    expect(result.flags).toMatchObject([{ field: 'a.email', code: 'duplicate_key' }]);
  });

  it('leaves out keys that reach for a prototype, however they are written', async () => {
    const body =
      '{"\\u005f_proto__":{"x":1},"constructor":{"prototype":{"y":2},"name":"Acme"},"prototype":"p"}';
    const result = await decoded(body);
    expect(result.value).toEqual({ constructor: { name: 'Acme' }, prototype: 'p' });
    expect(result.flags.map(({ field }) => field)).toEqual(['__proto__', 'constructor.prototype']);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  it('takes names of object members for ordinary fields', async () => {
    const result = await decode('{"hasOwnProperty":"1","toString":"2","constructor":"Acme"}');
    expect(result.ok && Object.getPrototypeOf(result.value)).toBeNull();
    expect(result.ok && Object.keys(result.value)).toHaveLength(3);
  });

  it('takes a lone submission out of its list, as Zapier wraps it', async () => {
    const result = await decoded('[{"email":"a@example.com"}]');
    expect(result.value).toEqual({ email: 'a@example.com' });
    expect(result.codes).toEqual(['unwrapped_array']);
  });

  it.each([
    ['[{"a":1},{"a":2}]', '400 several_submissions'],
    ['[]', '400 not_an_object'],
    ['[1]', '400 not_an_object'],
    ['42', '400 not_an_object'],
    ['null', '400 not_an_object'],
    ['{}', '400 empty_body'],
    ['[{}]', '400 empty_body'],
    [' \n', '400 empty_body'],
    ['{"a":1', '400 invalid_json'],
    ['{"a":1,}', '400 invalid_json'],
    ["{'a':1}", '400 invalid_json'],
    ['{"a":"x', '400 invalid_json'],
    ['{"a":01}', '400 invalid_json'],
    ['{"a":1} {"b":2}', '400 invalid_json'],
  ])('refuses %s with %s', async (body, expected) => {
    expect(await refusal(body)).toBe(expected);
  });

  it('says where a document is broken', async () => {
    const result = await decode('{"a":1 "b":2}');
    expect(result).toMatchObject({ says: expect.stringContaining('"," or "}"') });
    expect(result).toMatchObject({ says: expect.stringContaining('character 8') });
  });
});

describe('reading JSON that was made from an unescaped template', () => {
  it.each([
    ['a line break', '{"message":"one\ntwo","email":"a@example.com"}', 'one\ntwo'],
    ['quotes', '{"message":"He said "hi", twice","email":"a@example.com"}', 'He said "hi", twice'],
    ['a Windows path', '{"message":"C:\\docs","email":"a@example.com"}', 'C:\\docs'],
  ])('keeps the lead of a visitor who typed %s', async (_what, body, message) => {
    const result = await decoded(body, 'text/plain; charset=UTF-8');
    expect(result.value).toEqual({ message, email: 'a@example.com' });
    expect(result.flags).toMatchObject([{ field: 'message', code: 'repaired_json' }]);
  });

  it('reads an intact document the same way', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.json({ maxDepth: 2 })), (document) => {
        const text = JSON.stringify(document);
        const strict = parse(text);
        expect(strict.ok).toBe(true);
        expect(JSON.stringify(parse(text))).toBe(JSON.stringify(strict));
      }),
    );
  });
});

describe('the limits of JSON', () => {
  it('refuses a depth bomb before anything recurses into it', async () => {
    expect(await refusal('['.repeat(5_000) + ']'.repeat(5_000))).toBe('400 too_deep');
    expect(await refusal('{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000))).toBe('400 too_deep');
    const unlimited = { fieldsMax: 500, depthMax: 1_000_000 };
    const bomb = '['.repeat(50_000) + ']'.repeat(50_000);
    expect(await refusal(bomb, 'application/json', unlimited)).toBe('400 too_deep');
  });

  it('takes exactly as many levels as it is told', async () => {
    const limits = { fieldsMax: 500, depthMax: 3 };
    expect(await refusal('{"a":{"b":{"c":1}}}', 'application/json', limits)).toBe('decoded');
    expect(await refusal('{"a":{"b":{"c":{}}}}', 'application/json', limits)).toBe('400 too_deep');
  });

  it('takes exactly as many fields as it is told', async () => {
    const members = Array.from({ length: 501 }, (_, i) => `"f${i}":${i}`);
    expect(await refusal(`{${members.slice(1).join()}}`)).toBe('decoded');
    expect(await refusal(`{${members.join()}}`)).toBe('413 too_many_fields');
  });

  it('leaves room for vendors that describe one field by a whole object', async () => {
    const field = { key: 'k', label: 'l', type: 't', value: 'v', options: [{ id: 1, text: 'x' }] };
    const body = (count: number) =>
      JSON.stringify({ fields: Array.from({ length: count }, () => field) });
    expect(await refusal(body(400))).toBe('decoded');
    expect(await refusal(body(5_000))).toBe('413 too_many_fields');
  });

  it('does not pile up notes for a body that breaks one rule many times', async () => {
    const members = Array.from({ length: 200 }, (_, i) => `"k${i}":1,"k${i}":2`).join(',');
    const result = await decoded(`{${members}}`);
    expect(result.flags).toHaveLength(51);
    expect(result.codes.at(-1)).toBe('more_notes');
  });
});

function cleanText(text: string): string {
  return text.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}

/** Documents whose keys stay apart and in place when they are cleaned. */
function safeKey(text: string): boolean {
  return !/__proto__|prototype|\\u0000|\\ud[89a-f]/i.test(text);
}

describe('the JSON parser beside JSON.parse', () => {
  const textual = (value: unknown): unknown => {
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string') return cleanText(value);
    if (Array.isArray(value)) return value.map(textual);
    if (typeof value !== 'object' || value === null) return value;
    return Object.entries(value).map(([key, member]) => [cleanText(key), textual(member)]);
  };

  it('reads ordinary documents alike', () => {
    fc.assert(
      fc.property(fc.json().filter(safeKey), (text) => {
        const result = parse(text);
        expect(result.ok && textual(result.value)).toEqual(textual(JSON.parse(text)));
      }),
    );
  });

  it('accepts what JSON.parse accepts and refuses what it refuses', () => {
    const damaged = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '"', '\\', ',', '}', '[', '0', '.', ' ', '\n'),
      )
      .map(([text, at, piece]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + piece + text.slice(place + 1);
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string()), (text) => {
        expect(parse(text).ok).toBe(parsesNatively(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives back from storage what was stored', () => {
    fc.assert(
      fc.property(fc.json().filter(safeKey), (text) => {
        const first = parse(text);
        expect(first.ok && parse(decodedToJson(first.value))).toEqual(first);
      }),
    );
  });
});
