import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** What a process takes from the machine. `modules` is 0 unless they were asked to be counted. */
export type Footprint = { cpuMs: number; bytes: number; modules: number };

export type FootprintProcess = {
  /** From its start until `/readyz` answered 200. */
  readyMs: number;
  footprint: () => Promise<Footprint>;
  stop: () => Promise<void>;
};

const SIDE = new URL('./footprint-side.js', import.meta.url).href;
const ASK_EVERY_MS = 5;

/**
 * Starts a program that serves `/readyz` on the PORT it is given, and waits until it is ready.
 * Throws when it ends before.
 */
export async function startFootprint(
  program: { file: string; args?: string[] },
  env: Record<string, string | undefined>,
): Promise<FootprintProcess> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = fork(program.file, program.args ?? [], {
    env: { ...env, PORT: String(port), NODE_ENV: 'production' },
    execArgv: ['--import', SIDE],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  while (!(await isReady(port))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${program.file} ended before it was ready`);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  const readyMs = performance.now() - startedAt;

  return {
    readyMs,
    footprint: async () => {
      const answer = once(child, 'message');
      child.send('footprint');
      const [footprint] = (await answer) as [Footprint];
      return footprint;
    },
    stop: async () => {
      // A program that ends when nothing is left to do would wait for this channel.
      child.disconnect();
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function isReady(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    // It does not listen yet.
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
