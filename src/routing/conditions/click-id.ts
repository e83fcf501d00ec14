import { z } from 'zod';
import type { Lead } from '../../lead/lead.ts';
import { inWords, quote } from '../wording.ts';
import type { Condition } from './condition.ts';
import { asList, type OneOrMany, oneOrMany } from './one-of.ts';
import { presentClickIds, readingsOf } from './readings.ts';
import { passesText } from './text-test.ts';

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
  questions: (settings) => {
    const mentions =
      typeof settings === 'boolean'
        ? { exists: settings }
        : {
            values: asList(settings).map((name) => name.toLowerCase()),
            written: asList(settings),
          };
    const passes = passesText(mentions);
    return [
      {
        attribute: 'clickId',
        holds: (lead) => passes(readingsOf(lead).clickIds),
        found: clickIdsFound,
        wanted: wantedIds(settings),
        asks: { kind: 'text', many: true, mentions, passes },
      },
    ];
  },
};

function wantedIds(settings: boolean | OneOrMany): string {
  if (typeof settings !== 'boolean') return inWords(asList(settings), 'or');
  return settings ? 'any click id' : 'none';
}

/** Parameter names come from the sender: anything unusual is quoted. */
function clickIdsFound(lead: Lead): string {
  const names = presentClickIds(lead).map((name) =>
    /^[\w-]{1,50}$/.test(name) ? name : quote(name),
  );
  return names.length === 0 ? 'there is no click id' : `click id ${inWords(names, 'and')} is there`;
}
