import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { normaliseUtm } from '../../../src/lead/utm-hygiene.ts';

const read = (name: string, typed: string) => {
  const { value, repairs } = normaliseUtm(name, typed);
  return [value, ...repairs.map(({ code }) => code)];
};

describe('a UTM value', () => {
  it('keeps the case of campaign, term and content; source and medium are lower-cased', () => {
    expect(read('utm_campaign', 'Brand-Q4')).toEqual(['Brand-Q4']);
    expect(read('utm_medium', 'CPC')).toEqual(['cpc', 'case']);
  });

  it('is decoded once more when it came encoded twice, and only once', () => {
    expect(read('utm_campaign', 'Q1%20Launch')).toEqual(['Q1 Launch', 'double_encoded']);
    expect(read('utm_campaign', 'summer+sale%20')).toEqual(['summer+sale', 'double_encoded']);
    expect(read('utm_campaign', '100% caf%E9')).toEqual(['100% caf%E9']);
    expect(read('utm_campaign', 'a%252520b')).toEqual(['a%252520b']);
  });

  it.each([
    '{{campaign.name}}',
    '{keyword}',
    '__CAMPAIGN_NAME__',
    '%%adgroup%%',
    '${source}',
    '%7Bkeyword%7D',
  ])('that is an unexpanded macro is missing: %s', (typed) =>
    expect(normaliseUtm('utm_campaign', typed)).toEqual({
      repairs: [{ parameter: 'utm_campaign', code: 'macro', from: typed }],
    }),
  );

  it.each(['null', 'undefined', '(not set)', '(None)', '[object Object]', ' NULL '])(
    'that stands for nothing is missing: %s',
    (typed) => expect(read('utm_term', typed)).toEqual([undefined, 'placeholder']),
  );

  it('with a macro inside keeps the rest, with a remark', () => {
    expect(read('utm_campaign', 'brand-{adgroupid}')).toEqual(['brand-{adgroupid}', 'macro']);
  });

  it.each([
    ['fb', 'facebook'],
    ['Facebook.com', 'facebook'],
    ['IG', 'instagram'],
    ['adwords', 'google'],
  ])('of the source %s means %s', (typed, source) => {
    expect(normaliseUtm('utm_source', typed).value).toBe(source);
  });

  it('is an alias only as a source, and never a property of objects', () => {
    expect(read('utm_campaign', 'fb')).toEqual(['fb']);
    expect(read('utm_source', 'constructor')).toEqual(['constructor']);
  });

  it('is freed of what cannot be seen', () => {
    expect(read('utm_campaign', ' spring\u200B  sale\u0000 ')).toEqual(['spring sale', 'cleaned']);
  });

  it('does not tell who somebody is', () => {
    expect(read('utm_content', 'mail-ada@acme.de')).toEqual(['(e-mail)', 'personal_data']);
  });

  it('is cut at 512 characters', () => {
    const { value, repairs } = normaliseUtm('utm_term', 'x'.repeat(600));
    expect(value?.length).toBe(512);
    expect(repairs[0]?.code).toBe('truncated');
    expect(normaliseUtm('utm_term', '_'.repeat(200_000)).value?.length).toBe(512);
  });

  it('does not change when it is normalised again', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom(
        '%20',
        '%25',
        '%',
        '25',
        '20',
        '+',
        '\u200B',
        '{',
        '}',
        '__',
        'X',
        'İ',
        'Σ',
        '@a.de',
        ' ',
        'fb',
      ),
    );
    const value = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(
        fc.constantFrom('utm_source', 'utm_medium', 'utm_campaign'),
        value,
        (name, typed) => {
          const once = normaliseUtm(name, typed).value;
          if (once === undefined) return;
          expect(normaliseUtm(name, once).value).toBe(once);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
