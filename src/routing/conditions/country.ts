import countries from 'i18n-iso-countries';
import { z } from 'zod';
import type { Condition } from './condition.ts';
import { folded } from './folded.ts';
import { isOneOf, type OneOrMany, oneOrMany } from './one-of.ts';

const knownCodes = new Set(Object.keys(countries.getAlpha2Codes()));
const codesFolded = [...knownCodes].map(folded);

const countryCode = z
  .string()
  .trim()
  .toUpperCase()
  .refine((code) => knownCodes.has(code), {
    error: (issue) =>
      `${JSON.stringify(issue.input)} is not an ISO 3166-1 country code; ` +
      'expected two letters such as DE (the United Kingdom is GB)',
  });

/** `country: [DE, AT, CH]` by ISO 3166-1 alpha-2 code. */
export const country: Condition<OneOrMany> = {
  schema: oneOrMany(countryCode),
  questions: (wanted) => [isOneOf('country', wanted, ({ person }) => person.country, codesFolded)],
};
