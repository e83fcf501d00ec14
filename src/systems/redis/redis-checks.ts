import type { SystemCheck } from '../../workflow/system-check.ts';
import { mastersOf, type Redis } from './redis-client.ts';
import { redisAddress } from './redis-url.ts';

/** BullMQ's and our scripts' least: 6.2 has the commands, older ones lack some. */
const VERSION_MIN = [6, 2] as const;

/**
 * Would this Redis keep what leadline has accepted? Asked with INFO, since providers of managed
 * Redis forbid CONFIG: only how often it syncs, which INFO does not tell, is asked with that. Of a
 * cluster every master is asked: each can become ours.
 */
export async function redisChecks(redis: Redis, url: string): Promise<SystemCheck[]> {
  // A cluster's nodes are known when the first of them has answered.
  await redis.ping();
  const told = await Promise.all(mastersOf(redis).map((master) => tellAll(master)));
  const all = told.flatMap(({ info, sync }) => readRedisChecks(info, url, sync));
  return all.filter(
    ({ subject, says }, at) =>
      all.findIndex((other) => other.subject === subject && other.says === says) === at,
  );
}

async function tellAll(
  master: Pick<Redis, 'info' | 'config'>,
): Promise<{ info: string; sync: string | undefined }> {
  const [info, settings] = await Promise.all([
    master.info(),
    master.config('GET', 'appendfsync').catch(() => undefined),
  ]);
  return { info, sync: Array.isArray(settings) ? String(settings[1]) : undefined };
}

/**
 * @param info the answer to INFO: `name:value` lines in sections
 * @param url where it was asked
 * @param sync its `appendfsync`, where it tells
 */
export function readRedisChecks(info: string, url: string, sync?: string): SystemCheck[] {
  const value = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  return [
    versionCheck(value('redis_version'), value('valkey_version')),
    persistenceCheck(value('aof_enabled'), value('aof_last_write_status')),
    ...(value('aof_enabled') === '1' ? syncCheck(sync) : []),
    evictionCheck(value('maxmemory_policy')),
    ...modeCheck(value('redis_mode'), url),
    ...replicasCheck(value('connected_slaves'), redisAddress(url).waitReplicas),
  ];
}

/** A node of a cluster sends most commands away, and a Sentinel knows none of them. */
function modeCheck(mode: string | undefined, url: string): SystemCheck[] {
  if (redisAddress(url).kind !== 'single') return [];
  const meant = {
    cluster: 'redis-cluster://host:6379,…',
    sentinel: 'redis-sentinel://host,…/name',
  };
  if (mode !== 'cluster' && mode !== 'sentinel') return [];
  const says =
    mode === 'cluster' ? 'it is a node of a Redis Cluster' : 'it is a Sentinel, and keeps nothing';
  return [{ subject: 'mode', result: 'bad', says, advice: `REDIS_URL has to be ${meant[mode]}` }];
}

/** Without replicas, and with nobody who waits for one, there is nothing to say. */
function replicasCheck(connected: string | undefined, wanted: number): SystemCheck[] {
  const count = Number(connected ?? 0);
  if (count === 0 && wanted === 0) return [];
  const subject = 'replicas';
  if (count < wanted) {
    return [
      {
        subject,
        result: 'bad',
        says: `every submission is to be confirmed by ${replicas(wanted)}, and there ${count === 1 ? 'is' : 'are'} ${count}: what this server takes now is nowhere else`,
        advice: 'Connect a replica, or set REDIS_WAIT_REPLICAS=0.',
      },
    ];
  }
  const says =
    wanted === 0
      ? `${replicas(count)}, and no submission waits for one (REDIS_WAIT_REPLICAS=1 has it wait)`
      : `${replicas(count)}; a submission is kept when it is on ${wanted}`;
  return [{ subject, result: 'good', says }];
}

function replicas(count: number): string {
  return count === 1 ? '1 replica' : `${count} replicas`;
}

function versionCheck(version: string | undefined, valkey: string | undefined): SystemCheck {
  const subject = 'version';
  if (version === undefined) return untold(subject, 'its version');
  if (valkey !== undefined) return { subject, result: 'good', says: `Valkey ${valkey}` };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > VERSION_MIN[0] || (major === VERSION_MIN[0] && minor >= VERSION_MIN[1]);
  if (enough) return { subject, result: 'good', says: `Redis ${version}` };
  return {
    subject,
    result: 'bad',
    says: `Redis ${version} is older than ${VERSION_MIN.join('.')}`,
    advice: 'Use Redis 7 (docker run redis:7).',
  };
}

function persistenceCheck(enabled: string | undefined, lastWrite: string | undefined): SystemCheck {
  const subject = 'persistence';
  if (enabled === undefined) return untold(subject, 'whether it keeps an append-only file');
  if (enabled !== '1') {
    return {
      subject,
      result: 'bad',
      says: 'there is no append-only file: leads that were accepted are lost when Redis restarts',
      advice: 'Set `appendonly yes` in redis.conf, or start it with --appendonly yes.',
    };
  }
  if (lastWrite !== undefined && lastWrite !== 'ok') {
    return {
      subject,
      result: 'bad',
      says: 'the append-only file could not be written last time',
      advice: "Look at the disk's free space and at Redis's log.",
    };
  }
  return { subject, result: 'good', says: 'the append-only file is on' };
}

/** Redis answers before the append-only file is written, unless it syncs always. */
function syncCheck(sync: string | undefined): SystemCheck[] {
  if (sync === undefined || sync === 'always') return [];
  const lost =
    sync === 'everysec'
      ? 'up to two seconds of accepted leads are lost when the machine dies, or Redis is killed while its disk is slow'
      : 'what the operating system had not written yet is lost when the machine dies';
  return [
    {
      subject: 'sync',
      result: sync === 'everysec' ? 'warning' : 'bad',
      says: `appendfsync is ${sync}: ${lost}`,
      advice: 'Set `appendfsync always` in redis.conf: many submissions share one sync.',
    },
  ];
}

function evictionCheck(policy: string | undefined): SystemCheck {
  const subject = 'eviction';
  if (policy === undefined) return untold(subject, 'what it does when its memory is full');
  if (policy === 'noeviction') return { subject, result: 'good', says: 'nothing is evicted' };
  return {
    subject,
    result: 'bad',
    says: `maxmemory-policy is ${policy}: with its memory full Redis throws leads away`,
    advice: 'Set `maxmemory-policy noeviction` in redis.conf.',
  };
}

function untold(subject: string, what: string): SystemCheck {
  return {
    subject,
    result: 'warning',
    says: `Redis does not tell ${what}`,
    advice: 'Ask its provider: leadline needs 6.2 or newer, an append-only file, and noeviction.',
  };
}
