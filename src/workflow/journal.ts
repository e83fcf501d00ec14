/**
 * The journal: where submissions are kept on disk while the ledger cannot take them. What is in it
 * was answered with 200, so an entry leaves it only once the ledger has it.
 */
export type JournalEntry = {
  leadId: string;
  /** Milliseconds since 1970. */
  keptAt: number;
  /** Sealed on disk: it holds personal data. */
  text: string;
};

export type JournalState = {
  /** Kept and not yet in the ledger. */
  entries: number;
  bytes: number;
  /** When the oldest of them was kept; absent when there is none. */
  oldestAt?: number;
  /** As of the last write or look; false: `says` tells why. */
  writable: boolean;
  says: string;
};

export type Journal = {
  /**
   * Answers once the entry is on disk, as far as the operating system can promise it (fsync).
   *
   * @throws JournalUnavailable when it is not.
   */
  append: (entry: JournalEntry) => Promise<void>;
  /** The oldest entries, in order; the same ones again until they are acknowledged. */
  oldest: (limit: number) => Promise<JournalEntry[]>;
  /** The first `count` of the entries last answered by `oldest` are in the ledger. */
  acknowledge: (count: number) => Promise<void>;
  /** The first of them cannot be taken by the ledger at all: it is kept apart for a person. */
  setAside: (why: string) => Promise<void>;
  /** Shows that this process lives, takes over what dead ones left, and tries the disk. */
  tend: () => Promise<void>;
  state: () => JournalState;
  /** Waits for writes in hand. What is not drained stays for the next process. */
  close: () => Promise<void>;
};

/** The disk did not take the entry: full, read-only or broken. */
export class JournalUnavailable extends Error {
  constructor(options?: ErrorOptions) {
    super('the journal could not be written', options);
    this.name = 'JournalUnavailable';
  }
}
