import { type Journal, JournalUnavailable } from '../workflow/journal.ts';
import { LedgerUnavailable } from '../workflow/ledger.ts';
import type { World } from '../workflow/ports.ts';
import { type Accept, type Acceptance, AcceptUnavailable } from './accept.ts';
import type { LedgerDoor } from './accept-in-ledger.ts';
import type { PendingSubmission, PendingSubmissions } from './accept-pending.ts';

export type DurableAcceptDeps = {
  ledger: LedgerDoor;
  journal: Journal;
  pending: PendingSubmissions;
  world: Pick<World, 'now' | 'log' | 'metrics'>;
  /** A submission could be kept nowhere: somebody has to know at once. */
  onNotKept: (error: AcceptUnavailable) => void;
};

/**
 * Keeps a submission in the ledger, or in the journal while the ledger is away, hangs or refuses
 * to write. Where the ledger did not answer in time the submission may be in both: the journal's
 * goes by the same lead id, and makes nothing new.
 *
 * Once the ledger is back new submissions go to it straight, whatever the journal still holds:
 * leads of different people need no order. A repetition of one that waits in the journal is
 * answered with that one.
 */
export function createDurableAccept(deps: DurableAcceptDeps): Accept {
  const { ledger, journal, pending, world } = deps;

  return async (entry) => {
    const earlier = pending.find(entry.duplicateKeys);
    if (earlier) return repeated(earlier);
    try {
      return await ledger.accept(entry);
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
      return keepInJournal(entry);
    }
  };

  async function keepInJournal(entry: Acceptance) {
    // Two that were posted at once have both waited for the ledger.
    const earlier = pending.find(entry.duplicateKeys);
    if (earlier) return repeated(earlier);
    const { leadId } = entry;
    const appended = journal.append({ leadId, keptAt: world.now(), text: JSON.stringify(entry) });
    pending.add(entry, appended);
    try {
      await appended;
      return { leadId, duplicate: false };
    } catch (error) {
      pending.remove(entry);
      if (!(error instanceof JournalUnavailable)) throw error;
      return lastResort(entry, error);
    }
  }

  /** The disk is full or broken: the ledger may be back by now. */
  async function lastResort(entry: Acceptance, cause: JournalUnavailable) {
    try {
      return await ledger.tryAccept(entry);
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
      const notKept = new AcceptUnavailable(
        'neither the ledger nor the journal took the submission',
        { cause },
      );
      world.metrics.count('leadline_not_kept_total');
      world.log.error('submission could be kept nowhere', {
        leadId: entry.leadId,
        source: entry.source,
        error: notKept,
        ledger: error,
      });
      deps.onNotKept(notKept);
      throw notKept;
    }
  }
}

async function repeated({ leadId, kept }: PendingSubmission) {
  await kept.catch((cause: unknown) => {
    throw new AcceptUnavailable('the first of these could not be kept', { cause });
  });
  return { leadId, duplicate: true };
}
