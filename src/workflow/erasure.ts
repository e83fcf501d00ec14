import type { LeadStatus } from './ledger.ts';

/** What can be taken out of the ledger again. Each is one atomic step, and harmless when repeated. */
export type LedgerErasure = {
  /**
   * Writes the tombstone: what was received from this person until `at` cannot come (back) into the
   * ledger, however late it arrives. It is a keyed hash, and tells nobody who the person was.
   */
  bury: (email: string, at: number) => Promise<void>;
  /**
   * Leaves of the lead its id, source, time and status `erased`. Answers false when there is none.
   */
  erase: (leadId: string, says: string, at: number) => Promise<boolean>;
  /** Leaves nothing but a count. Answers false when the lead is not (any more) in that status. */
  forget: (leadId: string, status: LeadStatus) => Promise<boolean>;
  /** Ids of leads that have been in the status since before this time, the oldest first. */
  inStatusSince: (status: LeadStatus, before: number, limit: number) => Promise<string[]>;
};
