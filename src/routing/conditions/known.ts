import { z } from 'zod';
import type { Condition } from './condition.ts';

/** `known: true` the CRM has the person already · `known: false` a new person. */
export const known: Condition<boolean> = {
  schema: z.boolean(),
  questions: (wanted) => {
    const passes = (is: boolean) => is === wanted;
    return [
      {
        attribute: 'known',
        holds: (_lead, match) => passes(match.known),
        found: (_lead, match) => (match.known ? 'the person is known' : 'the person is new'),
        wanted: wanted ? 'a known person' : 'a new person',
        asks: { kind: 'yes-no', passes },
      },
    ];
  },
};
