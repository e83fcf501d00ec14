import path from 'node:path';
import { type Journal, type JournalEntry, JournalUnavailable } from '../../workflow/journal.ts';
import type { World } from '../../workflow/ports.ts';
import { ASIDE_FOLDER, type Identity } from './folder-claims.ts';
import { createJournalFolders, type JournalFolders } from './journal-folders.ts';
import { type KeepAside, keepBytes } from './keep-aside.ts';
import { FolderLost } from './open-segment.ts';
import { encodeRecord, type StoredRecord } from './record.ts';
import type { SegmentQueue } from './segment-queue.ts';

export type JournalOptions = {
  /** Several processes may share it: each has a folder of its own in it. */
  folder: string;
  seal: JournalSeal;
  identity: Identity;
  world: Pick<World, 'now' | 'log' | 'metrics'>;
  segmentBytesMax?: number;
};

/** Encrypts an entry's text, bound to its lead's id. `open` throws when it cannot. */
export type JournalSeal = {
  seal: (text: string, belongsTo: string) => string;
  open: (sealed: string, belongsTo: string) => string;
};

const SEGMENT_BYTES_MAX = 8 * 1024 * 1024;

/**
 * The journal on disk: `<folder>/<pid>-<random>/<sequence>.journal`. Nothing is made before the
 * first entry or `tend`, so that commands which only look leave no trace.
 */
export function createJournal(options: JournalOptions): Journal {
  const { folder: root, seal, identity, world } = options;
  const { log, metrics } = world;
  /** What keeps us from writing, in the file system's words. */
  let trouble: string | undefined;
  /** The one that `oldest` answered from last. */
  let current: SegmentQueue | undefined;
  const segmentBytesMax = options.segmentBytesMax ?? SEGMENT_BYTES_MAX;
  const keepAside = reportedAside(path.join(root, ASIDE_FOLDER), world);
  const folders = createJournalFolders({ root, identity, segmentBytesMax, keepAside, world });

  async function append({ leadId, keptAt, text }: JournalEntry): Promise<void> {
    const line = encodeRecord({ leadId, keptAt, sealed: seal.seal(text, leadId) });
    try {
      await write(folders, line, keptAt);
    } catch (cause) {
      trouble = wordsOf(cause);
      throw new JournalUnavailable({ cause });
    }
    trouble = undefined;
    metrics.count('leadline_journal_kept_total');
    measure(folders.queues(), world);
  }

  async function oldest(limit: number): Promise<JournalEntry[]> {
    for (const queue of folders.queues()) {
      const entries = await openedEntries(queue, seal, limit);
      if (entries.length > 0) {
        current = queue;
        return entries;
      }
      await folders.remove(queue);
    }
    return [];
  }

  /** Does this with the queue that `oldest` answered from, if it is still ours. */
  async function withCurrent(work: (queue: SegmentQueue) => Promise<void>): Promise<void> {
    const queue = current;
    if (queue && folders.queues().includes(queue)) await unlessGone(work(queue), undefined);
    measure(folders.queues(), world);
  }

  /** Whoever took our folder drains it: there is nothing (left) to do. */
  async function unlessGone<T>(work: Promise<T>, nothing: T): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (await folders.loseIfGone(error)) return nothing;
      throw error;
    }
  }

  async function tend(): Promise<void> {
    try {
      await unlessGone(folders.tend(), undefined);
      trouble = undefined;
    } catch (error) {
      trouble = wordsOf(error);
      log.warn('the journal cannot be written', { error });
    }
    measure(folders.queues(), world);
  }

  return {
    append,
    oldest: (limit) => unlessGone(oldest(limit), []),
    tend,
    acknowledge: (count) => withCurrent((queue) => queue.acknowledge(count)),
    setAside: (why) => withCurrent((queue) => queue.setAside(why)),
    state: () => ({
      ...sumOf(folders.queues()),
      writable: trouble === undefined,
      says: trouble ?? 'takes submissions',
    }),
    close: folders.leave,
  };
}

/** A folder that was taken over is replaced, once. */
async function write(folders: JournalFolders, line: Buffer, keptAt: number): Promise<void> {
  const mine = await folders.own();
  try {
    await mine.writer.append(line, keptAt);
  } catch (error) {
    if (!(error instanceof FolderLost)) throw error;
    folders.lose(mine);
    const next = await folders.own();
    await next.writer.append(line, keptAt);
  }
}

function reportedAside(folder: string, { log, metrics }: JournalOptions['world']): KeepAside {
  return async (aside) => {
    const file = await keepBytes(folder, aside);
    const { kind, why, leadId } = aside;
    metrics.count('leadline_journal_damaged_total', { kind });
    log.error('an entry of the journal was put aside', { kind, why, file, leadId });
  };
}

/** What cannot be opened (its key is gone) is put aside: it must not hold up the rest. */
async function openedEntries(
  queue: SegmentQueue,
  seal: JournalSeal,
  limit: number,
): Promise<JournalEntry[]> {
  for (;;) {
    const entries: JournalEntry[] = [];
    let why: string | undefined;
    for (const record of await queue.oldest(limit)) {
      const opened = openRecord(record, seal);
      if ('why' in opened) {
        ({ why } = opened);
        break;
      }
      entries.push(opened);
    }
    if (entries.length > 0 || why === undefined) return entries;
    await queue.setAside(why);
  }
}

function openRecord(
  { leadId, keptAt, sealed }: StoredRecord,
  seal: JournalSeal,
): JournalEntry | { why: string } {
  try {
    return { leadId, keptAt, text: seal.open(sealed, leadId) };
  } catch (error) {
    return { why: wordsOf(error) };
  }
}

function sumOf(queues: SegmentQueue[]): { entries: number; bytes: number; oldestAt?: number } {
  const states = queues.map((queue) => queue.state());
  const ages = states.flatMap(({ oldestAt }) => (oldestAt === undefined ? [] : [oldestAt]));
  return {
    entries: states.reduce((sum, { entries }) => sum + entries, 0),
    bytes: states.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(ages.length > 0 && { oldestAt: Math.min(...ages) }),
  };
}

function measure(queues: SegmentQueue[], { now, metrics }: JournalOptions['world']): void {
  const { entries, bytes, oldestAt } = sumOf(queues);
  const ageMs = oldestAt === undefined ? 0 : Math.max(0, now() - oldestAt);
  metrics.gauge('leadline_journal_entries', {}, entries);
  metrics.gauge('leadline_journal_bytes', {}, bytes);
  metrics.gauge('leadline_journal_oldest_seconds', {}, ageMs / 1_000);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
