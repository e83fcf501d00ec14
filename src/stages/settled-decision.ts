import type { DecidedLead, LeadRecord } from '../workflow/ledger.ts';

/**
 * The decision that holds, with all that it was made from: that of the assignment or, for a lead
 * that was to be claimed, what came of the claim. Undefined for a lead that is not assigned yet.
 */
export function settledDecision({ steps }: Pick<LeadRecord, 'steps'>): DecidedLead | undefined {
  return decidedBy(steps['task']?.result) ?? decidedBy(steps['assign']?.result);
}

/** Results are their stages' own; that of a task has a decision only where it was claimed. */
function decidedBy(result: unknown): DecidedLead | undefined {
  const { decision, basis } = (result ?? {}) as Partial<DecidedLead>;
  return decision && basis && { decision, basis };
}
