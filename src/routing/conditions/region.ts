import { z } from 'zod';
import type { Lead } from '../../lead/lead.ts';
import type { Match } from '../decision.ts';
import type { Condition } from './condition.ts';
import { isOneOf, type OneOrMany, oneOrMany } from './one-of.ts';
import { readingsOf } from './readings.ts';

/** `region: [Bavaria, Bayern, BY]` as senders write it; case and accents do not count. */
export const region: Condition<OneOrMany> = {
  schema: oneOrMany(z.string().trim().min(1).max(200)),
  questions: (wanted) => {
    const asked = isOneOf('region', wanted, ({ person }) => person.region);
    // Visitors type it.
    const summary = (lead: Lead, match: Match, holds: boolean) =>
      holds || readingsOf(lead).region.length === 0
        ? asked.found(lead, match)
        : `region is not ${asked.wanted}`;
    return [{ ...asked, summary }];
  },
};
