import type { z } from 'zod';
import type { Question } from './question.ts';

/**
 * One kind of condition that a market can have (`when:` in markets.yaml).
 *
 * To add one: a file beside this with its schema and questions, and one line in index.ts. Matching,
 * explaining and proving all go by the same questions, so they cannot disagree.
 *
 * A question is pure and never throws. What is not known never matches; so `not` around it does.
 */
export type Condition<Settings> = {
  /** What stands behind the condition's name in YAML. Plain data: parsing keeps its shape. */
  schema: z.ZodType<Settings>;
  /** All of them must hold. */
  questions: (settings: Settings) => Question[];
};
