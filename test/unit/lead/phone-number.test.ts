import { describe, expect, it } from '@jest/globals';
import { readPhoneNumber } from '../../../src/lead/phone-number.ts';

describe('a telephone number', () => {
  it.each([
    ['+1 (415) 555-2671', [], '+14155552671'],
    ['030 / 123456', ['DE'], '+4930123456'],
    ['+49 (0) 30 123456', [], '+4930123456'],
    ['tel:+49-30-123456', [], '+4930123456'],
    ['p:+16505551234', [], '+16505551234'],
    ["'+14155552671", [], '+14155552671'],
    ['00 44 20 7946 0958', ['US'], '+442079460958'],
    ['0044 20 7946 0958', [], '+442079460958'],
    ['(85) 98769-6383', ['BR'], '+5585987696383'],
    ['٠٣٠ ١٢٣٤٥٦', ['DE'], '+4930123456'],
    ['0610029259', ['ZA', 'US'], '+27610029259'],
  ])('%j in %j reads as %s', (typed, countries, e164) => {
    const { value, remarks } = readPhoneNumber(typed, countries);
    expect(value).toMatchObject({ e164, valid: true });
    expect(remarks).toEqual([]);
  });

  it('without its plus, from a form that stores numbers, is a second guess and says so', () => {
    const { value, remarks } = readPhoneNumber('4915112345678', ['US']);
    expect(value).toEqual({ original: '4915112345678', e164: '+4915112345678', valid: true });
    expect(remarks[0]?.code).toBe('phone_guessed');
  });

  it('that nobody has is flagged and kept', () => {
    const { value, remarks } = readPhoneNumber('15550000000', ['US']);
    expect(value).toEqual({ original: '15550000000', e164: '+15550000000', valid: false });
    expect(remarks[0]?.code).toBe('phone_invalid');
  });

  it.each(['call me at +14155552671', '+14155552671; DROP TABLE', 'n/a', '1'.repeat(500)])(
    'that cannot be read stays as typed: %j',
    (typed) => {
      const { value, remarks } = readPhoneNumber(typed, ['US']);
      expect(value).toEqual({ original: typed, valid: false });
      expect(remarks[0]?.code).toBe('phone_unreadable');
    },
  );

  it('is absent when nothing was typed', () => {
    expect(readPhoneNumber('  ').value).toBeUndefined();
  });

  it('is read although the configured country is none', () => {
    expect(readPhoneNumber('+14155552671', ['ZZ']).value?.e164).toBe('+14155552671');
  });
});
