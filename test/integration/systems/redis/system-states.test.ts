import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createBudget } from '../../../../src/systems/redis/budget.ts';
import { keysFor } from '../../../../src/systems/redis/keys.ts';
import { createSystemStates } from '../../../../src/systems/redis/system-states.ts';
import type { SystemStates } from '../../../../src/workflow/ledger.ts';
import type { Budget, BudgetLimit, BudgetTake } from '../../../../src/workflow/ports.ts';
import { type RedisSetting, startRedisSetting } from '../../../support/redis-setting.ts';

let setting: RedisSetting;
let prefix: string;
beforeAll(async () => {
  setting = await startRedisSetting();
});
beforeEach(() => {
  prefix = setting.fresh().prefix;
});
afterAll(() => setting.stop());

const NOW = 1_000_000;

describe('a system that is left alone', () => {
  let systems: SystemStates;
  beforeEach(() => {
    systems = createSystemStates(setting.redis, prefix);
  });

  it('is nobody at first, and nobody has to wait who needs none', async () => {
    expect(await systems.waitMs(['hubspot', 'slack'], NOW)).toBe(0);
    expect(await systems.waitMs([], NOW)).toBe(0);
    expect(await systems.paused()).toEqual([]);
  });

  it('is held for as long as it asked for, and no other with it', async () => {
    await systems.leaveAlone('hubspot', 5_000);
    const waitMs = await systems.waitMs(['slack', 'hubspot'], NOW);
    expect(waitMs).toBeGreaterThan(4_000);
    expect(waitMs).toBeLessThanOrEqual(5_000);
    expect(await systems.waitMs(['slack'], NOW)).toBe(0);
  });

  it('is paused until somebody mends it, and only the first to say so raises the alarm', async () => {
    const pause = { system: 'hubspot', reason: '401', since: NOW };
    expect(await systems.pause(pause)).toBe(true);
    expect(await systems.pause({ ...pause, since: NOW + 1 })).toBe(false);
    expect(await systems.waitMs(['hubspot'], NOW)).toBeGreaterThan(0);
    expect((await systems.paused()).map(({ system }) => system)).toEqual(['hubspot']);

    await systems.resume('hubspot');
    expect(await systems.waitMs(['hubspot'], NOW)).toBe(0);
    expect(await systems.pause(pause)).toBe(true);
  });

  it('is asked again by itself once its pause is over', async () => {
    await systems.pause({ system: 'hubspot', reason: 'DAILY', since: NOW, until: NOW + 60_000 });
    expect(await systems.waitMs(['hubspot'], NOW + 59_000)).toBe(1_000);
    expect(await systems.waitMs(['hubspot'], NOW + 60_000)).toBe(0);
    expect(await systems.waitMs(['hubspot'], NOW + 90_000)).toBe(0);
  });
});

/** How long to wait for one token; 0: it is taken. */
async function takeMs(
  budget: Budget,
  bucket: string,
  limit: BudgetLimit,
  asks: Partial<BudgetTake> = {},
): Promise<number> {
  return (await budget.takeEach([{ bucket, ...limit, ...asks }]))?.waitMs ?? 0;
}

describe('a budget of calls', () => {
  const limit = { capacity: 5, perMs: 60_000 };

  it('is shared by everybody who asks at once', async () => {
    const budgets = [createBudget(setting.redis, prefix), createBudget(setting.redis, prefix)];
    const asked = Array.from({ length: 5 }, () =>
      budgets.map((budget) => takeMs(budget, 'hubspot', limit)),
    );
    const waits = await Promise.all(asked.flat());
    expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(5);
    for (const waitMs of waits.filter((each) => each !== 0)) {
      expect(waitMs).toBeGreaterThan(10_000);
      expect(waitMs).toBeLessThanOrEqual(12_000);
    }
  });

  it('is counted for each system by itself', async () => {
    const budget = createBudget(setting.redis, prefix);
    const one = { capacity: 1, perMs: 60_000 };
    expect(await takeMs(budget, 'slack:C1', one)).toBe(0);
    expect(await takeMs(budget, 'slack:C2', one)).toBe(0);
    expect(await takeMs(budget, 'slack:C1', one)).toBeGreaterThan(0);
  });

  it('fills up again with time', async () => {
    const budget = createBudget(setting.redis, prefix);
    const one = { capacity: 1, perMs: 60_000 };
    await takeMs(budget, 'slack', one);
    const key = keysFor(prefix).budget('slack');
    const [seconds] = await setting.redis.time();
    await setting.redis.hset(key, 'at', (Number(seconds) - 61) * 1_000);
    expect(await takeMs(budget, 'slack', one)).toBe(0);
  });

  it('leaves its reserve to urgent calls', async () => {
    const budget = createBudget(setting.redis, prefix);
    const reserving = { capacity: 3, perMs: 60_000, reserve: 2 };
    expect(await takeMs(budget, 'hubspot', reserving)).toBe(0);
    expect(await takeMs(budget, 'hubspot', reserving)).toBeGreaterThan(0);
    expect(await takeMs(budget, 'hubspot', reserving, { urgent: true })).toBe(0);
    expect(await takeMs(budget, 'hubspot', reserving, { urgent: true })).toBe(0);
    expect(await takeMs(budget, 'hubspot', reserving, { urgent: true })).toBeGreaterThan(0);
  });

  it('believes the outside system when it says that less is left, and never that more is', async () => {
    const budget = createBudget(setting.redis, prefix);
    expect(await takeMs(budget, 'hubspot', limit, { tokensMax: 2 })).toBe(0);
    expect(await takeMs(budget, 'hubspot', limit, { tokensMax: 100 })).toBe(0);
    expect(await takeMs(budget, 'hubspot', limit)).toBeGreaterThan(0);
  });

  it('is taken from together with others, or not at all', async () => {
    const budget = createBudget(setting.redis, prefix);
    const day = { bucket: 'day', capacity: 2, perMs: 3_600_000 };
    const seconds = { bucket: 'seconds', capacity: 1, perMs: 60_000 };
    const minute = { bucket: 'minute', capacity: 2, perMs: 60_000 };
    expect(await budget.takeEach([day, seconds])).toBeUndefined();
    // Refused by the seconds: the day keeps its last call, and gives it to whom nothing refuses.
    const refused = await budget.takeEach([day, seconds]);
    expect(refused?.of).toBe(seconds);
    expect(refused?.waitMs).toBeGreaterThan(50_000);
    expect(await budget.takeEach([day, minute])).toBeUndefined();
    // Refused by the day: the minute keeps its last call too.
    expect((await budget.takeEach([day, minute]))?.of).toBe(day);
    expect(await budget.takeEach([minute])).toBeUndefined();
    expect((await budget.takeEach([minute]))?.of).toBe(minute);
  });

  it('names the one that has to be waited for the longest', async () => {
    const budget = createBudget(setting.redis, prefix);
    const short = { bucket: 'short', capacity: 1, perMs: 60_000 };
    const long = { bucket: 'long', capacity: 1, perMs: 600_000 };
    expect(await budget.takeEach([long, short])).toBeUndefined();
    expect((await budget.takeEach([long, short]))?.of).toBe(long);
    expect((await budget.takeEach([short, long]))?.of).toBe(long);
  });

  it('keeps the reserve of one for urgent calls, whatever others have', async () => {
    const budget = createBudget(setting.redis, prefix);
    const day = { bucket: 'day', capacity: 9, perMs: 3_600_000 };
    const seconds = { bucket: 'seconds', capacity: 3, perMs: 60_000, reserve: 2 };
    expect(await budget.takeEach([day, seconds])).toBeUndefined();
    expect((await budget.takeEach([day, seconds]))?.of).toBe(seconds);
    expect(await budget.takeEach([day, { ...seconds, urgent: true }])).toBeUndefined();
  });

  it('remembers what the outside system said though another budget refused the call', async () => {
    const budget = createBudget(setting.redis, prefix);
    const day = { bucket: 'day', capacity: 1, perMs: 3_600_000 };
    const seconds = { bucket: 'seconds', ...limit };
    await budget.takeEach([day]);
    expect((await budget.takeEach([day, { ...seconds, tokensMax: 1 }]))?.of).toBe(day);
    expect(await budget.takeEach([seconds])).toBeUndefined();
    expect((await budget.takeEach([seconds]))?.of).toBe(seconds);
  });

  it('waits until what others took has come back', async () => {
    const budget = createBudget(setting.redis, prefix);
    const waitMs = await takeMs(budget, 'hubspot', limit, { tokensMax: -4 });
    expect(waitMs).toBe(60_000);
    expect(await takeMs(budget, 'hubspot', limit)).toBeGreaterThan(59_000);
  });
});
