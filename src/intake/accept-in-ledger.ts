import { LedgerUnavailable } from '../workflow/ledger.ts';
import type { Accept } from './accept.ts';

/** The way to the ledger, as far as it is open just now. */
export type LedgerDoor = {
  /**
   * Throws LedgerUnavailable at once while the ledger is known to be away, and after `withinMs`
   * when it does not answer. The entry may be in the ledger all the same then: accepting it again
   * under its lead id makes nothing new.
   */
  accept: Accept;
  /** The same without that memory: whoever tries it finds out whether the ledger is back. */
  tryAccept: Accept;
  /** Nothing waits for the ledger any more: the next submission may try it. */
  reopen: () => void;
  /** Undefined while it takes submissions; else what keeps it from that. */
  trouble: () => string | undefined;
};

/** Longer than a healthy ledger ever takes; the most impatient sender waits 1,250 ms in all. */
const WITHIN_MS = 600;

/** How long one failure counts if nobody learns better: one submission in two seconds tries. */
const AWAY_MS = 2_000;

/**
 * Remembers that the ledger is away, so that only the first submission waits for one that hangs
 * and the others go to the journal at once.
 */
export function createLedgerDoor(deps: {
  /** Durable in the ledger, with its first job. */
  accept: Accept;
  /** Is there a connection? Asking a lost one would only cost time. */
  connected: () => boolean;
  now: () => number;
  withinMs?: number;
}): LedgerDoor {
  const { now, connected } = deps;
  let awayUntil = 0;
  let words = '';

  async function tryAccept(entry: Parameters<Accept>[0]) {
    try {
      if (!connected()) throw new LedgerUnavailable('waiting for a connection');
      const kept = await within(deps.withinMs ?? WITHIN_MS, deps.accept(entry));
      awayUntil = 0;
      return kept;
    } catch (error) {
      if (error instanceof LedgerUnavailable) {
        awayUntil = now() + AWAY_MS;
        words = wordsOf(error);
      }
      throw error;
    }
  }

  return {
    tryAccept,
    accept: async (entry) => {
      if (awayUntil > now()) throw new LedgerUnavailable('remembering that it is away');
      return tryAccept(entry);
    },
    reopen: () => {
      awayUntil = 0;
    },
    trouble: () => {
      if (!connected()) return 'there is no connection';
      return awayUntil > now() ? words : undefined;
    },
  };
}

/** What the ledger goes on to do after that is no concern of the sender any more. */
function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LedgerUnavailable(`waiting for ${ms} ms`)), ms);
  });
  work.catch(() => undefined);
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}

/** Redis's own words say more than ours: READONLY, OOM, MISCONF. */
function wordsOf(error: LedgerUnavailable): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
