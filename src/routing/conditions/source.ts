import { z } from 'zod';
import type { Condition } from './condition.ts';
import { isOneOf, type OneOrMany, oneOrMany } from './one-of.ts';

const sourceName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected the name of a source in sources.yaml');

/** `source: [demo-request]`: which form or vendor webhook it came through. */
export const source: Condition<OneOrMany> = {
  schema: oneOrMany(sourceName),
  questions: (wanted) => [isOneOf('source', wanted, (lead) => lead.source)],
};
