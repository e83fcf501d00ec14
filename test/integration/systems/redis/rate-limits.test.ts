import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectRedis } from '../../../../src/systems/redis/connection.ts';
import { createMessageSenders } from '../../../../src/systems/redis/message-senders.ts';
import { createQuickAsk } from '../../../../src/systems/redis/quick-ask.ts';
import { createRateLimits } from '../../../../src/systems/redis/rate-limits.ts';
import { onEveryMaster } from '../../../support/any-redis.ts';
import { type RedisSetting, startRedisSetting } from '../../../support/redis-setting.ts';

const source = { name: 'website', rateLimit: { perAddressPerMinute: 3, perSourcePerMinute: 5 } };
const SECRET = Buffer.alloc(32, 3);
const now = () => performance.now();
let setting: RedisSetting;

beforeAll(async () => {
  setting = await startRedisSetting();
  await setting.redis.ping();
});
afterAll(() => setting.stop());

/** One web process of a leadline. */
function limitsOf(prefix: string) {
  return createRateLimits({ redis: setting.redis, prefix, quickly: createQuickAsk({ now }) });
}

function sendersOf(prefix: string) {
  const quickly = createQuickAsk({ now });
  return createMessageSenders({ redis: setting.redis, prefix, secret: SECRET, quickly });
}

/** Redis takes no command for a while: it is there, and does not answer. */
/** Longer than anything here waits for it. */
const HANG_MS = 3_000;

async function whileRedisHangs(work: () => Promise<void>): Promise<void> {
  const other = connectRedis(setting.url, 'work');
  await onEveryMaster(other, (master) => master.call('CLIENT', 'PAUSE', HANG_MS, 'ALL'));
  await work();
  await onEveryMaster(other, (master) => master.call('CLIENT', 'UNPAUSE')).catch(() => undefined);
  other.disconnect();
}

describe('Rate limits', () => {
  it('hold for one address across all processes, and say when to come again', async () => {
    const { prefix } = setting.fresh();
    const [one, other] = [limitsOf(prefix), limitsOf(prefix)];
    const address = '192.0.2.1';
    const places = [];
    for (const limits of [one, other, one, other]) places.push(await limits({ source, address }));

    expect(places.slice(0, 3)).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    expect(places[3]).toEqual({ ok: false, of: 'address', retryAfterMs: expect.any(Number) });
    const { retryAfterMs } = places[3] as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    expect(await one({ source, address: '192.0.2.2' })).toEqual({ ok: true });
  });

  it('hold for a source, however many addresses there are', async () => {
    const limits = limitsOf(setting.fresh().prefix);
    const places = [];
    for (const last of [1, 2, 3, 4, 5, 6]) {
      places.push(await limits({ source, address: `192.0.2.${last}` }));
    }
    expect(places.map(({ ok }) => ok)).toEqual([true, true, true, true, true, false]);
    expect(places[5]).toMatchObject({ of: 'source' });
    expect(await limits({ source: { ...source, name: 'other' }, address: '192.0.2.6' })).toEqual({
      ok: true,
    });
  });

  it('hold in memory while Redis hangs, which no answer waits for', async () => {
    const limits = limitsOf(setting.fresh().prefix);
    await whileRedisHangs(async () => {
      const startedAt = performance.now();
      const places = [];
      for (let at = 0; at < 4; at += 1) {
        places.push(await limits({ source, address: '192.0.2.1' }));
      }
      expect(performance.now() - startedAt).toBeLessThan(HANG_MS);
      expect(places.map(({ ok }) => ok)).toEqual([true, true, true, false]);
    });
  });
});

describe('The senders of one message', () => {
  it('are counted once each, and by message', async () => {
    const count = sendersOf(setting.fresh().prefix);
    expect(await count('buy now', 'a@example.com')).toBe(1);
    expect(await count('buy now', 'b@example.com')).toBe(2);
    expect(await count('buy now', 'a@example.com')).toBe(2);
    expect(await count('something else', 'a@example.com')).toBe(1);
  });

  it('are forgotten after a day, and nobody reads who they were', async () => {
    const { prefix } = setting.fresh();
    await sendersOf(prefix)('buy now', 'a@example.com');
    const [key = ''] = await setting.keys(`${prefix}:senders:*`);
    const [member = ''] = await setting.redis.smembers(key);
    expect(await setting.redis.pttl(key)).toBeGreaterThan(86_000_000);
    expect(`${key} ${member}`).not.toMatch(/buy|example/);
  });

  it('are not known while Redis hangs', async () => {
    const count = sendersOf(setting.fresh().prefix);
    await whileRedisHangs(async () => {
      expect(await count('buy now', 'a@example.com')).toBe(0);
    });
  });
});
