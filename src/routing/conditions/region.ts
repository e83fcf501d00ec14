import { z } from 'zod';
import type { Condition } from './condition.ts';
import { isOneOf, type OneOrMany, oneOrMany } from './one-of.ts';

/** `region: [Bavaria, Bayern, BY]` as senders write it; case and accents do not count. */
export const region: Condition<OneOrMany> = {
  schema: oneOrMany(z.string().trim().min(1).max(200)),
  questions: (wanted) => [isOneOf('region', wanted, ({ person }) => person.region)],
};
