import type { z } from 'zod';
import type { Lead } from '../../lead/lead.ts';
import type { ConditionCheck, Match } from '../decision.ts';

/**
 * One kind of condition that a market can have (`when:` in markets.yaml).
 *
 * To add one: a file beside this with its schema and check, and one line in index.ts.
 *
 * A check is pure and never throws. What is not known never matches; so `not` around it does.
 */
export type Condition<Settings> = {
  /** What stands behind the condition's name in YAML. Plain data: parsing keeps its shape. */
  schema: z.ZodType<Settings>;
  check: (lead: Lead, match: Match, settings: Settings) => ConditionCheck;
};

/**
 * The check's sentence, always in the same form: what the lead has; what was wanted.
 * "country is FR; wanted DE, AT or CH"
 */
export function compared(matched: boolean, found: string, wanted: string): ConditionCheck {
  return { matched, says: `${found}; wanted ${wanted}`, found };
}
