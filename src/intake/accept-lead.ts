import type { Ledger, NewEntry } from '../workflow/ledger.ts';
import type { Log } from '../workflow/ports.ts';
import type { Queues } from '../workflow/queues.ts';
import { stepsOfNewLead } from '../workflow/steps.ts';
import type { Accept, Acceptance } from './accept.ts';

/**
 * Accepts a submission: durable in the ledger, its first job with it. Where the ledger could not
 * write the job it is queued afterwards; if the process dies in between, the sweeper finds the lead
 * that no queue knows.
 */
export function createAccept(deps: {
  ledger: Ledger;
  queues: Queues;
  /** Conversion destinations that are switched on now. */
  destinations: () => string[];
  log: Log;
}): Accept {
  const { ledger, queues, log } = deps;

  return async (acceptance) => {
    const entry = entryOf(acceptance, deps.destinations());
    const { leadId, duplicate, queued } = await ledger.accept(entry);
    if (!queued && !duplicate && entry.status === 'in_flight') {
      const queueing = queues.add({ stage: 'deduplicate' }, leadId).catch((error: unknown) => {
        // The lead is safe, so its sender hears so; the sweeper queues it.
        log.warn('lead accepted but not queued yet', { leadId, error });
      });
      await atMost(QUEUE_WITHIN_MS, queueing);
    }
    return { leadId, duplicate };
  };
}

/** The lead is safe already: its sender does not wait for a queue that hangs. */
const QUEUE_WITHIN_MS = 300;

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, enough]);
  clearTimeout(timer);
}

function entryOf(acceptance: Acceptance, destinations: string[]): NewEntry {
  const { leadId, source, receivedAt, state, reason, reasonCode, lead, raw } = acceptance;
  return {
    leadId,
    source,
    receivedAt: Date.parse(receivedAt),
    status: state,
    ...(reason !== undefined && { reason }),
    ...(reasonCode !== undefined && { reasonCode }),
    ...(lead && { lead }),
    raw,
    steps: state === 'in_flight' ? stepsOfNewLead(destinations) : [],
    duplicateKeys: acceptance.duplicateKeys,
  };
}
