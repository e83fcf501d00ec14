import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Leadline } from '../../src/compose.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type BreakableRedis, startBreakableRedis } from './breakable-redis.ts';
import { composeChild, LOCK_MS } from './child-leadline.ts';
import { type Child, type ChildRole, compileChildren, startChild } from './children.ts';
import { exampleVariables } from './company.ts';
import { startQuickSandbox } from './company-sandbox.ts';

/** Whom chaos may kill. */
export type Victim = 'web' | 'worker 1' | 'worker 2' | 'redis';

/** A whole leadline in processes of its own, which can be killed and started again one by one. */
export type ChaosScene = {
  sandbox: Sandbox;
  /** Where senders post; the same after every restart. */
  url: string;
  /** Looks at the ledger and does what operations would; accepts and works off nothing. */
  onlooker: Leadline;
  kill: (victim: Victim) => Promise<void>;
  /** Starts it again where it is not running. */
  revive: (victim: Victim) => Promise<void>;
  isReady: (victim: Victim) => Promise<void>;
  /** Files of entries that the journal has given up on. */
  setAside: () => string[];
  stop: () => Promise<void>;
};

export const VICTIMS = ['web', 'worker 1', 'worker 2', 'redis'] as const;

const CHAOS_LOCK_MS = 1_500;

export async function startChaosScene(): Promise<ChaosScene> {
  compileChildren();
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-chaos-'));
  const redis = await startBreakableRedis(path.join(folder, 'redis'));
  const sandbox = await startQuickSandbox();
  const port = await freePort();
  const variables = {
    ...exampleVariables(),
    ...sandbox.variables,
    PORT: String(port),
    REDIS_URL: redis.url,
    LEADLINE_DATA: path.join(folder, 'data'),
    LEADLINE_LOG_LEVEL: 'silent',
    [LOCK_MS]: String(CHAOS_LOCK_MS),
  };
  const onlooker = await composeChild(variables);
  const processes = keepProcesses(variables, redis);
  for (const victim of VICTIMS) await processes.revive(victim);
  await Promise.all(VICTIMS.map((victim) => processes.isReady(victim)));

  return {
    ...processes,
    sandbox,
    onlooker,
    url: `http://127.0.0.1:${port}`,
    // A torn one was not answered.
    setAside: () =>
      readdirSync(path.join(folder, 'data'), { recursive: true, encoding: 'utf8' }).filter((file) =>
        /\.(?:damaged|unusable)$/.test(file),
      ),
    stop: async () => {
      await Promise.all(VICTIMS.slice(0, 3).map((victim) => processes.kill(victim)));
      await onlooker.close();
      await sandbox.close();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function keepProcesses(
  variables: Record<string, string>,
  redis: BreakableRedis,
): Pick<ChaosScene, 'kill' | 'revive' | 'isReady'> {
  const running = new Map<Victim, Child>();
  let redisRuns = true;

  return {
    kill: async (victim) => {
      if (victim === 'redis') {
        redis.kill();
        redisRuns = false;
        return;
      }
      await running.get(victim)?.kill();
      running.delete(victim);
    },
    revive: async (victim) => {
      if (victim === 'redis') {
        if (!redisRuns) await redis.start();
        redisRuns = true;
        return;
      }
      if (running.has(victim)) return;
      const role: ChildRole = victim === 'web' ? 'child-web' : 'child-worker';
      running.set(victim, startChild(role, variables));
    },
    isReady: async (victim) => {
      await running.get(victim)?.ready;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
