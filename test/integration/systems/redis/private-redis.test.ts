import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type PrivateRedis,
  startPrivateRedis,
} from '../../../../src/systems/redis/private-redis.ts';
import { reachRedis } from '../../../../src/systems/redis/reach-redis.ts';
import { eventually } from '../../../support/redis-server.ts';

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
    expect(await reachRedis(first.url)).toEqual({ ok: true, pid: first.pid });

    await first.stop();
    expect(await reachRedis(first.url)).toMatchObject({ ok: false });
  });

  it('is started anew after a crash', async () => {
    const crashed = await crashedRedis();
    const fresh = await startPrivateRedis({ folder });
    expect(fresh.pid).not.toBe(crashed.pid);
    await fresh.stop();
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
