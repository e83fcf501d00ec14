import { z } from 'zod';
import { inWords, quote } from '../wording.ts';
import { type Condition, compared } from './condition.ts';
import { asList, type OneOrMany, oneOrMany } from './one-of.ts';

const parameter = z
  .string()
  .regex(/^[\w-]{1,50}$/, 'expected the parameter of a click id such as gclid');

/**
 * `clickId: [gclid, gbraid]` one of these came along · `clickId: true` any did · `false` none did.
 * Only presence is asked; the ids themselves mean nothing to a rule.
 */
export const clickId: Condition<boolean | OneOrMany> = {
  schema: z.union([z.boolean(), oneOrMany(parameter)], {
    error: 'expected true, false, or parameters such as [gclid, fbclid]',
  }),
  check: (lead, _match, wanted) => {
    const present = Object.entries(lead.attribution.clickIds).flatMap(([name, id]) =>
      id === '' ? [] : [name],
    );
    const found =
      present.length === 0 ? 'there is no click id' : `click id ${clickIdNames(present)} is there`;
    if (typeof wanted === 'boolean') {
      return compared(present.length > 0 === wanted, found, wanted ? 'any click id' : 'none');
    }
    const names = asList(wanted);
    const matched = names.some((name) =>
      present.some((one) => one.toLowerCase() === name.toLowerCase()),
    );
    return compared(matched, found, inWords(names, 'or'));
  },
};

/** Parameter names come from the sender: anything unusual is quoted. */
function clickIdNames(names: string[]): string {
  return inWords(
    names.map((name) => (/^[\w-]{1,50}$/.test(name) ? name : quote(name))),
    'and',
  );
}
