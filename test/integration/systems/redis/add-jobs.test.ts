import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type JobsOptions, Queue } from 'bullmq';
import { createJobAdder } from '../../../../src/systems/redis/add-jobs.ts';
import { connectRedis } from '../../../../src/systems/redis/connection.ts';
import { prefixIn } from '../../../../src/systems/redis/redis-url.ts';
import { type RedisSetting, startRedisSetting } from '../../../support/redis-setting.ts';

const jobOptions = { attempts: 999, backoff: { type: 'custom' }, stackTraceLimit: 1 };

let setting: RedisSetting;
let redis: RedisSetting['redis'];

beforeAll(async () => {
  setting = await startRedisSetting();
  redis = connectRedis(setting.url, 'work');
});
afterAll(async () => {
  redis.disconnect();
  await setting.stop();
});

/**
 * Everything that a queue has in Redis except for its events, which nobody listens to. Times are each
 * their own, and the id of a job, which is in its key, stands not in its options as well.
 */
async function contentsOf(prefix: string): Promise<Record<string, unknown>> {
  const contents: Record<string, unknown> = {};
  for (const key of (await setting.keys(`${prefix}:*`)).toSorted()) {
    if (key.endsWith(':events')) continue;
    contents[key.slice(prefix.length)] = await contentOf(key);
  }
  return contents;
}

async function contentOf(key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'hash': {
      const { opts = '{}', timestamp, ...hash } = await redis.hgetall(key);
      const { jobId: _, ...options } = JSON.parse(opts) as JobsOptions;
      return { ...hash, opts: options, timed: Number(timestamp) > 1.7e12 };
    }
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'zset':
      return redis.zrange(key, '0', '-1', 'WITHSCORES');
    default:
      return redis.get(key);
  }
}

describe('Jobs that are added together', () => {
  it('are in Redis what BullMQ would have put there, a repeated one included', async () => {
    const ids = ['lead-1', 'lead-2', 'lead-2', 'lead-3'];
    const [prefixOfTheirs, prefixOfOurs] = [prefixIn(setting.url, 'a'), prefixIn(setting.url, 'b')];
    const queue = new Queue('assign', { connection: redis, prefix: prefixOfTheirs });
    for (const leadId of ids) {
      await queue.add('assign', { leadId }, { ...jobOptions, jobId: leadId });
    }
    const ours = new Queue('assign', { connection: redis, prefix: prefixOfOurs });
    await ours.waitUntilReady();
    const add = createJobAdder({ redis, prefix: prefixOfOurs, jobOptions });
    const added = ids.map(async (jobId) =>
      add({ queue: 'assign', name: 'assign', data: JSON.stringify({ leadId: jobId }), jobId }),
    );
    expect(await Promise.all(added)).toEqual(ids);
    expect(await contentsOf(prefixOfOurs)).toEqual(await contentsOf(prefixOfTheirs));
    await Promise.all([queue.close(), ours.close()]);
  });

  it('are left to BullMQ where it has registered no script', () => {
    const bare = connectRedis('redis://127.0.0.1:1', 'intake');
    const add = createJobAdder({ redis: bare, prefix: 'x', jobOptions });
    expect(add({ queue: 'assign', name: 'assign', data: '{}', jobId: 'lead-1' })).toBeUndefined();
    bare.disconnect();
  });
});
