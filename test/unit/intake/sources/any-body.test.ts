import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeBody } from '../../../../src/intake/decode.ts';
import { VENDORS } from '../../../../src/intake/source-settings.ts';
import { FORM_SOURCES } from '../../../../src/intake/sources/index.ts';

const REQUEST = { headers: {}, query: new URLSearchParams() };
const LIMITS = { fieldsMax: 2_000, depthMax: 32 };

/** Bodies that have the vendors' own members, with anything in them. */
const MEMBERS =
  `form_response answers definition hidden variables payload data schema fields form meta
  value type key label options id name rows user_column_data column_id string_value
  is_test lead context page cookies first_touch anti_bot a[b][c] a[b] 1.3 1.6 email`.split(/\s+/);
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constantFrom<unknown>('', 'x', 'form_response', 'email', 0, 17, true, false, null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...MEMBERS), tie('value'), { maxKeys: 6 }),
  ),
})).value;
const body = fc.dictionary(fc.constantFrom(...MEMBERS), anything, { minKeys: 1, maxKeys: 8 });

async function decoded(value: unknown) {
  const sent = { body: Buffer.from(JSON.stringify(value)), contentType: 'application/json' };
  const result = await decodeBody({ ...sent, limits: LIMITS });
  if (!result.ok) throw new Error(result.says);
  return result.value;
}

describe('Every vendor’s adapter', () => {
  it.each(VENDORS)('is registered under its own name: %s', (vendor) => {
    expect(FORM_SOURCES[vendor].vendor).toBe(vendor);
  });

  it.each(VENDORS)('reads whatever comes without failing, and only texts: %s', async (vendor) => {
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        const read = FORM_SOURCES[vendor].read(await decoded(value), REQUEST);
        if (read.kind !== 'submission') {
          expect(read.says).toMatch(/\.$/);
          return;
        }
        for (const field of read.submission.fields) {
          expect(typeof field.key).toBe('string');
          for (const each of [field.value].flat()) expect(typeof each).toBe('string');
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each(['json', 'form', 'elementor'] as const)(
    'keeps every member that it does not know: %s',
    async (vendor) => {
      const plain = fc.dictionary(
        fc.stringMatching(/^field_[a-z]{1,8}$/),
        fc.oneof(fc.string(), fc.array(fc.string(), { minLength: 2, maxLength: 3 })),
        { minKeys: 1 },
      );
      await fc.assert(
        fc.asyncProperty(plain, async (value) => {
          const sent = await decoded(value);
          const read = FORM_SOURCES[vendor].read(sent, REQUEST);
          if (read.kind !== 'submission') throw new Error(read.says);
          const fields = read.submission.fields.map((field) => [field.key, field.value]);
          expect(Object.fromEntries(fields)).toEqual({ ...sent });
        }),
        { numRuns: 100 },
      );
    },
  );
});
