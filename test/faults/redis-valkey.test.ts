import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startRedisServer } from '../support/redis-server.ts';
import { walkAllTheWay } from '../support/redis-walk.ts';

const installed = spawnSync('valkey-server', ['--version'], { stdio: 'ignore' }).status === 0;

async function walkOnValkey(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-valkey-'));
  const server = await startRedisServer({
    ...{ folder, binary: 'valkey-server' },
    args: ['--appendonly', 'yes', '--save', ''],
  });
  try {
    expect(await server.info('server')).toContain('valkey_version:');
    await walkAllTheWay({
      variables: { REDIS_URL: `redis://127.0.0.1:${server.port}` },
      whileAway: async (_stack, work) => {
        await server.kill();
        await work();
        await server.start();
      },
    });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('Valkey in the place of Redis', () => {
  if (installed) {
    it('is enough for all that leadline does', walkOnValkey);
  } else {
    it('was not tried: there is no valkey-server on this machine', () => {
      expect(installed).toBe(false);
    });
  }
});
