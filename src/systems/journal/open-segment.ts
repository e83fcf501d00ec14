import { type FileHandle, open, rm } from 'node:fs/promises';
import { folderExists } from './folder-claims.ts';
import { segmentFile } from './segment-files.ts';
import { syncFolder } from './sync-folder.ts';

/** A segment that is being written. `size` counts what is surely on disk. */
export type OpenSegment = { folder: string; sequence: number; handle: FileHandle; size: number };

/** Another process took the folder over, because this one seemed dead: nothing here is ours. */
export class FolderLost extends Error {
  constructor() {
    super('the folder was taken over by another process');
    this.name = 'FolderLost';
  }
}

/** Exclusive: never a file that is there already. */
export async function openSegment(folder: string, sequence: number): Promise<OpenSegment> {
  try {
    const handle = await open(segmentFile(folder, sequence), 'wx', 0o600);
    await syncFolder(folder);
    return { folder, sequence, handle, size: 0 };
  } catch (error) {
    throw (await folderExists(folder)) ? error : new FolderLost();
  }
}

/** Answers once the bytes are on disk and the folder is still ours. */
export async function writeSegment(segment: OpenSegment, bytes: Buffer): Promise<void> {
  const { folder, handle, size } = segment;
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, size + done);
    done += bytesWritten;
  }
  // A changed size is synced too: without it the data could not be read back.
  await handle.datasync();
  // Who takes a folder over renames it first and reads it then: while it still has its name, that
  // reader will find these bytes.
  if (!(await folderExists(folder))) throw new FolderLost();
  segment.size += bytes.length;
}

/**
 * After a failed write: the segment is cut back to what is surely good, and not used again. Half
 * a line would spoil the one after it, and what a failed sync left behind is unknown.
 */
export async function abandonSegment(segment: OpenSegment, error: unknown): Promise<void> {
  const { folder, sequence, handle, size } = segment;
  const isOurs = !(error instanceof FolderLost);
  // Should even this fail, whoever reads the segment finds a torn line at its end.
  if (isOurs) await handle.truncate(size).catch(() => undefined);
  await handle.close().catch(() => undefined);
  if (!isOurs || size > 0) return;
  await rm(segmentFile(folder, sequence), { force: true }).catch(() => undefined);
}
