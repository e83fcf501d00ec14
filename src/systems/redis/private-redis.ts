import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { Redis } from 'ioredis';
import { reachRedis } from './reach-redis.ts';

export type PrivateRedis = {
  url: string;
  port: number;
  pid: number;
  stop: () => Promise<void>;
};

const READY_WITHIN_MS = 10_000;

/** Where other processes of the same folder find it. */
const ADDRESS_FILE = 'redis.json';

/**
 * Starts a redis-server of our own, with an append-only file, listening on loopback only. Used
 * where REDIS_URL is not set: the demo, trying things out, and the tests.
 *
 * One that runs in this folder already is joined instead, since two of them would write to one
 * file: so `leadline trace` beside a running `leadline start` sees the same leads. Whoever started
 * it stops it.
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
  if (running) return running;
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
  const url = `redis://127.0.0.1:${port}`;
  await Promise.race([answering(url), failed]);
  const pid = child.pid ?? 0;
  writeFileSync(`${addressFile}.new`, JSON.stringify({ url, port, pid }));
  renameSync(`${addressFile}.new`, addressFile);

  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
    rmSync(addressFile, { force: true });
  }
  return { url, port, pid, stop };
}

async function runningRedis(addressFile: string): Promise<PrivateRedis | undefined> {
  if (!existsSync(addressFile)) return undefined;
  const address = JSON.parse(readFileSync(addressFile, 'utf8')) as Omit<PrivateRedis, 'stop'>;
  const reach = await reachRedis(address.url);
  // After a crash the file is still there, and nothing answers, or another server on that port.
  if (!reach.ok || reach.pid !== address.pid) return undefined;
  return { ...address, stop: async () => undefined };
}

async function answering(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: () => 20,
  });
  redis.on('error', () => undefined);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`redis-server did not answer within ${READY_WITHIN_MS} ms`)),
      READY_WITHIN_MS,
    );
  });
  try {
    await Promise.race([redis.ping(), tooLong]);
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
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
