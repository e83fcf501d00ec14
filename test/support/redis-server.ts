import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { Redis, type RedisOptions } from 'ioredis';

/** One server process of a deployment, on loopback, that can be killed and started again. */
export type RedisServer = {
  port: number;
  /** A command on a connection of its own. */
  ask: (name: string, ...args: string[]) => Promise<unknown>;
  info: (section: string) => Promise<string>;
  /** SIGKILL, and gone. */
  kill: () => Promise<void>;
  /** SIGSTOP: connections stay, nothing is answered. */
  freeze: () => void;
  thaw: () => void;
  /** With the same port and the same files. */
  start: () => Promise<void>;
  stop: () => Promise<void>;
};

export type RedisServerOptions = {
  folder: string;
  /** Behind the port, which is the server's last word about itself. */
  args?: string[];
  /** A file of settings, as Sentinels need one. */
  file?: string;
  binary?: string;
  /** The port is a TLS port. */
  tls?: boolean;
  /** How `ask` connects. */
  connection?: Pick<RedisOptions, 'password' | 'tls'>;
};

const READY_WITHIN_MS = 10_000;

export async function startRedisServer(options: RedisServerOptions): Promise<RedisServer> {
  const { folder, args = [], file, binary = 'redis-server', tls = false } = options;
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    child = spawn(
      binary,
      [
        ...(file === undefined ? [] : [file]),
        ...(tls ? ['--port', '0', '--tls-port', String(port)] : ['--port', String(port)]),
        ...['--bind', '127.0.0.1', '--dir', path.resolve(folder)],
        ...['--loglevel', 'warning', ...args],
      ],
      { stdio: 'ignore' },
    );
    child.on('error', () => undefined);
    await eventually(`${binary} on ${port}`, async () => {
      if (child?.exitCode != null) throw new Error(`it ended with exit code ${child.exitCode}`);
      return (await ask('PING')) === 'PONG';
    });
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child?.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  async function ask(name: string, ...rest: string[]): Promise<unknown> {
    const redis = new Redis({
      ...{ host: '127.0.0.1', port, lazyConnect: true, ...options.connection },
      ...{ maxRetriesPerRequest: 0, retryStrategy: () => null, disconnectTimeout: 50 },
    });
    redis.on('error', () => undefined);
    try {
      return await redis.call(name, ...rest);
    } finally {
      redis.disconnect();
    }
  }

  await start();
  return {
    ...{ port, ask, start },
    info: async (section) => String(await ask('INFO', section)),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

/** Asks until it is so; an answer that fails counts as no. */
export async function eventually(
  what: string,
  isSo: () => Promise<boolean>,
  withinMs = READY_WITHIN_MS,
): Promise<void> {
  const until = Date.now() + withinMs;
  let said = '';
  for (;;) {
    try {
      if (await isSo()) return;
    } catch (error) {
      said = error instanceof Error ? `: ${error.message}` : '';
    }
    if (Date.now() > until) throw new Error(`${what}: not within ${withinMs} ms${said}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/**
 * Below the ports that systems give to connections: of those, one that is free now is another's a
 * moment later, and a cluster needs twelve of them at once. Each of jest's processes has its own.
 */
const FIRST_PORT = 10_000;
const PORTS_EACH = 2_000;
const PROCESSES = 11;
const ownPorts = FIRST_PORT + (Number(process.env['JEST_WORKER_ID'] ?? 0) % PROCESSES) * PORTS_EACH;
let given = randomInt(PORTS_EACH);

export async function freePort(): Promise<number> {
  for (;;) {
    given += 1;
    const port = ownPorts + (given % PORTS_EACH);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
