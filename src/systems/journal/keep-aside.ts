import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { checksum } from './record.ts';
import { syncFolder } from './sync-folder.ts';

/** Bytes of a segment that the ledger will not get, and why. */
export type Aside = {
  /** `damaged` and `torn` as found on disk; `unusable`: whole, but nothing can be done with it. */
  kind: 'damaged' | 'torn' | 'unusable';
  bytes: Buffer;
  why: string;
  leadId?: string;
};

export type KeepAside = (aside: Aside) => Promise<void>;

/**
 * Keeps such bytes in a file of their own, for a person: `<folder>/<checksum>.<kind>`. The name
 * follows from the bytes, so doing it again after a crash changes nothing. An unusable record that
 * has become usable (its key is back) is put back by renaming the file to
 * `<any name>/1.journal` in the journal's folder.
 */
export async function keepBytes(folder: string, { kind, bytes }: Aside): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${checksum(bytes)}-${bytes.length}.${kind}`);
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(folder);
  return file;
}
