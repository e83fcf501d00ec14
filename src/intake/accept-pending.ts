import type { Acceptance, DuplicateKey } from './accept.ts';

/**
 * Submissions that are in the journal and not yet in the ledger, by their duplicate keys: the
 * ledger cannot tell of a repetition before it knows the first one. In memory, for this process.
 */
export type PendingSubmissions = {
  find: (keys: DuplicateKey[]) => PendingSubmission | undefined;
  /** From now on a repetition is answered with this one. */
  add: (entry: Acceptance, kept: Promise<void>) => void;
  /** The ledger knows it now, or it could not be kept. */
  remove: (entry: Acceptance) => void;
};

export type PendingSubmission = {
  leadId: string;
  /** Rejected when it could not be kept after all. */
  kept: Promise<void>;
};

/** Some 200 bytes each. Past it the oldest are forgotten: the ledger tells of their repetition. */
const KEYS_MAX = 100_000;

export function createPendingSubmissions(now: () => number): PendingSubmissions {
  const byKey = new Map<string, PendingSubmission & { until: number }>();

  return {
    find: (keys) => {
      for (const { key } of keys) {
        const found = byKey.get(key);
        if (found && found.until > now()) return found;
      }
      return undefined;
    },
    add: ({ leadId, duplicateKeys }, kept) => {
      for (const { key, ttlMs } of duplicateKeys) {
        byKey.set(key, { leadId, kept, until: now() + ttlMs });
      }
      for (const key of byKey.keys()) {
        if (byKey.size <= KEYS_MAX) break;
        byKey.delete(key);
      }
    },
    remove: ({ leadId, duplicateKeys }) => {
      for (const { key } of duplicateKeys) {
        if (byKey.get(key)?.leadId === leadId) byKey.delete(key);
      }
    },
  };
}
