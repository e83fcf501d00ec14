import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from './sync-folder.ts';

/**
 * Who writes where: every process has a folder of its own in the journal's folder, named
 * `<pid>-<random>` (in containers everybody's pid is 1), with `owner.json` in it as its sign of life. A folder without that sign, or
 * with an old one, is free. Taking it over is one rename into the taker's own folder, so of two
 * takers one gets it; and should its owner live after all, it sees that its folder is gone before
 * it answers anything that it wrote there.
 */
export type Identity = {
  pid: number;
  host: string;
  /** When this process started; a sign of life from before then is not its own. */
  startedAt: number;
};

type Owner = { pid: number; host: string; aliveAt: number };

const OWNER_FILE = 'owner.json';

/** Signs of life come every two seconds; a process may be frozen for a while, or its disk. */
const DEAD_AFTER_MS = 30_000;

/** As large as a long submission, so that a full disk is seen before one needs the room. */
const SIGN_BYTES = 64 * 1024;

/** Makes a folder of our own, all at once: nobody ever sees it without its owner. */
export async function claimFolder(
  root: string,
  identity: Identity,
  name: string,
  now: number,
): Promise<string> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const unborn = path.join(root, `.${name}`);
  await rm(unborn, { recursive: true, force: true });
  await mkdir(unborn, { mode: 0o700 });
  await showLife(unborn, identity, now);
  const folder = path.join(root, name);
  await rename(unborn, folder);
  await syncFolder(root);
  await syncFolder(path.dirname(root));
  return folder;
}

/** Throws where the disk takes nothing any more, or the folder is not there (any more). */
export async function showLife(folder: string, identity: Identity, now: number): Promise<void> {
  const { pid, host } = identity;
  const owner: Owner = { pid, host, aliveAt: now };
  const file = path.join(folder, OWNER_FILE);
  const text = JSON.stringify(owner).padEnd(SIGN_BYTES);
  try {
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await rename(`${file}.new`, file);
  } catch (error) {
    // What little room there is on a full disk is for submissions.
    await rm(`${file}.new`, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** False: somebody took it over, which is done by renaming it. */
export async function folderExists(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  );
}

/** Leaves the folder to whoever comes next, or removes it when there is nothing in it. */
export async function leaveFolder(folder: string, isEmpty: boolean): Promise<void> {
  await rm(isEmpty ? folder : path.join(folder, OWNER_FILE), { recursive: true, force: true });
}

/** Takes over what is free; answers the folders that are ours now, each directly in `own`. */
export async function takeOver(
  root: string,
  own: string,
  identity: Identity,
  now: number,
): Promise<string[]> {
  const taken: string[] = [];
  for (const name of await foldersIn(root)) {
    const folder = path.join(root, name);
    if (folder === own || !(await isFree(folder, identity, now))) continue;
    const place = path.join(own, name);
    if (!(await moved(folder, place))) continue;
    // What that one had taken over, and had not drained, becomes ours too.
    for (const inner of await foldersIn(place)) {
      if (await moved(path.join(place, inner), path.join(own, inner))) {
        taken.push(path.join(own, inner));
      }
    }
    taken.push(place);
  }
  if (taken.length > 0) await syncFolder(own);
  return taken;
}

/** A drained folder goes; its sign of life and its position are of no more use. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .filter(({ name }) => name !== ASIDE_FOLDER)
    .map(({ name }) => name)
    .toSorted();
}

/** Where bytes are kept that no ledger will get (keep-aside.ts). */
export const ASIDE_FOLDER = 'damaged';

async function isFree(folder: string, identity: Identity, now: number): Promise<boolean> {
  const owner = await ownerOf(folder);
  if (!owner || now - owner.aliveAt > DEAD_AFTER_MS) return true;
  if (owner.host !== identity.host) return false;
  if (owner.pid === identity.pid) return owner.aliveAt < identity.startedAt;
  return !isRunning(owner.pid);
}

async function ownerOf(folder: string): Promise<Owner | undefined> {
  const text = await readFile(path.join(folder, OWNER_FILE), 'utf8').catch(() => '');
  const [, pid, host, aliveAt] =
    /^\{"pid":(\d+),"host":"([^"]*)","aliveAt":(\d+)\}\s*$/.exec(text) ?? [];
  if (pid === undefined || host === undefined) return undefined;
  return { pid: Number(pid), host, aliveAt: Number(aliveAt) };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process: it runs, and is not for us to signal.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** False when another process was faster. */
async function moved(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTEMPTY') return false;
      throw error;
    },
  );
}
