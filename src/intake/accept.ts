import type { Lead } from '../lead/lead.ts';

/**
 * Keeps one submission durably, before its sender is answered: in the ledger, or in the journal
 * file while the ledger is away. A key that was kept before answers the lead of that time, and
 * nothing new is made.
 *
 * @throws AcceptUnavailable when the submission could be kept nowhere.
 */
export type Accept = (entry: Acceptance) => Promise<{ leadId: string; duplicate: boolean }>;

export type Acceptance = {
  /** UUIDv7. */
  leadId: string;
  /** Name of the configured source. */
  source: string;
  /** ISO 8601, UTC. */
  receivedAt: string;
  state: 'in_flight' | 'quarantined' | 'refused';
  /** Why it is not in flight: a sentence a person can act on. */
  reason?: string;
  /** The same, for machines. */
  reasonCode?: string;
  /** Absent where no lead could be read from the submission. */
  lead?: Lead;
  raw: RawSubmission;
  /** Keys by which a repetition is known, and for how long. */
  duplicateKeys: DuplicateKey[];
};

/** What arrived. The body is inflated and, where its secret stands in it, without that secret. */
export type RawSubmission = {
  contentType: string;
  bodyBase64: string;
  /** Allow-listed; never authorization, cookies or signatures. Names are lower case. */
  headers: Record<string, string>;
};

/** `key` is a SHA-256 in hex: nothing personal. */
export type DuplicateKey = { key: string; ttlMs: number };

/** Neither the ledger nor the journal could keep the submission: the sender has to come again. */
export class AcceptUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AcceptUnavailable';
  }
}
