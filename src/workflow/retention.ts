import { type EraseDeps, eraseLead } from './erase.ts';
import type { LeadStatus } from './ledger.ts';
import type { Metrics } from './ports.ts';

/** How long leads are kept after their status last changed, in milliseconds. */
export type KeptMs = {
  /** Dead letters and quarantine: what waited for a person, and nobody came. */
  dead: number;
  /** Everything that ended. */
  ledger: number;
};

export type Retention = {
  /** One round; answers how many leads lost their data, and how many the ledger forgot. */
  round: () => Promise<{ erased: number; forgotten: number }>;
};

/** What ended leaves the ledger after its time; only its count stays, so the balance is right. */
const ENDED: LeadStatus[] = ['complete', 'refused', 'erased'];

/** What waits too long is erased first, and so still to be seen as such until the ledger forgets. */
const WAITING: LeadStatus[] = ['dead', 'quarantined'];

/** So many at a time; a round goes on until none is left. */
const BATCH = 200;

const NOBODY_CAME = 'It waited for a person longer than such leads are kept, and was erased.';

/**
 * Keeps personal data no longer than it may be kept. A lead in flight is never touched. Submissions
 * byte for byte have a time of their own, which Redis itself keeps (LEADLINE_KEEP_RAW_DAYS).
 */
export function createRetention(deps: EraseDeps & { metrics: Metrics; keptMs: KeptMs }): Retention {
  const { erasure, keptMs, metrics, log, now } = deps;

  /** Takes out, in the way that is given, all that have been in the status since before then. */
  async function takeOut(
    status: LeadStatus,
    before: number,
    outOfIt: (leadId: string) => Promise<boolean>,
  ): Promise<number> {
    let left = 0;
    for (;;) {
      const old = await erasure.inStatusSince(status, before, BATCH);
      let moved = 0;
      for (const leadId of old) if (await outOfIt(leadId)) moved += 1;
      left += moved;
      // Those that stay where they are would be found again for ever.
      if (old.length < BATCH || moved === 0) return left;
    }
  }

  async function round(): Promise<{ erased: number; forgotten: number }> {
    let erased = 0;
    let forgotten = 0;
    for (const status of WAITING) {
      erased += await takeOut(
        status,
        now() - keptMs.dead,
        async (leadId) => (await eraseLead(leadId, NOBODY_CAME, deps)) !== undefined,
      );
    }
    for (const status of ENDED) {
      forgotten += await takeOut(status, now() - keptMs.ledger, (leadId) =>
        erasure.forget(leadId, status),
      );
    }
    metrics.count('leadline_retention_total', { did: 'erased' }, erased);
    metrics.count('leadline_retention_total', { did: 'forgotten' }, forgotten);
    if (erased > 0) log.warn('leads that nobody came for were erased', { leads: erased });
    if (forgotten > 0) log.info('leads past their time were forgotten', { leads: forgotten });
    return { erased, forgotten };
  }

  return { round };
}
