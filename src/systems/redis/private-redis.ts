import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { processAt, untilLoaded } from './starting-redis.ts';

export type PrivateRedis = {
  url: string;
  port: number;
  pid: number;
  stop: () => Promise<void>;
};

/** Where other processes of the same folder find it. */
const ADDRESS_FILE = 'redis.json';

/**
 * Starts a redis-server of our own, with an append-only file, listening on loopback only. Used
 * where REDIS_URL is not set: the demo, trying things out, and the tests.
 *
 * One that runs in this folder already is joined instead, since two of them would write to one
 * file: so `leadline trace` beside a running `leadline start` sees the same leads. Whoever started
 * it stops it. One that still reads its file is waited for, however large that is.
 */
export async function startPrivateRedis(options: {
  folder: string;
  port?: number;
  appendOnly?: boolean;
  args?: string[];
}): Promise<PrivateRedis> {
  mkdirSync(options.folder, { recursive: true });
  const addressFile = path.join(options.folder, ADDRESS_FILE);
  const running = await runningRedis(addressFile);
  if (running) {
    await untilLoaded(running.url);
    return running;
  }
  const port = options.port ?? (await freePort());
  const child = spawn(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      path.resolve(options.folder),
      '--appendonly',
      options.appendOnly === false ? 'no' : 'yes',
      // With `everysec` Redis answers before it has written, for as long as an fsync is under way:
      // killed in that moment it loses what it has answered, two seconds of it at most.
      '--appendfsync',
      'always',
      '--save',
      '',
      '--maxmemory-policy',
      'noeviction',
      '--loglevel',
      'warning',
      ...(options.args ?? []),
    ],
    // Its own process group: a Ctrl-C in the terminal must not stop Redis before leadline.
    { stdio: 'ignore', detached: true },
  );
  const failed = new Promise<never>((_, reject) => {
    child.once('error', () =>
      reject(
        new Error(
          'redis-server was not found on the PATH. Install it (apt-get install redis-server, brew install redis), or set REDIS_URL to a Redis 6.2 or newer, for example of: docker run -d -p 6379:6379 redis:7 redis-server --appendonly yes --maxmemory-policy noeviction',
        ),
      ),
    );
    child.once('exit', (code) =>
      reject(new Error(`redis-server ended at once (exit code ${code}) in ${options.folder}`)),
    );
  });
  failed.catch(() => undefined);
  const address = { url: `redis://127.0.0.1:${port}`, port, pid: child.pid ?? 0 };
  // Before it answers: who comes meanwhile has to find this one, and not start another.
  writeAddress(addressFile, address);

  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
    rmSync(addressFile, { force: true });
  }

  try {
    await untilLoaded(address.url, failed);
  } catch (error) {
    // It would outlive this process, and write to the file of the next one.
    child.kill('SIGKILL');
    rmSync(addressFile, { force: true });
    throw error;
  }
  return { ...address, stop };
}

type Address = Pick<PrivateRedis, 'url' | 'port' | 'pid'>;

function writeAddress(file: string, address: Address): void {
  writeFileSync(`${file}.new`, JSON.stringify(address));
  renameSync(`${file}.new`, file);
}

async function runningRedis(addressFile: string): Promise<PrivateRedis | undefined> {
  if (!existsSync(addressFile)) return undefined;
  const address = JSON.parse(readFileSync(addressFile, 'utf8')) as Address;
  // After a crash the file is still there, and nothing answers, or another server on that port.
  if ((await processAt(address.url)) !== address.pid) return undefined;
  return { ...address, stop: async () => undefined };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
