import { z } from 'zod';
import type { ConditionCheck } from '../decision.ts';
import { inWords, quote } from '../wording.ts';
import { compared } from './condition.ts';
import { folded } from './one-of.ts';

/**
 * How a text is compared. Case, accents and outer blanks do not count.
 *
 * There are no regular expressions on purpose: on a stranger's text one of them can stall the
 * service, and these tests say the same in words that a salesperson can check.
 */

const value = z.union([z.string().min(1).max(500), z.number(), z.boolean()], {
  error: 'expected a text, number, true or false',
});
const text = z.string().min(1).max(500);

export const textTestShape = {
  is: value.optional(),
  oneOf: z.array(value).min(1).optional(),
  contains: text.optional(),
  startsWith: text.optional(),
  /** True: it came with a value. False: it did not come, or came empty. */
  exists: z.boolean().optional(),
};

const TEST_NAMES = ['is', 'oneOf', 'contains', 'startsWith', 'exists'] as const;

export type TextTest = z.infer<z.ZodObject<typeof textTestShape>>;

/** One test each: two in one condition would leave open whether both or one must hold. */
export function hasOneTest(settings: TextTest): boolean {
  return TEST_NAMES.filter((name) => settings[name] !== undefined).length === 1;
}

export const ONE_TEST_EXPECTED = `expected exactly one of ${inWords(TEST_NAMES, 'or')}`;

export const textTestSchema = z
  .strictObject(textTestShape)
  .refine(hasOneTest, { error: ONE_TEST_EXPECTED });

/** `values`: everything that came under the name; one that passes is enough. */
export function checkText(
  subject: string,
  values: readonly string[],
  test: TextTest,
): ConditionCheck {
  const present = values.filter((one) => one.trim() !== '');
  const found =
    present.length === 0
      ? `${subject} is not known`
      : `${subject} is ${inWords(present.map(quote), 'and')}`;
  if (test.exists !== undefined) {
    const matched = present.length > 0 === test.exists;
    return compared(matched, found, test.exists ? 'any value' : 'no value');
  }
  const { passes, wanted } = readTest(test);
  return compared(
    present.some((one) => passes(folded(one))),
    found,
    wanted,
  );
}

function readTest(test: TextTest): { passes: (one: string) => boolean; wanted: string } {
  const { contains, startsWith } = test;
  if (contains !== undefined) {
    return {
      passes: (one) => one.includes(folded(contains)),
      wanted: `a text with ${quote(contains)}`,
    };
  }
  if (startsWith !== undefined) {
    return {
      passes: (one) => one.startsWith(folded(startsWith)),
      wanted: `a text that starts with ${quote(startsWith)}`,
    };
  }
  const accepted = (test.oneOf ?? (test.is === undefined ? [] : [test.is])).map(String);
  const acceptedFolded = new Set(accepted.map(folded));
  return {
    passes: (one) => acceptedFolded.has(one),
    wanted: inWords(accepted.map(quote), 'or'),
  };
}
