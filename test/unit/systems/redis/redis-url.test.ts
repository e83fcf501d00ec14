import { describe, expect, it } from '@jest/globals';
import {
  prefixIn,
  type RedisAddress,
  readRedisUrl,
  redisAddress,
  redisName,
  withRedisOptions,
} from '../../../../src/systems/redis/redis-url.ts';

const expected = (url: string) => {
  const read = readRedisUrl(url);
  return read.ok ? 'nothing else' : read.expected;
};

describe('what REDIS_URL says', () => {
  it.each<[string, RedisAddress]>([
    [
      'redis://cache',
      {
        kind: 'single',
        hosts: [{ host: 'cache', port: 6379 }],
        tls: false,
        db: 0,
        waitReplicas: 0,
      },
    ],
    [
      'rediss://lead:p%40ss%2Fword@10.0.0.7:6380/3',
      {
        kind: 'single',
        hosts: [{ host: '10.0.0.7', port: 6380 }],
        tls: true,
        username: 'lead',
        password: 'p@ss/word',
        db: 3,
        waitReplicas: 0,
      },
    ],
    [
      'redis://:secret@[2001:db8::1]:7000?family=6',
      {
        kind: 'single',
        hosts: [{ host: '2001:db8::1', port: 7000 }],
        tls: false,
        password: 'secret',
        db: 0,
        family: 6,
        waitReplicas: 0,
      },
    ],
    [
      'redis-sentinel://lead:pw@one,two:26380/mymaster/2?sentinelPassword=other',
      {
        kind: 'sentinel',
        hosts: [
          { host: 'one', port: 26_379 },
          { host: 'two', port: 26_380 },
        ],
        tls: false,
        username: 'lead',
        password: 'pw',
        master: 'mymaster',
        db: 2,
        sentinelPassword: 'other',
        waitReplicas: 1,
      },
    ],
    [
      'rediss-cluster://one:7001,two:7002,three?waitReplicas=2&ca=%2Fetc%2Fca.crt',
      {
        kind: 'cluster',
        hosts: [
          { host: 'one', port: 7001 },
          { host: 'two', port: 7002 },
          { host: 'three', port: 6379 },
        ],
        tls: true,
        db: 0,
        ca: '/etc/ca.crt',
        waitReplicas: 2,
      },
    ],
  ])('is told by %s', (url, address) => {
    expect(redisAddress(url)).toEqual(address);
  });

  it.each([
    ['http://host', /redis:\/\/host:6379.*redis-sentinel.*redis-cluster/],
    ['redis-cluster://', /redis-cluster:\/\/host/],
    ['redis://host:0', /redis:\/\/host:6379/],
    ['redis://host:99999', /redis:\/\/host:6379/],
    ['redis://one,two', /one host.*redis-sentinel.*redis-cluster/],
    ['redis-sentinel://one,two', /name of the master/],
    ['redis-cluster://one/1', /no database/],
    ['redis://host/leads', /number of a database/],
    ['redis://host/1/2', /number of a database/],
    ['redis://host?family=five', /0, 4 or 6/],
    ['redis://host?tls=true', /family, sentinelUsername, sentinelPassword/],
    ['redis://lead:100%@host', /percent-encoded/],
  ])('is refused as %s, with what was expected', (url, says) => {
    expect(expected(url)).toMatch(says);
  });

  it('is repeated to people without what is secret', () => {
    const url = 'rediss-sentinel://lead:hidden@one,[::1]/mymaster/2?sentinelPassword=hidden';
    expect(redisName(url)).toBe('rediss-sentinel://one:26379,[::1]:26379/mymaster/2');
    expect(redisName('redis://:hidden@host:7000')).toBe('redis://host:7000');
  });

  it('is completed by the variables beside it', () => {
    const url = withRedisOptions('rediss://host?family=4', { ca: '/a b/ca.crt', key: '/k' });
    expect(redisAddress(url)).toMatchObject({ family: 4, ca: '/a b/ca.crt', key: '/k' });
    expect(withRedisOptions('redis://host', {})).toBe('redis://host');
  });

  it('decides whether all keys have to be on one node', () => {
    expect(prefixIn('redis-cluster://host', 'leadline')).toBe('{leadline}');
    expect(prefixIn('redis-sentinel://host/name', 'leadline')).toBe('leadline');
    expect(prefixIn(undefined, 'leadline')).toBe('leadline');
  });
});
