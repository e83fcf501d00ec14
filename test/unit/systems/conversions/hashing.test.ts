import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  googleEmail,
  googleFamilyName,
  googleGivenName,
  googlePhone,
  googlePlace,
  hashed,
  metaCountry,
  metaEmail,
  metaName,
  metaPhone,
  metaPostalCode,
  metaState,
  sha256Hex,
} from '../../../../src/systems/conversions/hashing.ts';

/** What the receivers publish: as typed, as normalised, as hashed. */
describe('published examples', () => {
  it.each([
    [
      'John_Smith@gmail.com',
      'john_smith@gmail.com',
      '62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f',
    ],
    [
      'Cloudy.SanFrancisco+shopping@gmail.com',
      'cloudy.sanfrancisco+shopping@gmail.com',
      '8dd4a9bf850242873c14976125edabc35096192b784626a5641a7d2de56e3c1e',
    ],
    [
      'testing@testing.com',
      'testing@testing.com',
      '584c4423c421df49955759498a71495aba49b8780eb9387dff333b6f0982c777',
    ],
    [
      'john@contoso.com',
      'john@contoso.com',
      'ec81f3ac7b2b19675bab9d54cf416f9f18cff87c97da5cca82c0f0891bc40602',
    ],
    [
      'jane@example.com',
      'jane@example.com',
      '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d',
    ],
  ])('Meta hashes the e-mail address %s as %s', (typed, normalised, hash) => {
    expect(metaEmail(typed)).toBe(normalised);
    expect(hashed(metaEmail(typed))).toBe(hash);
  });

  it.each([
    [
      '1 (650)555-1212',
      '16505551212',
      'e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176',
    ],
    [
      '+16505551212',
      '16505551212',
      'e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176',
    ],
  ])('Meta hashes the phone number %s as %s', (typed, normalised, hash) => {
    expect(metaPhone(typed)).toBe(normalised);
    expect(hashed(metaPhone(typed))).toBe(hash);
  });

  it.each([
    ['+001 (616) 954-78 88', '16169547888'],
    ['01(650)123-4567', '16501234567'],
    ['+44 20 7946 0958', '442079460958'],
    ['000555123456', '555123456'],
  ])('Meta writes the phone number %s as %s', (typed, normalised) => {
    expect(metaPhone(typed)).toBe(normalised);
  });

  it.each([
    ['Mary', 'mary', '6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec'],
    ['정', '정', '8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14'],
    ['Valéry', 'valéry', '08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c'],
    [
      'Vale\u0301ry',
      'val\u00e9ry',
      '08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c',
    ],
  ])('Meta hashes the name %s as %s', (typed, normalised, hash) => {
    expect(metaName(typed)).toBe(normalised);
    expect(hashed(metaName(typed))).toBe(hash);
  });

  it.each([
    ['John Smith', 'johnsmith'],
    ["O'Hara-Jones", 'oharajones'],
    ['Menlo Park', 'menlopark'],
  ])('Meta writes the name %s without spaces and punctuation', (typed, normalised) => {
    expect(metaName(typed)).toBe(normalised);
  });

  it('Meta hashes the United States by their two letters', () => {
    const hash = '79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621';
    expect(metaCountry('US')).toBe('us');
    expect(hashed(metaCountry('US'))).toBe(hash);
  });

  it('Meta hashes a date of birth as eight digits', () => {
    const hash = '01acdbf6ec7b4f478a225f1a246e5d6767eeab1a7ffa17f025265b5b94f40f0c';
    expect(sha256Hex('19970216')).toBe(hash);
  });

  it.each([
    [
      '  ALEXZ@example.com   ',
      'alexz@example.com',
      '509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8a',
    ],
    [
      'Cloudy.SanFrancisco+shopping@gmail.com',
      'cloudysanfrancisco@gmail.com',
      '223ebda6f6889b1494551ba902d9d381daf2f642bae055888e96343d53e9f9c4',
    ],
  ])('Google hashes the e-mail address %s as %s', (typed, normalised, hash) => {
    expect(googleEmail(typed)).toBe(normalised);
    expect(hashed(googleEmail(typed))).toBe(hash);
  });

  it('Google’s base64 form of a hash is the same hash', () => {
    const hash = hashed(googleEmail('  ALEXZ@example.com   ')) ?? '';
    expect(Buffer.from(hash, 'hex').toString('base64')).toBe(
      'UJ6TMBm7KFoTSpM0uLtnnf950M4CPVKa9L10TUe0/Yo=',
    );
  });

  it('Google keeps dots and the +alias of other providers', () => {
    expect(googleEmail('user.name+NYC@Example.com')).toBe('user.name+nyc@example.com');
  });

  it.each([
    [
      '1-800-555-0100   ',
      '+18005550100',
      'fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30',
    ],
    [
      '16505551212',
      '+16505551212',
      '1e231c66011e7a2d867a9cfae267a6aff103cf4913640b6e71a99850fc0ffbc8',
    ],
  ])('Google hashes the phone number %s as %s', (typed, normalised, hash) => {
    expect(googlePhone(typed)).toBe(normalised);
    expect(hashed(googlePhone(typed))).toBe(hash);
  });

  it('Google writes a British number with its + and nothing between', () => {
    expect(googlePhone('+44-113-496-0987')).toBe('+441134960987');
  });
});

describe('names and places', () => {
  it.each([
    ['Mr. Alex', 'alex'],
    ['Dr. Mary Ann', 'mary ann'],
    ['Drew', 'drew'],
    ['Jean-Luc 2', 'jeanluc'],
  ])('writes the given name %s for Google as %s', (typed, normalised) => {
    expect(googleGivenName(typed)).toBe(normalised);
  });

  it.each([
    ['Quinn, Jr.', 'quinn'],
    ['Smith PhD', 'smith'],
    ['King III', 'king'],
    ['Vii', 'vii'],
    ["O'Hara", 'ohara'],
  ])('writes the family name %s for Google as %s', (typed, normalised) => {
    expect(googleFamilyName(typed)).toBe(normalised);
  });

  it('writes a city for Google without digits and symbols', () => {
    expect(googlePlace(' St. Gallen 9 ')).toBe('st gallen');
  });

  it('takes the first five digits of an American postal code, and all of any other', () => {
    expect(metaPostalCode('94025-1234', 'US')).toBe('94025');
    expect(metaPostalCode('SW1A 1AA', 'GB')).toBe('sw1a1aa');
  });

  it('leaves out an American state that is not its two letters', () => {
    expect(metaState('CA', 'US')).toBe('ca');
    expect(metaState('California', 'US')).toBeUndefined();
    expect(metaState('Île-de-France', 'FR')).toBe('îledefrance');
  });
});

describe('what must not be sent', () => {
  it('hashes what looks like a hash already: a visitor may have typed it', () => {
    const typed = 'a'.repeat(64);
    expect(hashed(metaName(typed))).toBe(sha256Hex(typed));
    expect(hashed(metaName(typed))).not.toBe(typed);
  });

  it('never hashes an empty text, which would make strangers one person', () => {
    const nothing = fc.stringMatching(/^[\s.,!'()-]*$/);
    fc.assert(
      fc.property(nothing, (text) => {
        for (const normalise of [
          googleEmail,
          googlePhone,
          googleGivenName,
          metaEmail,
          metaPhone,
          metaName,
        ]) {
          expect(hashed(normalise(text))).toBeUndefined();
        }
      }),
    );
  });

  it('writes the same person the same way however often it is normalised', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.string({ unit: 'grapheme' }), (email, name) => {
        for (const [normalise, text] of [
          [googleEmail, email],
          [metaEmail, email],
          [metaName, name],
        ] as const) {
          const once = normalise(text);
          if (once !== undefined) expect(normalise(once)).toBe(once);
        }
      }),
    );
  });
});
