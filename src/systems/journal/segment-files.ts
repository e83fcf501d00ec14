import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSegment } from './read-segment.ts';

/** `size`: bytes that may be read. */
export type Segment = { sequence: number; file: string; size: number };

export type FoundSegments = {
  /** In the order they were written. */
  segments: Segment[];
  /** In the first segment: what is before it has been drained. */
  offset: number;
  entries: number;
  /** When the oldest of these was kept. */
  oldestAt: number | undefined;
};

const POSITION_FILE = 'position.json';
const SEGMENT_NAME = /^(\d+)\.journal$/;

export function segmentFile(folder: string, sequence: number): string {
  return path.join(folder, `${String(sequence).padStart(10, '0')}.journal`);
}

/** What a folder holds, as its last writer and its last reader left it. */
export async function findSegments(folder: string): Promise<FoundSegments> {
  const segments: Segment[] = [];
  for (const name of await readdir(folder)) {
    const [, sequence] = SEGMENT_NAME.exec(name) ?? [];
    if (sequence === undefined) continue;
    const file = path.join(folder, name);
    segments.push({ sequence: Number(sequence), file, size: (await stat(file)).size });
  }
  segments.sort((a, b) => a.sequence - b.sequence);
  const offset = await readPosition(folder, segments[0]);
  return { segments, offset, ...(await countFrom(segments, offset)) };
}

/** Written whole or not at all, so that a crash leaves the position before or the one after. */
export async function savePosition(
  folder: string,
  position: { sequence: number; offset: number },
): Promise<void> {
  const file = path.join(folder, POSITION_FILE);
  await writeFile(`${file}.new`, JSON.stringify(position), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
}

/** A position of a segment that is gone says nothing about the next one. */
async function readPosition(folder: string, first: Segment | undefined): Promise<number> {
  const text = await readFile(path.join(folder, POSITION_FILE), 'utf8').catch(() => '');
  const [, sequence, offset] = /^\{"sequence":(\d+),"offset":(\d+)\}$/.exec(text) ?? [];
  if (first === undefined || Number(sequence) !== first.sequence) return 0;
  return Math.min(Number(offset), first.size);
}

async function countFrom(
  segments: Segment[],
  offset: number,
): Promise<Pick<FoundSegments, 'entries' | 'oldestAt'>> {
  let entries = 0;
  let oldestAt: number | undefined;
  for (const [at, { file, size }] of segments.entries()) {
    let from = at === 0 ? offset : 0;
    while (from < size) {
      const found = await readSegment(file, from, size);
      for (const each of found) {
        if (each.kind !== 'record') continue;
        entries += 1;
        oldestAt ??= each.record.keptAt;
      }
      from = found.at(-1)?.to ?? size;
    }
  }
  return { entries, oldestAt };
}
