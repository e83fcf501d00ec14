import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reachRedis } from '../../src/systems/redis/reach-redis.ts';
import { startFailoverScene } from '../support/failover-scene.ts';
import { inOwnFolder } from '../support/own-folder.ts';
import { type RedisCluster, startRedisCluster } from '../support/redis-cluster.ts';
import { eventually, type RedisServer } from '../support/redis-server.ts';
import { walkAllTheWay } from '../support/redis-walk.ts';

/** Any key of leadline's; all of them are where this one is. */
const KEY = '{leadline}:leads';
const FAILED_OVER_WITHIN_MS = 30_000;

let redis: RedisCluster;

beforeEach(async () => {
  redis = await inOwnFolder((folder) => startRedisCluster({ folder }));
}, 30_000);
afterEach(() => redis.stop(), 30_000);

function failedOver(from: RedisServer): Promise<void> {
  return eventually(
    'another owner of the slot',
    async () => (await redis.ownerOf(KEY)) !== from,
    FAILED_OVER_WITHIN_MS,
  );
}

describe('a Redis Cluster of three masters with their replicas', () => {
  it('has all of leadline on one of them, and on its replica when it is killed', async () => {
    await walkAllTheWay({
      variables: { REDIS_URL: redis.url },
      whileAway: async (_stack, work) => {
        const owner = await redis.ownerOf(KEY);
        const others = redis.masters.filter((master) => master !== owner);
        const sizes = await Promise.all(others.map((other) => other.ask('DBSIZE')));
        expect(sizes).toEqual([0, 0]);
        await owner.kill();
        await work();
        await failedOver(owner);
        await owner.start();
      },
    });
  });

  it('may lose the master under load: nothing is lost, and nothing done twice', async () => {
    const scene = await startFailoverScene({ REDIS_URL: redis.url });
    try {
      const { intake } = scene.stack.leadline;
      const owner = await redis.ownerOf(KEY);
      const answers = await scene.whilePosting(async () => {
        await scene.atWork();
        await owner.kill();
        await eventually('a journal that takes over', async () => {
          return intake.state().journal.entries > 0;
        });
        await failedOver(owner);
        // Its only replica is the master now, and nobody waits for another one.
        await scene.takenInRedis();
        await owner.start();
      });
      const made = await scene.allDone(answers);
      expect(made.filter((one) => !scene.isOnce(one))).toEqual([]);
    } finally {
      await scene.stop();
    }
  });

  it('is not mistaken for something else', async () => {
    const [host] = redis.masters.map(({ port }) => `127.0.0.1:${port}`);
    expect(await reachRedis(redis.url)).toMatchObject({ ok: true });
    expect(await reachRedis(`redis-sentinel://${host}/leads`)).toEqual({
      ok: false,
      says: expect.stringContaining('All sentinels are unreachable'),
    });
  });
});
