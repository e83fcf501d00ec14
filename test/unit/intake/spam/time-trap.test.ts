import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTimeTrap, TOO_FAST_MS, TOO_OLD_MS } from '../../../../src/intake/spam/time-trap.ts';

const KEY = Buffer.alloc(32, 1);
const NEW_KEY = Buffer.alloc(32, 2);
const SHOWN_AT = Date.parse('2026-03-02T12:00:00Z');

function trapAt(at: number, keys = [KEY]) {
  return createTimeTrap({ keys, now: () => at });
}

const token = trapAt(SHOWN_AT).issue('website');

describe('The signed time trap', () => {
  it.each([
    [0, 'too_fast'],
    [TOO_FAST_MS - 1, 'too_fast'],
    [TOO_FAST_MS, 'good'],
    [TOO_OLD_MS, 'good'],
    [TOO_OLD_MS + 1, 'too_old'],
  ])('says of a form sent after %i ms: %s', (afterMs, reading) => {
    expect(trapAt(SHOWN_AT + afterMs).read('website', token)).toBe(reading);
  });

  it('knows that there is none', () => {
    expect(trapAt(SHOWN_AT).read('website', undefined)).toBe('missing');
    expect(trapAt(SHOWN_AT).read('website', '')).toBe('missing');
  });

  it('takes a token for the source that it was made for only', () => {
    expect(trapAt(SHOWN_AT + 5_000).read('other', token)).toBe('forged');
  });

  it('takes a token of an older key while that is still among the keys', () => {
    expect(trapAt(SHOWN_AT + 5_000, [NEW_KEY, KEY]).read('website', token)).toBe('good');
    expect(trapAt(SHOWN_AT + 5_000, [NEW_KEY]).read('website', token)).toBe('forged');
  });

  it('takes no token that it did not make, and never throws', () => {
    const at = trapAt(SHOWN_AT + 5_000);
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^t1\.[0-9a-z]{1,11}\.[\w-]{43}$/)),
        (text) => {
          fc.pre(text !== token && text !== '');
          expect(at.read('website', text)).toBe('forged');
        },
      ),
    );
  });

  it('takes no token whose time was changed', () => {
    const [form, at = '', signature] = token.split('.');
    const earlier = (Number.parseInt(at, 36) - 60_000).toString(36);
    expect(trapAt(SHOWN_AT).read('website', [form, earlier, signature].join('.'))).toBe('forged');
  });
});
