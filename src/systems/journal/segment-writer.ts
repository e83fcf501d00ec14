import { abandonSegment, type OpenSegment, openSegment, writeSegment } from './open-segment.ts';

export type SegmentWriter = {
  /** Answers once the line is on disk. Throws FolderLost, or the error of the file system. */
  append: (line: Buffer, keptAt: number) => Promise<void>;
  /** Ends this segment so that it may be deleted; false while it is being written to. */
  letGo: (sequence: number) => boolean;
  /** Waits for writes in hand. */
  close: () => Promise<void>;
};

type Waiting = {
  line: Buffer;
  keptAt: number;
  resolve: () => void;
  reject: (error: unknown) => void;
};

/**
 * Writes lines to the segments of one folder. Everything that arrives while the disk is busy goes
 * in one write and one sync (group commit), so many submissions cost little more than one.
 *
 * `written` is told of each line that is on disk, before its caller is answered.
 */
export function createSegmentWriter(options: {
  folder: string;
  segmentBytesMax: number;
  written: (sequence: number, bytes: number, keptAt: number) => void;
}): SegmentWriter {
  const { folder, segmentBytesMax, written } = options;
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let active: OpenSegment | undefined;
  let lastSequence = 0;

  function append(line: Buffer, keptAt: number): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push({ line, keptAt, resolve, reject });
      writing ??= writeWaiting();
    });
  }

  async function writeWaiting(): Promise<void> {
    // Whatever else arrives in this turn of the event loop comes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await writeGroup(group);
    }
    // In the same turn as the look at `waiting`, or a line that comes now would wait for good.
    writing = undefined;
  }

  async function writeGroup(group: Waiting[]): Promise<void> {
    try {
      const segment = await segmentWithRoom();
      await writeSegment(segment, Buffer.concat(group.map(({ line }) => line)));
      for (const { line, keptAt } of group) written(segment.sequence, line.length, keptAt);
      for (const { resolve } of group) resolve();
    } catch (error) {
      const spoilt = active;
      active = undefined;
      if (spoilt) await abandonSegment(spoilt, error);
      for (const { reject } of group) reject(error);
    }
  }

  async function segmentWithRoom(): Promise<OpenSegment> {
    if (active && active.size < segmentBytesMax) return active;
    await active?.handle.close();
    active = undefined;
    lastSequence += 1;
    active = await openSegment(folder, lastSequence);
    return active;
  }

  function letGo(sequence: number): boolean {
    if (active?.sequence !== sequence) return true;
    if (writing) return false;
    const { handle } = active;
    active = undefined;
    void handle.close().catch(() => undefined);
    return true;
  }

  async function close(): Promise<void> {
    await writing;
    await active?.handle.close();
    active = undefined;
  }

  return { append, letGo, close };
}
