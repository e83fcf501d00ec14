import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { variablesFor } from './durable-web.ts';

/** The web side in a process of its own. */
export type WebProcess = {
  url: string;
  pid: number;
  /** SIGKILL; answers once it is gone. */
  kill: () => Promise<void>;
  /** SIGTERM; the same. */
  end: () => Promise<void>;
};

export async function startWebProcess(redisUrl: string, dataFolder: string): Promise<WebProcess> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(import.meta.dirname, 'web-child.ts')],
    {
      env: { PATH: process.env['PATH'], ...variablesFor(redisUrl, dataFolder) },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the web process ended at once: ${code}`)));
  });

  async function endBy(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    child.kill(signal);
    await gone;
  }
  return {
    url,
    pid: child.pid ?? 0,
    kill: () => endBy('SIGKILL'),
    end: () => endBy('SIGTERM'),
  };
}

/** What `/metrics` says of this gauge or counter. */
export async function metricOf({ url }: WebProcess, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))];
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
}
