import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { inOwnFolder } from '../support/own-folder.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { walkAllTheWay } from '../support/redis-walk.ts';

const installed = spawnSync('valkey-server', ['--version'], { stdio: 'ignore' }).status === 0;

async function walkOnValkey(): Promise<void> {
  const args = ['--appendonly', 'yes', '--save', ''];
  const server = await inOwnFolder((folder) =>
    startRedisServer({ folder, binary: 'valkey-server', args }),
  );
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
