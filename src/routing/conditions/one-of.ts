import { z } from 'zod';
import type { ConditionCheck } from '../decision.ts';
import { inWords } from '../wording.ts';
import { compared } from './condition.ts';

/** In YAML one value may stand for a list of one: `country: DE`. */
export type OneOrMany = string | string[];

/** @throws never; refuses an empty list, which could match nobody. */
export function oneOrMany(item: z.ZodType<string>): z.ZodType<OneOrMany> {
  const list = z.array(item).min(1, 'expected at least one value; an empty list matches nobody');
  return z.union([item, list], { error: 'expected one value or a list of values' });
}

export function asList(value: OneOrMany): string[] {
  return typeof value === 'string' ? [value] : value;
}

/** Case, accents and outer blanks do not count: "Île-de-France" is "ile-de-france". */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .trim()
    .toLowerCase();
}

/** Compares one value of the lead with a list of accepted ones, case-insensitively. */
export function checkOneOf(
  subject: string,
  value: string | undefined,
  accepted: OneOrMany,
): ConditionCheck {
  const wanted = asList(accepted);
  if (value === undefined || value.trim() === '') {
    return compared(false, `${subject} is not known`, inWords(wanted, 'or'));
  }
  const matched = wanted.some((one) => folded(one) === folded(value));
  return compared(matched, `${subject} is ${oneLine(value)}`, inWords(wanted, 'or'));
}

const VALUE_CHARACTERS_MAX = 80;

/** Regions are typed by visitors: the sentence stays one short line whatever they type. */
function oneLine(value: string): string {
  const flat = value.replaceAll(/[\p{Control}\s]+/gu, ' ').trim();
  return flat.length > VALUE_CHARACTERS_MAX ? `${flat.slice(0, VALUE_CHARACTERS_MAX)}…` : flat;
}
