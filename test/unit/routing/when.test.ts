import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { checkWhen, compileWhen, whenSchema } from '../../../src/routing/when.ts';
import { aLead } from '../../support/lead-builder.ts';
import { newPerson } from './routing-fixture.ts';
import { leads, whens } from './when-arbitraries.ts';

const german = aLead({ person: { country: 'DE', companySize: 250 } });

function holds(when: object, lead = german): boolean {
  return checkWhen(lead, newPerson, whenSchema.parse(when)).every((check) => check.matched);
}

function messages(when: unknown): string[] {
  const result = whenSchema.safeParse(when);
  return (result.error?.issues ?? []).map((issue) => issue.message);
}

describe('a market condition', () => {
  it('needs all of several keys in one object', () => {
    expect(holds({ country: 'DE', companySize: { min: 200 } })).toBe(true);
    expect(holds({ country: 'DE', companySize: { min: 300 } })).toBe(false);
    expect(holds({ any: [{ country: 'DE', companySize: { min: 300 } }, { known: true }] })).toBe(
      false,
    );
  });

  it('needs every part of all, one part of any, and no part of not', () => {
    expect(holds({ all: [{ country: 'DE' }, { known: false }] })).toBe(true);
    expect(holds({ all: [{ country: 'DE' }, { known: true }] })).toBe(false);
    expect(holds({ any: [{ country: 'FR' }, { known: false }] })).toBe(true);
    expect(holds({ any: [{ country: 'FR' }, { known: true }] })).toBe(false);
    expect(holds({ not: { country: 'FR' } })).toBe(true);
    expect(holds({ not: { country: 'DE' } })).toBe(false);
  });

  it('takes what is not known as not matching, so that not matches it', () => {
    const unknown = aLead({ person: {} });
    expect(holds({ country: 'DE' }, unknown)).toBe(false);
    expect(holds({ not: { country: 'DE' } }, unknown)).toBe(true);
    expect(holds({ not: { not: { country: 'DE' } } }, unknown)).toBe(false);
  });

  it('explains every part of a combination, also those after the first that decided', () => {
    const [any] = checkWhen(
      german,
      newPerson,
      whenSchema.parse({ any: [{ country: 'DE' }, { not: { known: true } }, { country: 'FR' }] }),
    );
    expect(any).toEqual({
      matched: true,
      says: '2 of 3 hold; wanted one or more',
      found: 'country is DE',
      parts: [
        expect.objectContaining({ matched: true, says: 'country is DE; wanted DE' }),
        {
          matched: true,
          says: 'it does not hold; wanted just that',
          found: 'the person is new',
          parts: [expect.objectContaining({ says: 'the person is new; wanted a known person' })],
        },
        expect.objectContaining({ matched: false, says: 'country is DE; wanted FR' }),
      ],
    });
  });
});

describe('a compiled condition', () => {
  it('answers just what the explained one says', () => {
    fc.assert(
      fc.property(whens, fc.array(leads, { minLength: 1, maxLength: 8 }), (when, some) => {
        const holds = compileWhen(when);
        for (const { lead, match } of some) {
          const checks = checkWhen(lead, match, when);
          expect(holds(lead, match)).toBe(checks.every(({ matched }) => matched));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a wrong condition', () => {
  it('is refused with the known conditions when its name is not one of them', () => {
    expect(messages({ contry: ['DE'] })).toEqual([
      'unknown condition contry; known are country, region, language, companySize, emailDomain, source, field, utm, clickId, known, all, any and not',
    ]);
    expect(messages({ not: { constructor: 1 } })).toEqual([
      expect.stringContaining('unknown condition constructor'),
    ]);
  });

  it.each([
    [{}, 'expected a condition'],
    [{ any: [] }, 'expected at least one condition'],
    [{ country: ['UK'] }, '"UK" is not an ISO 3166-1 country code'],
    [{ country: [] }, 'matches nobody'],
    [{ country: 5 }, 'expected one value or a list of values'],
    [{ language: 'de-AT' }, 'ISO 639-1'],
    [{ companySize: {} }, 'expected min, max or both'],
    [{ companySize: { min: 9, max: 1 } }, 'min is above max'],
    [{ emailDomain: '@acme.com' }, 'expected a domain such as acme.com'],
    [{ emailDomain: {} }, 'expected oneOf, free or both'],
    [{ field: { name: 'budget' } }, 'expected exactly one of is, oneOf, contains'],
    [{ field: { name: 'budget', is: 'a', contains: 'b' } }, 'expected exactly one of'],
    [{ field: { name: 'budget', matches: '(a+)+$' } }, 'matches'],
    [{ utm: {} }, 'expected at least one UTM name'],
    [{ source: 'Demo Form' }, 'expected the name of a source'],
    [{ clickId: 'not a name' }, 'expected the parameter of a click id'],
  ])('%j is refused in plain words', (when, words) => {
    expect(messages(when).join()).toContain(words);
  });
});

describe('the schema for editors', () => {
  it('can be written as JSON Schema with every condition in it', () => {
    const schema = JSON.stringify(z.toJSONSchema(whenSchema, { io: 'input' }));
    for (const name of ['country', 'companySize', 'utm', 'any', 'not']) {
      expect(schema).toContain(`"${name}":`);
    }
  });
});
