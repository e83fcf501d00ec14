import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createConfigurationStore } from '../../../../src/systems/redis/configuration-store.ts';
import { type Keys, keysFor } from '../../../../src/systems/redis/keys.ts';
import type { Redis } from '../../../../src/systems/redis/redis-client.ts';
import { createSeal } from '../../../../src/systems/redis/seal.ts';
import { startShadow, stopShadow, takeOver } from '../../../../src/workflow/configuration-rules.ts';
import type {
  ConfigurationChange,
  ConfigurationState,
  Divergence,
} from '../../../../src/workflow/configurations.ts';
import { type RedisSetting, startRedisSetting } from '../../../support/redis-setting.ts';

const DAY_MS = 86_400_000;
const NEVER_ENDS = -1;
const ENTRY: ConfigurationChange = { at: 1, how: 'folder changed', by: 'ada', why: 'because' };

let setting: RedisSetting;
let prefix = '';
let redis: Redis;
let now = 0;
let keys: Keys;

beforeAll(async () => {
  setting = await startRedisSetting();
  redis = setting.redis;
});
beforeEach(() => {
  prefix = setting.fresh().prefix;
  keys = keysFor(prefix);
});
afterAll(() => setting.stop());

const sealedWith = (id: string) =>
  createConfigurationStore({
    ...{ redis, prefix, keepMs: DAY_MS, now: () => now },
    seal: createSeal([{ id, key: Buffer.alloc(32, id) }]),
  });

const keptFor = (hash: string) => redis.pttl(keys.configurationText(hash));

async function kept(...hashes: string[]) {
  const store = sealedWith('one');
  for (const hash of hashes) await store.keep({ hash, files: { 'team.yaml': `of ${hash}` } });
  return store;
}

async function changed(from: ConfigurationState, to: ReturnType<typeof startShadow>) {
  if ('refused' in to) throw new Error(to.says);
  expect(await sealedWith('one').change(from, to, ENTRY)).toBe(true);
  return to;
}

describe('which configuration is live', () => {
  it('is changed by whoever is first; who did not know of that is refused', async () => {
    const store = await kept('a', 'b');
    const none = await store.state();
    expect(await store.change(none, takeOver(none, 'a', 1), ENTRY)).toBe(true);
    expect(await store.change(none, takeOver(none, 'b', 1), ENTRY)).toBe(false);

    expect(await store.state()).toMatchObject({ version: 1, live: { hash: 'a' } });
    expect(await store.history(10)).toHaveLength(1);
    expect([await store.wasLive('a'), await store.wasLive('b')]).toEqual([true, false]);
  });
});

describe('a configuration', () => {
  it('is kept without end while it is live, shadow, or what a rollback brings back', async () => {
    await kept('a', 'b', 'c');
    const first = await changed({ version: 0 }, takeOver({ version: 0 }, 'a', 1));
    const second = await changed(first, takeOver(first, 'b', 2));
    await changed(second, startShadow(second, 'c', 3));

    expect(await Promise.all(['a', 'b', 'c'].map(keptFor))).toEqual([-1, -1, NEVER_ENDS]);
  });

  it('is kept as long as leads from then on, and longer when it is asked for', async () => {
    const store = await kept('a', 'b');
    const first = await changed({ version: 0 }, takeOver({ version: 0 }, 'a', 1));
    const shadowed = await changed(first, startShadow(first, 'b', 2));
    await changed(shadowed, stopShadow(shadowed));
    expect(await keptFor('b')).toBeGreaterThan(DAY_MS - 60_000);

    await redis.pexpire(keys.configurationText('b'), 60_000);
    await store.kept('b');
    expect(await keptFor('b')).toBeGreaterThan(DAY_MS - 60_000);
    await store.kept('a');
    expect(await keptFor('a')).toBe(NEVER_ENDS);
  });

  it('is sealed, and says so to a process that has not the key', async () => {
    await kept('a');
    const text = await redis.get(keys.configurationText('a'));

    expect(text).not.toContain('of a');
    expect(await sealedWith('one').kept('a')).toEqual({
      ok: true,
      kept: { hash: 'a', files: { 'team.yaml': 'of a' } },
    });
    expect(await sealedWith('two').kept('a')).toMatchObject({
      ok: false,
      doThis: expect.stringContaining('LEADLINE_ENCRYPTION_KEYS'),
    });
  });
});

describe('what a shadow decided', () => {
  const divergence = (leadId: string, differs: boolean): Divergence => ({
    ...{ leadId, at: 5, differs },
    live: { hash: 'a', market: 'dach', owner: 'ada' },
    shadow: { hash: 'b', market: differs ? 'uk' : 'dach', owner: 'ada' },
  });
  const pair = { live: 'a', shadow: 'b' };

  it('counts once a lead, however often its step runs, and lists what differs', async () => {
    const store = sealedWith('one');
    await redis.hset(keys.lead('1'), 'status', 'in_flight');
    await redis.hset(keys.lead('2'), 'status', 'in_flight');
    const recorded = [
      await store.recordDivergence(divergence('1', true)),
      await store.recordDivergence(divergence('1', true)),
      await store.recordDivergence(divergence('2', false)),
      await store.recordDivergence(divergence('erased', true)),
    ];

    expect(recorded).toEqual([true, false, true, false]);
    expect(await store.divergences(pair, 10)).toEqual({
      ...{ decided: 2, differing: 1 },
      latest: [divergence('1', true)],
    });
  });

  it('keeps the latest thousand', async () => {
    const store = sealedWith('one');
    for (let lead = 0; lead < 1_010; lead += 1) {
      await redis.hset(keys.lead(`${lead}`), 'status', 'in_flight');
      await store.recordDivergence(divergence(`${lead}`, true));
    }
    const { differing, latest } = await store.divergences(pair, 2_000);

    expect([differing, latest.length, latest[0]?.leadId]).toEqual([1_010, 1_000, '1009']);
  });
});

describe('the processes that run', () => {
  it('are those that have reported within the last minute', async () => {
    const store = sealedWith('one');
    now = 1_000;
    await store.report({ process: 'old', place: 'x', at: now, runs: 'a' });
    now += 61_000;
    await store.report({ process: 'new', place: 'x', at: now, runs: 'a' });
    await store.report({ process: 'ended', place: 'x', at: now, runs: 'a' });
    await store.forget('ended');

    expect((await store.reports()).map(({ process }) => process)).toEqual(['new']);
  });
});
