import { z } from 'zod';
import { type Condition, compared } from './condition.ts';

/** `known: true` the CRM has the person already · `known: false` a new person. */
export const known: Condition<boolean> = {
  schema: z.boolean(),
  check: (_lead, match, wanted) =>
    compared(
      match.known === wanted,
      match.known ? 'the person is known' : 'the person is new',
      wanted ? 'a known person' : 'a new person',
    ),
};
