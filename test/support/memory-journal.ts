import { type Journal, type JournalEntry, JournalUnavailable } from '../../src/workflow/journal.ts';

export type MemoryJournal = Journal & {
  /** What is kept and not acknowledged. */
  held: () => JournalEntry[];
  aside: () => JournalEntry[];
  /** From now on the disk is full, or has room again. */
  full: (isFull: boolean) => void;
};

/** The journal's rules without a disk. */
export function createMemoryJournal(): MemoryJournal {
  const held: JournalEntry[] = [];
  const aside: JournalEntry[] = [];
  let isFull = false;

  return {
    append: async (entry) => {
      await Promise.resolve();
      if (isFull) throw new JournalUnavailable();
      held.push(entry);
    },
    oldest: async (limit) => held.slice(0, limit),
    acknowledge: async (count) => {
      held.splice(0, count);
    },
    setAside: async () => {
      aside.push(...held.splice(0, 1));
    },
    tend: async () => undefined,
    state: () => ({ entries: held.length, bytes: 0, writable: !isFull, says: '' }),
    close: async () => undefined,
    held: () => [...held],
    aside: () => [...aside],
    full: (now) => {
      isFull = now;
    },
  };
}
