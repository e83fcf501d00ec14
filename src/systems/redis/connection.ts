import { Redis } from 'ioredis';
import { LedgerUnavailable } from '../../workflow/ledger.ts';

/**
 * Three ways to hold a connection, for three kinds of caller:
 * - `intake` must know at once when Redis is away (the journal takes over), so nothing queues up;
 *   it gathers its commands itself (gathered.ts), with more to a command than a pipeline has;
 * - `work` waits for Redis to come back, since a worker has nothing better to do;
 * - `blocking` is BullMQ's own, for workers.
 */
export type ConnectionUse = 'intake' | 'work' | 'blocking';

/**
 * Longer than any healthy Redis takes; shorter than the most impatient sender (Wix: 1,250 ms). What
 * timed out may have been done, or be done later: intake commands have to be repeatable.
 */
const INTAKE_COMMAND_TIMEOUT_MS = 600;

export function connectRedis(url: string, use: ConnectionUse): Redis {
  const redis = new Redis(url, {
    ...(use === 'intake'
      ? {
          enableOfflineQueue: false,
          maxRetriesPerRequest: 1,
          commandTimeout: INTAKE_COMMAND_TIMEOUT_MS,
        }
      : { maxRetriesPerRequest: null, enableAutoPipelining: use === 'work' }),
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1_000),
    connectTimeout: 5_000,
    // A healthy Redis closes at once; one that hangs must not hold up our own end.
    disconnectTimeout: 500,
  });
  // Without a listener ioredis prints to stderr; the state itself is read from `redis.status`.
  redis.on('error', () => undefined);
  return redis;
}

/** Waits until Redis is ready or the first try has failed, at most so long. */
export async function firstAnswer(redis: Redis, withinMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve) => {
    const answered = () => {
      clearTimeout(timer);
      redis.off('ready', answered).off('close', answered);
      resolve();
    };
    const timer = setTimeout(answered, withinMs);
    redis.on('ready', answered).on('close', answered);
  });
}

/** Every error of Redis leaves this folder as LedgerUnavailable, and as nothing else. */
export async function guarded<T>(doing: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new LedgerUnavailable(doing, { cause });
  }
}
