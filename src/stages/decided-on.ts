import type { LeadRecord } from '../workflow/ledger.ts';
import type { Matched } from '../workflow/stage.ts';
import { assignedIn, matchedIn } from './step-results.ts';

/**
 * What a lead's decision was made on, beside its basis: the details that it had then, and what the
 * CRM last said of its person. Undefined for a lead that is not matched yet, or is erased.
 */
export function decidedOn(
  record: Pick<LeadRecord, 'lead' | 'decidedLead' | 'steps'>,
): Matched | undefined {
  const lead = record.decidedLead ?? record.lead;
  const matched = matchedIn(record);
  return lead && matched && { lead, ...matched, match: assignedIn(record)?.match ?? matched.match };
}
