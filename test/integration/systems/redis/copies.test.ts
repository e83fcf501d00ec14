import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectRedis, firstAnswer } from '../../../../src/systems/redis/connection.ts';
import { createCopies } from '../../../../src/systems/redis/copies.ts';
import type { Redis } from '../../../../src/systems/redis/redis-client.ts';
import { eventually, type RedisServer, startRedisServer } from '../../../support/redis-server.ts';

let folder: string;
let master: RedisServer;
let replica: RedisServer;
let redis: Redis;

const isOnline = async () => (await master.info('replication')).includes('state=online');

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-copies-'));
  master = await startRedisServer({
    folder: path.join(folder, 'master'),
    args: ['--save', '', '--repl-diskless-sync-delay', '0'],
  });
  replica = await startRedisServer({
    folder: path.join(folder, 'replica'),
    args: ['--save', '', '--replicaof', `127.0.0.1 ${master.port}`],
  });
  await eventually('a replica', isOnline);
  redis = connectRedis(`redis://127.0.0.1:${master.port}?waitReplicas=1`, 'intake');
  await firstAnswer(redis, 5_000);
});
afterEach(async () => {
  redis.disconnect();
  await Promise.all([master.kill(), replica.kill()]);
  rmSync(folder, { recursive: true, force: true });
});

describe('what was written', () => {
  it('is on the replica when it counts, and waits for no replica that is gone', async () => {
    const copied = createCopies({ redis, key: 'lead', replicas: 1 });
    await redis.set('lead', '1');
    // A busy machine may take longer than a submission would wait.
    await eventually('a copy', () => copied().then(() => true));
    replica.freeze();
    await redis.set('lead', '2');
    await expect(copied()).rejects.toThrow('0 of 1 replicas have confirmed it');

    await replica.kill();
    await eventually('a master that is alone', async () => !(await isOnline()));
    await redis.set('lead', '3');
    await copied();
    await copied();

    // Once it is back it is waited for again, at the very next submission.
    await replica.start();
    await eventually('a replica', isOnline);
    replica.freeze();
    await redis.set('lead', '4');
    await expect(copied()).rejects.toThrow('0 of 1 replicas have confirmed it');
  });
});
