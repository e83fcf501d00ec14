import { rm } from 'node:fs/promises';
import type { KeepAside } from './keep-aside.ts';
import { readSegment } from './read-segment.ts';
import { encodeRecord, type Found, type StoredRecord } from './record.ts';
import { findSegments, type Segment, savePosition, segmentFile } from './segment-files.ts';

/**
 * The segments of one folder as a queue: read from a position on, in order; a segment that is
 * read to its end is deleted. The position is kept in a file, behind by a batch at most: what is
 * read twice after a crash is told by its lead id.
 */
export type SegmentQueue = {
  folder: string;
  /** A record of this many bytes is on disk now, at the end of this segment. */
  extend: (sequence: number, bytes: number, keptAt: number) => void;
  oldest: (limit: number) => Promise<StoredRecord[]>;
  acknowledge: (count: number) => Promise<void>;
  setAside: (why: string) => Promise<void>;
  state: () => { entries: number; bytes: number; oldestAt?: number };
};

/**
 * Opens what is in the folder; one without segments is an empty queue.
 *
 * `letGo`: may this segment, read to its end, be deleted, or is it still written to?
 */
export async function openSegmentQueue(
  folder: string,
  deps: { keepAside: KeepAside; letGo: (sequence: number) => boolean },
): Promise<SegmentQueue> {
  const { segments, ...kept } = await findSegments(folder);
  let { offset, entries, oldestAt } = kept;
  /** Read, and not acknowledged. */
  let ahead: Found[] = [];

  async function readAhead(): Promise<void> {
    while (ahead.length === 0) {
      const [first] = segments;
      if (!first) return;
      if (offset < first.size) ahead = await readSegment(first.file, offset, first.size);
      if (ahead.length > 0) return;
      if (!(await dropFirst(first))) return;
    }
  }

  async function dropFirst(first: Segment): Promise<boolean> {
    if (!deps.letGo(first.sequence)) return false;
    segments.shift();
    offset = 0;
    await rm(first.file, { force: true });
    return true;
  }

  async function oldest(limit: number): Promise<StoredRecord[]> {
    for (;;) {
      await readAhead();
      const [head] = ahead;
      if (!head) return [];
      if (head.kind === 'record') return leadingRecords(ahead, limit);
      const { kind, bytes } = head;
      await deps.keepAside({ kind, bytes, why: WHY[kind] });
      offset = head.to;
      ahead.shift();
    }
  }

  async function acknowledge(count: number): Promise<void> {
    const done = ahead.splice(0, count);
    if (done.length === 0) return;
    entries -= done.length;
    offset = done.at(-1)?.to ?? offset;
    const [next] = ahead;
    if (entries === 0) oldestAt = undefined;
    else if (next?.kind === 'record') oldestAt = next.record.keptAt;
    const [first] = segments;
    if (!first) return;
    if (offset < first.size || !(await dropFirst(first))) {
      // On a full disk too the journal has to drain: an older position only has entries taken twice.
      await savePosition(folder, { sequence: first.sequence, offset }).catch(() => undefined);
    }
  }

  async function setAside(why: string): Promise<void> {
    const [head] = ahead;
    if (head?.kind !== 'record') return;
    const { leadId } = head.record;
    await deps.keepAside({ kind: 'unusable', bytes: encodeRecord(head.record), why, leadId });
    await acknowledge(1);
  }

  function extend(sequence: number, bytes: number, keptAt: number): void {
    const last = segments.at(-1);
    if (last?.sequence === sequence) last.size += bytes;
    else segments.push({ sequence, file: segmentFile(folder, sequence), size: bytes });
    entries += 1;
    oldestAt ??= keptAt;
  }

  function state() {
    const bytes = segments.reduce((sum, { size }) => sum + size, 0) - offset;
    return { entries, bytes, ...(oldestAt !== undefined && { oldestAt }) };
  }

  return { folder, extend, oldest, acknowledge, setAside, state };
}

const WHY = {
  damaged: 'its checksum does not fit: the disk or an editor changed it',
  torn: 'its end is missing: the process died while writing it, so it was not answered',
};

function leadingRecords(found: Found[], limit: number): StoredRecord[] {
  const records: StoredRecord[] = [];
  for (const each of found) {
    if (each.kind !== 'record' || records.length === limit) break;
    records.push(each.record);
  }
  return records;
}
