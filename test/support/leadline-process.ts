import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** The `leadline` command as its users run it: a process of its own, with nothing but variables. */
export type LeadlineProcess = {
  /** Where its web side, or a worker's health, answers. */
  url: string;
  output: () => string;
  /** Ends it by this signal, and answers how it ended: its exit code, or the signal. */
  end: (signal?: 'SIGTERM' | 'SIGINT' | 'SIGKILL') => Promise<number | NodeJS.Signals>;
};

export type EndedCommand = { exit: number | NodeJS.Signals; output: string };

const ROOT = path.resolve(import.meta.dirname, '../..');
const BUILT = path.join(ROOT, 'dist/main.js');

/** Runs it to its end. */
export async function runLeadline(
  args: string[],
  variables: Record<string, string> = {},
): Promise<EndedCommand> {
  const { ended, output } = spawned(args, variables);
  return { exit: await ended, output: output() };
}

/** Runs it until what it prints has an address in it. Throws what it printed if it ends before. */
export async function startLeadline(
  args: string[],
  variables: Record<string, string>,
): Promise<LeadlineProcess> {
  const { child, ended, output } = spawned(args, variables);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const [, found] = /(http:\/\/localhost:\d+)[\s",]/.exec(output()) ?? [];
      if (found !== undefined) resolve(found);
    });
    void ended.then((how) => reject(new Error(`leadline ended at once (${how}):\n${output()}`)));
  });
  return {
    url,
    output,
    end: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

function spawned(args: string[], variables: Record<string, string>) {
  const child = spawn(process.execPath, [...command(), ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
  }
  return { child, ended: endOf(child), output: () => Buffer.concat(chunks).toString() };
}

function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code ?? 0));
  });
}

/** The built command; while the sources are newer than it, the sources themselves. */
function command(): string[] {
  const newest = readdirSync(path.join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => {
      const { mtimeMs } = statSync(path.join(entry.parentPath, entry.name));
      return Math.max(latest, mtimeMs);
    }, 0);
  if (existsSync(BUILT) && statSync(BUILT).mtimeMs >= newest) return [BUILT];
  return ['--import', 'tsx', path.join(ROOT, 'src/main.ts')];
}
