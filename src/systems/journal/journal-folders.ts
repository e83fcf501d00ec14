import { randomBytes } from 'node:crypto';
import type { World } from '../../workflow/ports.ts';
import {
  claimFolder,
  folderExists,
  type Identity,
  leaveFolder,
  removeFolder,
  showLife,
  takeOver,
} from './folder-claims.ts';
import type { KeepAside } from './keep-aside.ts';
import { openSegmentQueue, type SegmentQueue } from './segment-queue.ts';
import { createSegmentWriter, type SegmentWriter } from './segment-writer.ts';

export type OwnFolder = { folder: string; queue: SegmentQueue; writer: SegmentWriter };

/** The folders that this process writes to and drains. */
export type JournalFolders = {
  /** Made when it is first asked for. */
  own: () => Promise<OwnFolder>;
  /** Another process has it now, with all that we had inherited in it. */
  lose: (lost: OwnFolder) => void;
  /** Does that for an error that says so; answers whether it did. */
  loseIfGone: (error: unknown) => Promise<boolean>;
  /** What dead processes left, oldest first, then our own. */
  queues: () => SegmentQueue[];
  /** Removes an inherited folder that is drained. */
  remove: (drained: SegmentQueue) => Promise<void>;
  /** Shows that we live, and takes over what nobody owns any more. */
  tend: () => Promise<void>;
  leave: () => Promise<void>;
};

type FolderOptions = {
  root: string;
  identity: Identity;
  segmentBytesMax: number;
  keepAside: KeepAside;
  world: Pick<World, 'now' | 'log'>;
};

export function createJournalFolders(options: FolderOptions): JournalFolders {
  const { root, identity, keepAside } = options;
  const { now, log } = options.world;
  let held: OwnFolder | undefined;
  let claiming: Promise<OwnFolder> | undefined;
  let inherited: SegmentQueue[] = [];

  function own(): Promise<OwnFolder> {
    if (held) return Promise.resolve(held);
    claiming ??= claim().finally(() => {
      claiming = undefined;
    });
    return claiming;
  }

  async function claim(): Promise<OwnFolder> {
    held = await openOwnFolder(options);
    return held;
  }

  function lose(lost: OwnFolder): void {
    if (held !== lost) return;
    log.warn('the journal folder of this process was taken over', { folder: lost.folder });
    held = undefined;
    inherited = [];
  }

  async function loseIfGone(error: unknown): Promise<boolean> {
    if (!held || (error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
    if (await folderExists(held.folder)) return false;
    lose(held);
    return true;
  }

  async function tend(): Promise<void> {
    const mine = await own();
    await showLife(mine.folder, identity, now());
    for (const folder of await takeOver(root, mine.folder, identity, now())) await inherit(folder);
  }

  async function inherit(folder: string): Promise<void> {
    const queue = await openSegmentQueue(folder, { keepAside, letGo: () => true });
    const { entries, bytes } = queue.state();
    inherited = [...inherited, queue].toSorted(
      (a, b) => (a.state().oldestAt ?? 0) - (b.state().oldestAt ?? 0),
    );
    log.info('took over what a process left in the journal', { folder, entries, bytes });
  }

  async function leave(): Promise<void> {
    const mine = held;
    if (!mine) return;
    await mine.writer.close();
    held = undefined;
    const isEmpty = [...inherited, mine.queue].every((queue) => queue.state().bytes === 0);
    await leaveFolder(mine.folder, isEmpty);
  }

  return {
    own,
    lose,
    loseIfGone,
    tend,
    leave,
    queues: () => (held ? [...inherited, held.queue] : []),
    remove: async (drained) => {
      if (!inherited.includes(drained)) return;
      inherited = inherited.filter((queue) => queue !== drained);
      await removeFolder(drained.folder);
    },
  };
}

async function openOwnFolder(options: FolderOptions): Promise<OwnFolder> {
  const { root, identity, segmentBytesMax, keepAside, world } = options;
  const name = `${identity.pid}-${randomBytes(6).toString('hex')}`;
  const folder = await claimFolder(root, identity, name, world.now());
  const writer = createSegmentWriter({
    folder,
    segmentBytesMax,
    written: (sequence, bytes, keptAt) => queue.extend(sequence, bytes, keptAt),
  });
  const queue = await openSegmentQueue(folder, { keepAside, letGo: writer.letGo });
  return { folder, queue, writer };
}
