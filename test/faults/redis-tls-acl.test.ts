import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reachRedis } from '../../src/systems/redis/reach-redis.ts';
import { withRedisOptions } from '../../src/systems/redis/redis-url.ts';
import { documentedRights } from '../support/redis-deployment.ts';
import { walkAllTheWay } from '../support/redis-walk.ts';
import {
  madeCertificates,
  type RedisWithTls,
  startRedisWithTls,
} from '../support/redis-with-tls.ts';

let folder: string;
let redis: RedisWithTls;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-tls-'));
  redis = await startRedisWithTls({
    folder: path.join(folder, 'redis'),
    rights: documentedRights(),
  });
});
afterEach(async () => {
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function refusedCommands(): Promise<unknown[]> {
  const entries = (await redis.server.ask('ACL', 'LOG')) as unknown[][];
  return entries.map((entry) => entry[entry.indexOf('object') + 1]);
}

describe('a Redis with TLS, where leadline is a user with few rights', () => {
  it('is enough for all that leadline does', async () => {
    await walkAllTheWay({
      variables: { REDIS_URL: redis.url, REDIS_CA_FILE: redis.caFile },
      whileAway: async (_stack, work) => {
        await redis.server.kill();
        await work();
        await redis.server.start();
      },
    });
    // How often it syncs is asked where that is allowed, and else not told.
    expect(await refusedCommands()).toEqual(['config|get']);
  });

  it('is not trusted when somebody else has signed its certificate', async () => {
    const other = madeCertificates(path.join(folder, 'other'));
    expect(await reachRedis(withRedisOptions(redis.url, { ca: redis.caFile }))).toMatchObject({
      ok: true,
    });
    expect(await reachRedis(withRedisOptions(redis.url, { ca: other.ca }))).toEqual({
      ok: false,
      says: expect.stringMatching(/certificate/),
    });
  });

  it('keeps a wrong password, and keys of others, from it', async () => {
    const ca = { ca: redis.caFile };
    const wrong = withRedisOptions(redis.url.replace(/:[^:@]*@/, ':wrong@'), ca);
    expect(await reachRedis(wrong)).toEqual({
      ok: false,
      says: expect.stringMatching(/WRONGPASS/),
    });
    const asLeadline = ['ACL', 'DRYRUN', 'leadline'] as const;
    expect(await redis.server.ask(...asLeadline, 'GET', 'leadline:x')).toBe('OK');
    expect(await redis.server.ask(...asLeadline, 'GET', 'shop:x')).toMatch(/no permissions/);
    expect(await redis.server.ask(...asLeadline, 'FLUSHALL')).toMatch(/no permissions/);
    expect(await redis.server.ask(...asLeadline, 'CONFIG', 'GET', 'dir')).toMatch(/no permissions/);
  });
});
