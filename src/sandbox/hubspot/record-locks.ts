import { Refusal } from './refusal.ts';
import type { StoredRecord } from './stored-record.ts';

/** HubSpot's locks last two seconds. */
const LOCK_MS = 2_000;

export type RecordLocks = {
  lock: (record: StoredRecord, forMs: number) => void;
  /** Throws Refusal 423 while the record is locked; too many writes in a second lock it. */
  beforeWrite: (record: StoredRecord) => void;
};

export function createRecordLocks(options: { now: () => number; perSecond: number }): RecordLocks {
  const lockedUntil = new Map<string, number>();
  const writes = new Map<string, number[]>();

  function beforeWrite(record: StoredRecord): void {
    const key = keyOf(record);
    const now = options.now();
    const recent = (writes.get(key) ?? []).filter((at) => at > now - 1_000);
    if ((lockedUntil.get(key) ?? 0) > now) throw locked();
    if (recent.length >= options.perSecond) {
      lockedUntil.set(key, now + LOCK_MS);
      throw locked();
    }
    writes.set(key, [...recent, now]);
  }

  return {
    lock: (record, forMs) => void lockedUntil.set(keyOf(record), options.now() + forMs),
    beforeWrite,
  };
}

const keyOf = (record: StoredRecord) => `${record.type}/${record.id}`;
const locked = () => new Refusal(423, { message: 'Locked', category: 'LOCKED' });
