import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createJournal } from '../../../../src/systems/journal/journal.ts';
import { createSeal, type SealKey } from '../../../../src/systems/redis/seal.ts';
import type { Journal } from '../../../../src/workflow/journal.ts';

export const OLD_KEY: SealKey = { id: 'old', key: Buffer.alloc(32, 1) };
export const NEW_KEY: SealKey = { id: 'new', key: Buffer.alloc(32, 2) };

export type JournalFolder = {
  folder: string;
  /** A journal in this folder, as another process would open it. */
  open: (process?: { pid?: number; keys?: SealKey[]; segmentBytesMax?: number }) => Journal;
  /** Moves everybody's clock. */
  pass: (ms: number) => void;
  /** Segments below the folder, by path. */
  segments: () => string[];
  aside: () => string[];
  remove: () => Promise<void>;
};

export function aJournalFolder(): JournalFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-journal-'));
  let clock = 1_764_000_000_000;
  const world = {
    now: () => clock,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    metrics: { count: ignore, observe: ignore, gauge: ignore },
  };
  const opened: Journal[] = [];
  const below = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(folder, name))
      .filter((file) => statSync(file).isFile())
      .toSorted();

  return {
    folder,
    open: ({ pid = process.pid, keys = [OLD_KEY], segmentBytesMax } = {}) => {
      const journal = createJournal({
        folder,
        seal: createSeal(keys),
        identity: { pid, host: 'test', startedAt: clock },
        world,
        ...(segmentBytesMax !== undefined && { segmentBytesMax }),
      });
      opened.push(journal);
      return journal;
    },
    pass: (ms) => {
      clock += ms;
    },
    segments: () => below().filter((file) => file.endsWith('.journal')),
    aside: () => below().filter((file) => path.basename(path.dirname(file)) === 'damaged'),
    remove: async () => {
      await Promise.all(opened.map((journal) => journal.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The id of a process that has been, and is no more. */
export function deadPid(): number {
  return spawnSync('true').pid;
}

export function anEntry(leadId: string, text = `{"lead":"${leadId}"}`) {
  return { leadId, keptAt: 1_764_000_000_000, text };
}

/** Takes everything out, in order. */
export async function drain(journal: Journal): Promise<string[]> {
  const taken: string[] = [];
  for (;;) {
    const entries = await journal.oldest(7);
    if (entries.length === 0) return taken;
    taken.push(...entries.map(({ leadId }) => leadId));
    await journal.acknowledge(entries.length);
  }
}

export function names(count: number, prefix = 'lead'): string[] {
  return Array.from({ length: count }, (_each, at) => `${prefix}-${at}`);
}

function ignore(): void {}
