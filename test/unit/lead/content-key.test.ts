import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { contentKey } from '../../../src/lead/content-key.ts';
import { posted, withFields } from './lead-fixture.ts';

const keyOf = (values: Record<string, string | string[]>) => contentKey('contact', posted(values));

describe('the key of a content', () => {
  it('is the same whatever the order of the fields', () => {
    expect(keyOf({ a: '1', b: '2' })).toBe(keyOf({ b: '2', a: '1' }));
    expect(contentKey('s', withFields({ key: 'i', value: 'a' }, { key: 'i', value: 'b' }))).toBe(
      contentKey('s', withFields({ key: 'i', value: 'b' }, { key: 'i', value: 'a' })),
    );
  });

  it('is the same when only time stamps and tokens differ', () => {
    expect(
      keyOf({ email: 'a', _ts: '1', 'anti_bot.rendered_at': '1', 'g-recaptcha-response': 'x' }),
    ).toBe(keyOf({ email: 'a', _ts: '2', 'anti_bot.rendered_at': '3', csrf_token: 'y' }));
  });

  it('differs between sources, forms, keys, values and their split', () => {
    const keys = [
      keyOf({ a: 'b' }),
      keyOf({ a: 'c' }),
      keyOf({ ab: '' }),
      keyOf({ a: 'b","c' }),
      keyOf({ a: ['b', 'c'] }),
      keyOf({ a: 'b', c: '' }),
      keyOf({ a: 'b', time: '10:00' }),
      contentKey('other', posted({ a: 'b' })),
      contentKey('contact', { ...posted({ a: 'b' }), formId: 'f' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('never confuses two contents', () => {
    const fields = fc.dictionary(
      fc.string({ minLength: 1 }).map((key) => `k${key}`),
      fc.string(),
    );
    fc.assert(
      fc.property(fields, fields, (a, b) => {
        const same = isDeepStrictEqual(new Map(Object.entries(a)), new Map(Object.entries(b)));
        expect(keyOf(a) === keyOf(b)).toBe(same);
      }),
    );
  });
});
