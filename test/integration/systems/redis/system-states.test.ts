import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createBudget } from '../../../../src/systems/redis/budget.ts';
import { keysFor } from '../../../../src/systems/redis/keys.ts';
import { createSystemStates } from '../../../../src/systems/redis/system-states.ts';
import type { SystemStates } from '../../../../src/workflow/ledger.ts';
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

describe('a budget of calls', () => {
  const limit = { capacity: 5, perMs: 60_000 };

  it('is shared by everybody who asks at once', async () => {
    const budgets = [createBudget(setting.redis, prefix), createBudget(setting.redis, prefix)];
    const asked = Array.from({ length: 5 }, () =>
      budgets.map((budget) => budget.takeMs('hubspot', limit)),
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
    expect(await budget.takeMs('slack:C1', one)).toBe(0);
    expect(await budget.takeMs('slack:C2', one)).toBe(0);
    expect(await budget.takeMs('slack:C1', one)).toBeGreaterThan(0);
  });

  it('fills up again with time', async () => {
    const budget = createBudget(setting.redis, prefix);
    const one = { capacity: 1, perMs: 60_000 };
    await budget.takeMs('slack', one);
    const key = keysFor(prefix).budget('slack');
    const [seconds] = await setting.redis.time();
    await setting.redis.hset(key, 'at', (Number(seconds) - 61) * 1_000);
    expect(await budget.takeMs('slack', one)).toBe(0);
  });

  it('leaves its reserve to urgent calls', async () => {
    const budget = createBudget(setting.redis, prefix);
    const reserving = { capacity: 3, perMs: 60_000, reserve: 2 };
    expect(await budget.takeMs('hubspot', reserving)).toBe(0);
    expect(await budget.takeMs('hubspot', reserving)).toBeGreaterThan(0);
    expect(await budget.takeMs('hubspot', reserving, { urgent: true })).toBe(0);
    expect(await budget.takeMs('hubspot', reserving, { urgent: true })).toBe(0);
    expect(await budget.takeMs('hubspot', reserving, { urgent: true })).toBeGreaterThan(0);
  });

  it('believes the outside system when it says that less is left, and never that more is', async () => {
    const budget = createBudget(setting.redis, prefix);
    expect(await budget.takeMs('hubspot', limit, { tokensMax: 2 })).toBe(0);
    expect(await budget.takeMs('hubspot', limit, { tokensMax: 100 })).toBe(0);
    expect(await budget.takeMs('hubspot', limit)).toBeGreaterThan(0);
  });

  it('waits until what others took has come back', async () => {
    const budget = createBudget(setting.redis, prefix);
    const waitMs = await budget.takeMs('hubspot', limit, { tokensMax: -4 });
    expect(waitMs).toBe(60_000);
    expect(await budget.takeMs('hubspot', limit)).toBeGreaterThan(59_000);
  });
});
