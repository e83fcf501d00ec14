import { z } from 'zod';
import type { Lead } from '../../lead/lead.ts';
import { inWords, quote } from '../wording.ts';
import { folded } from './folded.ts';
import type { Question, TextMentions } from './question.ts';
import { type Readings, readingsOf } from './readings.ts';

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

/** Made ready for many leads: takes the folded texts that came; one that passes is enough. */
export function passesText(mentions: TextMentions): (present: readonly string[]) => boolean {
  const { values = [], contains, startsWith, exists } = mentions;
  if (exists !== undefined) return (present) => present.length > 0 === exists;
  if (contains !== undefined) return (present) => present.some((one) => one.includes(contains));
  if (startsWith !== undefined) {
    return (present) => present.some((one) => one.startsWith(startsWith));
  }
  const accepted = new Set(values);
  return (present) => present.some((one) => accepted.has(one));
}

type TextAttribute = {
  attribute: string;
  many: boolean;
  test: TextTest;
  /** Folded. */
  read: (readings: Readings) => readonly string[];
  /** As they came. */
  valuesOf: (lead: Lead) => readonly string[];
};

export function asksText({ attribute, many, test, read, valuesOf }: TextAttribute): Question {
  const mentions = mentionsOf(test);
  const passes = passesText(mentions);
  return {
    attribute,
    holds: (lead) => passes(read(readingsOf(lead))),
    found: (lead) => {
      const present = valuesOf(lead).filter((one) => one.trim() !== '');
      return present.length === 0
        ? `${attribute} is not known`
        : `${attribute} is ${inWords(present.map(quote), 'and')}`;
    },
    summary: (lead, _match, holds) => {
      const present = read(readingsOf(lead));
      if (present.length === 0) return `${attribute} is not known`;
      return `${attribute} ${summaryOf(test, mentions, present, holds)}`;
    },
    wanted: wantedText(test),
    asks: { kind: 'text', many, mentions, passes },
  };
}

/** Goes on from the attribute, which came with a value. */
function summaryOf(
  { contains, startsWith, exists }: TextTest,
  { values = [], written = [] }: TextMentions,
  present: readonly string[],
  holds: boolean,
): string {
  if (exists !== undefined) return 'is known';
  if (contains !== undefined) return `${holds ? 'has' : 'does not have'} ${quote(contains)}`;
  if (startsWith !== undefined) {
    return `${holds ? 'starts' : 'does not start'} with ${quote(startsWith)}`;
  }
  const met = written.filter((_, at) => present.includes(values[at] ?? ''));
  return holds
    ? `is ${inWords(met.map(quote), 'and')}`
    : `is not ${inWords(written.map(quote), 'or')}`;
}

function accepted({ is, oneOf }: TextTest): string[] {
  return (oneOf ?? (is === undefined ? [] : [is])).map(String);
}

function mentionsOf(test: TextTest): TextMentions {
  const { contains, startsWith, exists } = test;
  if (exists !== undefined) return { exists };
  if (contains !== undefined) return { contains: folded(contains) };
  if (startsWith !== undefined) return { startsWith: folded(startsWith) };
  const written = accepted(test);
  return { values: written.map(folded), written };
}

function wantedText(test: TextTest): string {
  const { contains, startsWith, exists } = test;
  if (exists !== undefined) return exists ? 'any value' : 'no value';
  if (contains !== undefined) return `a text with ${quote(contains)}`;
  if (startsWith !== undefined) return `a text that starts with ${quote(startsWith)}`;
  return inWords(accepted(test).map(quote), 'or');
}
