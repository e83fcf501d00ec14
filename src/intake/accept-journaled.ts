import type { Journal, JournalEntry } from '../workflow/journal.ts';
import { LedgerUnavailable } from '../workflow/ledger.ts';
import type { World } from '../workflow/ports.ts';
import type { Acceptance } from './accept.ts';
import type { LedgerDoor } from './accept-in-ledger.ts';
import type { PendingSubmissions } from './accept-pending.ts';

export type JournalDrainer = {
  /**
   * Takes entries to the ledger, in order, until the journal is empty or the ledger is away.
   * Answers how many it took. Calls while one is running wait for that one.
   */
  drainOnce: () => Promise<number>;
  /** Answers once it is known what the journal holds; drains it from then on. */
  start: () => Promise<void>;
  stop: () => Promise<void>;
};

type DrainDeps = {
  ledger: LedgerDoor;
  journal: Journal;
  pending: PendingSubmissions;
  world: Pick<World, 'log' | 'metrics'>;
};

const DRAIN_EVERY_MS = 500;
/** In rounds: the sign of life, and the look for what dead processes left. */
const TEND_EVERY = 4;
/** So many are taken again after a crash in the middle, and recognised by their lead id. */
const BATCH = 100;
/** An entry that fails this often, while the one after it is taken, is at fault itself. */
const FAILURES_MAX = 3;

/**
 * Brings what the journal kept to the ledger. The journal forgets an entry only after the ledger
 * has it, so a crash at any point has entries taken twice and none lost; the ledger knows a lead
 * by its id.
 */
export function createJournalDrainer(deps: DrainDeps): JournalDrainer {
  const { ledger, journal, world } = deps;
  let running: Promise<number> | undefined;
  /** How often the entry at the head has failed. */
  let failures = { leadId: '', count: 0 };

  function drainOnce(): Promise<number> {
    running ??= drain().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function drain(): Promise<number> {
    let drained = 0;
    for (;;) {
      const entries = await journal.oldest(BATCH);
      if (entries.length === 0) {
        ledger.reopen();
        return drained;
      }
      const taken = await takeAll(entries);
      await journal.acknowledge(taken);
      drained += taken;
      if (taken === entries.length) continue;
      if (!(await isAtFault(entries[taken], entries[taken + 1]))) return drained;
      await journal.setAside('the ledger does not take it, but the one after it');
    }
  }

  /** Answers how many were taken before the first that was not. */
  async function takeAll(entries: JournalEntry[]): Promise<number> {
    for (const [at, entry] of entries.entries()) {
      if (!(await take(entry, deps))) return at;
    }
    return entries.length;
  }

  /**
   * A ledger that comes back between the two refuses the one and takes the next as well: the head
   * is at fault only if it is refused again, between two times that the next one was taken.
   */
  async function isAtFault(head?: JournalEntry, next?: JournalEntry): Promise<boolean> {
    if (!head) return false;
    const before = failures.leadId === head.leadId ? failures.count : 0;
    failures = { leadId: head.leadId, count: before + 1 };
    if (failures.count < FAILURES_MAX || !next) return false;
    if (!(await take(next, deps))) return false;
    return !(await take(head, deps)) && (await take(next, deps));
  }

  let round = 0;
  const loop = repeatedly(DRAIN_EVERY_MS, async () => {
    try {
      round += 1;
      if (round % TEND_EVERY === 0) await journal.tend();
      await drainOnce();
    } catch (error) {
      world.log.error('the journal could not be drained', { error });
    }
  });

  return {
    drainOnce,
    start: async () => {
      await journal.tend();
      loop.start();
    },
    stop: async () => {
      await loop.stop();
      await running?.catch(() => undefined);
    },
  };
}

/** At once, and then again so long after each turn. A turn must not throw. */
function repeatedly(ms: number, turn: () => Promise<void>) {
  let stopped = true;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const next = () => {
    running = turn().then(() => {
      if (!stopped) timer = setTimeout(next, ms);
    });
  };
  return {
    start: () => {
      if (!stopped) return;
      stopped = false;
      next();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** False: the ledger is away, or does not take this one. */
async function take(entry: JournalEntry, deps: DrainDeps): Promise<boolean> {
  const { ledger, pending, world } = deps;
  try {
    const acceptance = JSON.parse(entry.text) as Acceptance;
    const { leadId, duplicate } = await ledger.tryAccept(acceptance);
    pending.remove(acceptance);
    const as = duplicate ? 'duplicate' : 'accepted';
    world.metrics.count('leadline_journal_drained_total', { as });
    // Its sender has an id that the ledger will not know: this line tells which lead it is.
    if (duplicate)
      world.log.info('a kept submission was known', { leadId: entry.leadId, as: leadId });
    return true;
  } catch (error) {
    if (!(error instanceof LedgerUnavailable)) {
      world.log.error('a kept submission was not taken', { leadId: entry.leadId, error });
    }
    return false;
  }
}
