import { z } from 'zod';
import type { Lead } from '../../lead/lead.ts';
import { inWords } from '../wording.ts';
import { folded } from './folded.ts';
import type { Question } from './question.ts';
import { type Readings, readingsOf } from './readings.ts';

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

/** Compares one value of the lead with a list of accepted ones, case-insensitively. */
export function isOneOf(
  attribute: 'country' | 'region' | 'language' | 'source',
  accepted: OneOrMany,
  valueOf: (lead: Lead) => string | undefined,
  among?: readonly string[],
): Question {
  const wanted = asList(accepted);
  const values = new Set(wanted.map(folded));
  const passes = ([value]: readonly string[]) => value !== undefined && values.has(value);
  const read = (readings: Readings) => readings[attribute];
  return {
    attribute,
    holds: (lead) => passes(read(readingsOf(lead))),
    found: (lead) => {
      const value = valueOf(lead);
      return value === undefined || value.trim() === ''
        ? `${attribute} is not known`
        : `${attribute} is ${oneLine(value)}`;
    },
    wanted: inWords(wanted, 'or'),
    asks: {
      ...{
        kind: 'text',
        many: false,
        passes,
        mentions: { values: wanted.map(folded), written: wanted },
      },
      ...(among !== undefined && { among }),
    },
  };
}

const VALUE_CHARACTERS_MAX = 80;

/** Regions are typed by visitors: the sentence stays one short line whatever they type. */
function oneLine(value: string): string {
  const flat = value.replaceAll(/[\p{Control}\s]+/gu, ' ').trim();
  return flat.length > VALUE_CHARACTERS_MAX ? `${flat.slice(0, VALUE_CHARACTERS_MAX)}…` : flat;
}
