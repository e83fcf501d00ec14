import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Everything that the command writes to disk stands in here. */
let folder: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-stop-'));
});

afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function leadline(args: string[], env: Record<string, string> = {}): ChildProcess {
  child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: folder, ...env },
  });
  return child;
}

function exitOf(process: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    process.once('exit', (code) => resolve(code));
  });
}

/** What is printed, up to the first line that holds `text`. */
function printed({ stdout, stderr }: ChildProcess, text: string): Promise<string> {
  let all = '';
  return new Promise((resolve) => {
    for (const stream of [stdout, stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        all += chunk.toString();
        if (all.includes(text)) resolve(all);
      });
    }
  });
}

/** Of the Redis that the command has started for itself. */
function redisPid(dataFolder: string): number {
  const text = readFileSync(path.join(dataFolder, 'redis', 'redis.json'), 'utf8');
  return (JSON.parse(text) as { pid: number }).pid;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('what a command has started', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'is stopped by a %s in the middle of the demo, its Redis and its folder included',
    async (signal) => {
      const demo = leadline(['demo', '--port', '0']);
      const exit = exitOf(demo);
      await printed(demo, 'leadline demo: web');
      const [data = ''] = readdirSync(folder).filter((name) => name.startsWith('leadline-demo-'));
      const redis = redisPid(path.join(folder, data));

      demo.kill(signal);
      expect(await exit).toBe(1);
      expect(isRunning(redis)).toBe(false);
      expect(readdirSync(folder).filter((name) => name.startsWith('leadline-demo-'))).toEqual([]);
    },
    60_000,
  );

  describe('on a port that is taken', () => {
    let taken: Server;
    let port: number;

    beforeEach(async () => {
      taken = createServer();
      await new Promise<void>((resolve) => {
        taken.listen(0, () => resolve());
      });
      const address = taken.address();
      port = typeof address === 'object' && address ? address.port : 0;
    });

    afterEach(() => {
      taken.close();
    });

    it('is stopped again: the start says why it failed, ends with 1 and leaves no Redis behind', async () => {
      const secrets = Object.fromEntries(
        readFileSync(path.join(ROOT, 'config/example.env'), 'utf8')
          .split('\n')
          .filter((line) => /^[A-Z]/.test(line) && !line.startsWith('REDIS_URL'))
          .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      );
      const start = leadline(['start'], { ...secrets, LEADLINE_DATA: folder, PORT: `${port}` });
      const exit = exitOf(start);
      const said = printed(start, 'is in use');
      expect(await exit).toBe(1);
      expect(await said).toContain(`Port ${port} is in use`);
      expect(readdirSync(path.join(folder, 'redis'))).not.toContain('redis.json');
    }, 60_000);
  });
});
