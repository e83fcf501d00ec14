import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectRedis } from '../../../../src/systems/redis/connection.ts';
import { warnOfRedisRisks } from '../../../../src/systems/redis/persistence-check.ts';
import {
  type PrivateRedis,
  startPrivateRedis,
} from '../../../../src/systems/redis/private-redis.ts';
import type { Redis } from '../../../../src/systems/redis/redis-client.ts';

let folder: string;
let server: PrivateRedis;
let redis: Redis;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-check-'));
  server = await startPrivateRedis({ folder });
  redis = connectRedis(server.url, 'work');
});
afterEach(async () => {
  redis.disconnect();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function warnings(): Promise<string[]> {
  const lines: string[] = [];
  const write = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    void lines.push([level, message, fields?.['subject']].filter(Boolean).join(': '));
  const log = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
  await warnOfRedisRisks(redis, server.url, log);
  return lines;
}

describe('the look at Redis at the start', () => {
  it('says nothing of one that keeps what it is given', async () => {
    expect(await warnings()).toEqual([]);
  });

  it('warns of one without an append-only file', async () => {
    await redis.config('SET', 'appendonly', 'no');
    expect(await warnings()).toEqual(['error: Redis may lose leads: persistence']);
  });

  it.each([
    ['everysec', 'warn: Redis should be looked at: sync'],
    ['no', 'error: Redis may lose leads: sync'],
  ])('warns of one that answers before it has written: appendfsync %s', async (sync, line) => {
    await redis.config('SET', 'appendfsync', sync);
    expect(await warnings()).toEqual([line]);
  });

  it('asks nothing more where CONFIG is forbidden', async () => {
    await redis.config('SET', 'appendfsync', 'everysec');
    await redis.call('ACL', 'SETUSER', 'default', '-config');
    expect(await warnings()).toEqual([]);
  });

  it('warns of one that evicts when its memory is full', async () => {
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await warnings()).toEqual(['error: Redis may lose leads: eviction']);
  });

  it('stops nothing where it may not look', async () => {
    await redis.call('ACL', 'SETUSER', 'default', '-info');
    expect(await warnings()).toEqual(['warn: Redis could not be checked']);
  });
});
