import type { LeadRecord } from '../workflow/ledger.ts';
import type { AlertReference } from '../workflow/ports.ts';
import type { Assigned, Matched } from '../workflow/stage.ts';

/*
 * What the stages have learned of a lead, as its record has it. A result is its stage's own; what
 * others read of it has its type here, once. Undefined until the step is done.
 */

type Steps = Pick<LeadRecord, 'steps'>;

export function matchedIn({ steps }: Steps): Omit<Matched, 'lead'> | undefined {
  return steps['deduplicate']?.result as Omit<Matched, 'lead'> | undefined;
}

/** Earlier versions kept less with an assignment. `match` is there only where it changed. */
export function assignedIn({ steps }: Steps): Partial<Omit<Assigned, 'lead'>> | undefined {
  return steps['assign']?.result as Partial<Omit<Assigned, 'lead'>> | undefined;
}

/** The message by which sales were told for good. */
export function alertIn({ steps }: Steps): AlertReference | undefined {
  return (steps['alert']?.result as { alert: AlertReference } | undefined)?.alert;
}
