import type { Log } from '../../workflow/ports.ts';
import { redisChecks } from './redis-checks.ts';
import type { Redis } from './redis-client.ts';

/**
 * Warns, once Redis answers, of everything that could cost accepted leads: no append-only file, a
 * policy that evicts, syncs that are seldom, an old version. The same checks that `leadline doctor` fails on.
 */
export async function warnOfRedisRisks(redis: Redis, url: string, log: Log): Promise<void> {
  try {
    for (const { subject, result, says, advice } of await redisChecks(redis, url)) {
      if (result === 'bad') log.error('Redis may lose leads', { subject, says, advice });
      if (result === 'warning') log.warn('Redis should be looked at', { subject, says, advice });
    }
  } catch (error) {
    log.warn('Redis could not be checked', { error });
  }
}
