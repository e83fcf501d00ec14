import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder whose disk a test can fill for one process. */
export type SmallDisk = {
  folder: string;
  fill: (pid: number) => void;
  makeRoom: (pid: number) => void;
  remove: () => void;
};

/**
 * A file system of two megabytes in memory where we may mount one (as root), which then really is
 * full. Elsewhere the process is forbidden to write to files at all (RLIMIT_FSIZE), which fails in
 * the same calls with another code.
 */
export function aSmallDisk(): SmallDisk {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-disk-'));
  const mounted = succeeds('mount', '-t', 'tmpfs', '-o', 'size=2m', 'leadline-test', folder);
  return mounted ? fullFileSystem(folder) : forbiddenFiles(folder);
}

function fullFileSystem(folder: string): SmallDisk {
  const filler = path.join(folder, 'filler');
  return {
    folder,
    fill: () => {
      for (const bytes of [64 * 1024, 4 * 1024, 1]) {
        while (grows(filler, bytes));
      }
    },
    makeRoom: () => rmSync(filler),
    remove: () => {
      must('umount', folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function forbiddenFiles(parent: string): SmallDisk {
  const folder = path.join(parent, 'data');
  mkdirSync(folder);
  return {
    folder,
    fill: (pid) => must('prlimit', '--pid', String(pid), '--fsize=0:'),
    makeRoom: (pid) => must('prlimit', '--pid', String(pid), '--fsize=unlimited:'),
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}

function grows(file: string, bytes: number): boolean {
  try {
    writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' });
    return true;
  } catch {
    return false;
  }
}

function succeeds(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function must(command: string, ...args: string[]): void {
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
}
