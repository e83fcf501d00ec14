import { z } from 'zod';
import type { Condition } from './condition.ts';
import { isOneOf, type OneOrMany, oneOrMany } from './one-of.ts';

const languageCode = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z]{2}$/, 'expected an ISO 639-1 language code of two letters such as de');

/** `language: [de, fr]` by ISO 639-1 code. */
export const language: Condition<OneOrMany> = {
  schema: oneOrMany(languageCode),
  questions: (wanted) => [isOneOf('language', wanted, ({ person }) => person.language)],
};
