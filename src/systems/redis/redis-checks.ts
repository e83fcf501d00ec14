import type { Redis } from 'ioredis';
import type { SystemCheck } from '../../workflow/system-check.ts';

/** BullMQ's and our scripts' least: 6.2 has the commands, older ones lack some. */
const VERSION_MIN = [6, 2] as const;

/**
 * Would this Redis keep what leadline has accepted? Asked with INFO alone, since providers of
 * managed Redis forbid CONFIG.
 */
export async function redisChecks(redis: Pick<Redis, 'info'>): Promise<SystemCheck[]> {
  return readRedisChecks(await redis.info());
}

/** @param info the answer to INFO: `name:value` lines in sections */
export function readRedisChecks(info: string): SystemCheck[] {
  const value = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  return [
    versionCheck(value('redis_version')),
    persistenceCheck(value('aof_enabled'), value('aof_last_write_status')),
    evictionCheck(value('maxmemory_policy')),
  ];
}

function versionCheck(version: string | undefined): SystemCheck {
  const subject = 'version';
  if (version === undefined) return untold(subject, 'its version');
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
