import { describe, expect, it } from '@jest/globals';
import { readRedisChecks } from '../../../../src/systems/redis/redis-checks.ts';

/** The lines of INFO that matter, as Redis writes them. */
function info(changes: Record<string, string | undefined> = {}): string {
  const values = {
    redis_version: '7.2.4',
    aof_enabled: '1',
    aof_last_write_status: 'ok',
    maxmemory_policy: 'noeviction',
    ...changes,
  };
  const lines = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}:${value}`],
  );
  return ['# Everything', ...lines, 'other_redis_version:1.0', ''].join('\r\n');
}

const URL = 'redis://host';

const wrong = (changes: Record<string, string | undefined>, url = URL) =>
  readRedisChecks(info(changes), url).filter(({ result }) => result !== 'good');

describe('the Redis that leadline is to trust', () => {
  it('is good when it keeps what it is given', () => {
    expect(readRedisChecks(info(), URL)).toEqual([
      { subject: 'version', result: 'good', says: 'Redis 7.2.4' },
      { subject: 'persistence', result: 'good', says: 'the append-only file is on' },
      { subject: 'eviction', result: 'good', says: 'nothing is evicted' },
    ]);
  });

  it.each(['6.2.0', '6.10.1', '10.0.0'])('is new enough with version %s', (version) => {
    expect(wrong({ redis_version: version })).toEqual([]);
  });

  it.each(['6.0.16', '5.0.7', '2.8'])('is too old with version %s', (version) => {
    expect(wrong({ redis_version: version })).toMatchObject([
      { subject: 'version', result: 'bad', says: `Redis ${version} is older than 6.2` },
    ]);
  });

  it.each([
    [{ aof_enabled: '0' }, 'persistence', 'appendonly yes'],
    [{ aof_last_write_status: 'err' }, 'persistence', 'free space'],
    [{ maxmemory_policy: 'allkeys-lru' }, 'eviction', 'maxmemory-policy noeviction'],
  ])('is to be mended with %j', (changes, subject, advice) => {
    expect(wrong(changes)).toEqual([
      {
        subject,
        result: 'bad',
        says: expect.any(String),
        advice: expect.stringContaining(advice),
      },
    ]);
  });

  it('is to be looked at where its provider does not tell', () => {
    const silent = {
      redis_version: undefined,
      aof_enabled: undefined,
      maxmemory_policy: undefined,
    };
    expect(wrong(silent).map(({ subject, result }) => `${subject} ${result}`)).toEqual([
      'version warning',
      'persistence warning',
      'eviction warning',
    ]);
  });

  it('says that it is Valkey where it is', () => {
    expect(readRedisChecks(info({ valkey_version: '8.1.3' }), URL)[0]).toEqual({
      subject: 'version',
      result: 'good',
      says: 'Valkey 8.1.3',
    });
  });

  it.each([
    ['cluster', 'redis-cluster://'],
    ['sentinel', 'redis-sentinel://'],
  ])('is not what REDIS_URL says when its mode is %s', (mode, advice) => {
    expect(wrong({ redis_mode: mode })).toMatchObject([
      { subject: 'mode', result: 'bad', advice: expect.stringContaining(advice) },
    ]);
    expect(
      wrong(
        { redis_mode: mode },
        mode === 'cluster' ? `${advice}host?waitReplicas=0` : `${advice}host/name?waitReplicas=0`,
      ),
    ).toEqual([]);
  });

  it('has to have the replicas that submissions wait for', () => {
    const url = 'redis-sentinel://host/name?waitReplicas=2';
    expect(wrong({ connected_slaves: '1' }, url)).toMatchObject([
      { subject: 'replicas', says: expect.stringContaining('2 replicas, and there is 1') },
    ]);
    expect(wrong({ connected_slaves: '2' }, url)).toEqual([]);
  });

  it('is told to have replicas that nobody waits for', () => {
    expect(readRedisChecks(info({ connected_slaves: '1' }), URL).at(-1)).toMatchObject({
      subject: 'replicas',
      says: expect.stringContaining('REDIS_WAIT_REPLICAS=1'),
    });
  });
});
