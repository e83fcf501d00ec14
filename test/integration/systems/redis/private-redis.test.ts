import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import {
  type PrivateRedis,
  startPrivateRedis,
} from '../../../../src/systems/redis/private-redis.ts';
import { reachRedis } from '../../../../src/systems/redis/reach-redis.ts';
import { processAt } from '../../../../src/systems/redis/starting-redis.ts';
import { eventually } from '../../../support/redis-server.ts';

/** On a connection of its own, and also while the server loads its data. */
async function ask(url: string, name: string, ...args: string[]): Promise<unknown> {
  const redis = new Redis(url, { enableReadyCheck: false, retryStrategy: () => 20 });
  redis.on('error', () => undefined);
  try {
    return await redis.call(name, ...args);
  } finally {
    redis.disconnect();
  }
}

function addressIn(folder: string): { url: string } {
  return JSON.parse(readFileSync(path.join(folder, 'redis.json'), 'utf8')) as { url: string };
}

describe('a redis-server of our own', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'leadline-redis-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Killed, and gone: nothing answers at its port any more. */
  async function crashedRedis(): Promise<PrivateRedis> {
    const crashed = await startPrivateRedis({ folder });
    process.kill(crashed.pid, 'SIGKILL');
    await eventually('a server that is gone', async () => !(await reachRedis(crashed.url)).ok);
    return crashed;
  }

  it('is joined by a second process of the same folder, and stopped by the first alone', async () => {
    const first = await startPrivateRedis({ folder });
    const second = await startPrivateRedis({ folder });
    expect(second.pid).toBe(first.pid);

    await second.stop();
    expect(await processAt(first.url)).toBe(first.pid);

    await first.stop();
    expect(await reachRedis(first.url)).toMatchObject({ ok: false });
  });

  it('is started anew after a crash', async () => {
    const crashed = await crashedRedis();
    const fresh = await startPrivateRedis({ folder });
    expect(fresh.pid).not.toBe(crashed.pid);
    await fresh.stop();
  });

  it('is waited for while it reads its file, by all who come, and started once', async () => {
    const before = await startPrivateRedis({ folder });
    const threeThousand = "for i = 1, 3000 do redis.call('SET', KEYS[1] .. i, i) end";
    await ask(before.url, 'EVAL', threeThousand, '1', 'key:');
    await before.stop();

    // A thousandth of a second a key, as if there were thousands of times as many.
    const slowly = ['--key-load-delay', '1000'];
    const first = startPrivateRedis({ folder, args: slowly });
    await eventually('a server that loads', async () =>
      existsSync(path.join(folder, 'redis.json')),
    );
    expect(await ask(addressIn(folder).url, 'INFO', 'persistence')).toContain('loading:1');
    const [one, other] = await Promise.all([first, startPrivateRedis({ folder })]);
    expect(other.pid).toBe(one.pid);
    expect(await ask(other.url, 'DBSIZE')).toBe(3_000);
    await one.stop();
  });

  it('leaves nothing behind of a start that failed', async () => {
    const refused = startPrivateRedis({ folder, args: ['--no-such-option', '1'] });
    await expect(refused).rejects.toThrow('redis-server ended at once');
    expect(existsSync(path.join(folder, 'redis.json'))).toBe(false);
  });

  it('is not mistaken for another server that has got the port of one that crashed', async () => {
    const crashed = await crashedRedis();
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'leadline-redis-'));
    const stranger = await startPrivateRedis({ folder: elsewhere, port: crashed.port });

    const fresh = await startPrivateRedis({ folder });
    expect(fresh.url).not.toBe(stranger.url);

    await Promise.all([stranger.stop(), fresh.stop()]);
    rmSync(elsewhere, { recursive: true, force: true });
  });
});
