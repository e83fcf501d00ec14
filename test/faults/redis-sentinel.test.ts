import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectRedis } from '../../src/systems/redis/connection.ts';
import { startFailoverScene } from '../support/failover-scene.ts';
import { inOwnFolder } from '../support/own-folder.ts';
import { type RedisSentinels, startRedisSentinels } from '../support/redis-sentinels.ts';
import { eventually, type RedisServer } from '../support/redis-server.ts';
import { walkAllTheWay } from '../support/redis-walk.ts';

const FAILED_OVER_WITHIN_MS = 30_000;

let redis: RedisSentinels;

beforeEach(async () => {
  redis = await inOwnFolder(startRedisSentinels);
}, 30_000);
afterEach(() => redis.stop(), 30_000);

function failedOver(from: RedisServer): Promise<void> {
  return eventually(
    'another master',
    async () => (await redis.master()) !== from,
    FAILED_OVER_WITHIN_MS,
  );
}

/** Ended when the master is known, and not connected yet. */
async function endedWhileMade(): Promise<void> {
  let begun = 0;
  const oneMore = () => {
    begun += 1;
    // The first is that to a Sentinel, who says where the master is.
    if (begun === 2) setImmediate(() => connection.disconnect());
  };
  subscribe('net.client.socket', oneMore);
  const connection = connectRedis(redis.url, 'work');
  await once(connection, 'end');
  unsubscribe('net.client.socket', oneMore);
}

describe('a master that Sentinels watch', () => {
  it('is found by them, and so is the next one', async () => {
    await walkAllTheWay({
      variables: { REDIS_URL: redis.url },
      whileAway: async (_stack, work) => {
        const before = await redis.master();
        await before.kill();
        await work();
        await failedOver(before);
        await before.start();
      },
    });
  });

  it('holds up nobody who ends a connection while it is being made', async () => {
    await endedWhileMade();
    await eventually('Sentinels that nobody listens to', async () => {
      const clients = await Promise.all(
        redis.sentinels.map((sentinel) => sentinel.ask('CLIENT', 'LIST')),
      );
      return clients.every((list) => !/ sub=[1-9]/.test(String(list)));
    });
  });

  it.each([
    {
      how: 'be killed',
      begin: (server: RedisServer) => server.kill(),
      end: (server: RedisServer) => server.start(),
    },
    {
      how: 'hang',
      begin: async (server: RedisServer) => server.freeze(),
      end: async (server: RedisServer) => server.thaw(),
    },
  ])('may $how under load: nothing is lost, and nothing done twice', async ({ begin, end }) => {
    const scene = await startFailoverScene({ REDIS_URL: redis.url });
    try {
      const { intake } = scene.stack.leadline;
      const before = await redis.master();
      const answers = await scene.whilePosting(async () => {
        await scene.atWork();
        await begin(before);
        await eventually('a journal that takes over', async () => {
          return intake.state().journal.entries > 0;
        });
        await failedOver(before);
        await scene.takenInRedis();
        // It is a replica from now on, and gives up what only it has.
        await end(before);
      });
      const made = await scene.allDone(answers);
      expect(made.filter((one) => !scene.isOnce(one))).toEqual([]);
    } finally {
      await scene.stop();
    }
  });
});
