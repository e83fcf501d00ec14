import { open } from 'node:fs/promises';
import { type Found, findRecords } from './record.ts';

/** Holds about a hundred entries; a longer entry is read by a larger window. */
const WINDOW_BYTES = 256 * 1024;

/**
 * Reads the next records of a segment: those that stand whole within a window from `from` on.
 * Nothing past `end` is looked at. Empty when there is nothing (left).
 */
export async function readSegment(file: string, from: number, end: number): Promise<Found[]> {
  const handle = await open(file, 'r');
  try {
    for (let window = WINDOW_BYTES; ; window *= 2) {
      const wanted = Math.min(window, end - from);
      const bytes = Buffer.alloc(wanted);
      let read = 0;
      while (read < wanted) {
        const { bytesRead } = await handle.read(bytes, read, wanted - read, from + read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      const isEnd = read < wanted || from + read >= end;
      const found = findRecords(bytes.subarray(0, read), isEnd);
      if (found.length > 0 || isEnd) return found.map((each) => shifted(each, from));
    }
  } finally {
    await handle.close();
  }
}

function shifted(found: Found, by: number): Found {
  return { ...found, from: found.from + by, to: found.to + by };
}
