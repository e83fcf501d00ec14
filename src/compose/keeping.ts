import type { Redis } from 'ioredis';
import { loadSealKeys } from '../settings/seal-keys.ts';
import type { Settings } from '../settings/settings.ts';
import { createBudget } from '../systems/redis/budget.ts';
import { createCanaryStore } from '../systems/redis/canary-store.ts';
import { connectRedis } from '../systems/redis/connection.ts';
import { createLocks } from '../systems/redis/locks.ts';
import { createPeople } from '../systems/redis/people.ts';
import { type PersonKeys, personKeys, personSecret } from '../systems/redis/person-keys.ts';
import { startPrivateRedis } from '../systems/redis/private-redis.ts';
import { createRedisLedger } from '../systems/redis/redis-ledger.ts';
import { createRotation } from '../systems/redis/rotation.ts';
import { createSeal, type Seal, type SealKey } from '../systems/redis/seal.ts';
import { createSourceHabits } from '../systems/redis/source-habits.ts';
import { createStageQueues, type StageQueues } from '../systems/redis/stage-queues.ts';
import { createSystemStates } from '../systems/redis/system-states.ts';
import { createTurns } from '../systems/redis/turns.ts';
import type { Ledger, Locks, People, Rotation, SystemStates, Turns } from '../workflow/ledger.ts';
import type { Budget, World } from '../workflow/ports.ts';
import type { CanaryStore, SourceHabits, SourceObserver } from '../workflow/watch-ports.ts';
import type { Around } from './overrides.ts';

/** Everything that is kept in Redis, and how it is sealed. */
export type Keeping = {
  redis: Redis;
  redisUrl: string;
  prefix: string;
  seal: Seal;
  sealKeys: SealKey[];
  personKeys: PersonKeys;
  rawKeptMs: number;
  ledger: Ledger;
  queues: StageQueues;
  people: People;
  turns: Turns;
  rotation: Rotation;
  systems: SystemStates;
  locks: Locks;
  budget: Budget;
  habits: SourceHabits & SourceObserver;
  canaryStore: CanaryStore;
  close: () => Promise<void>;
};

const DAY_MS = 24 * 3_600_000;

/** Connects to Redis without waiting for it. Throws when a Redis of our own cannot be started. */
export async function composeKeeping(
  settings: Settings,
  world: World,
  around: Around,
): Promise<Keeping> {
  const { environment } = settings;
  const given = environment.secrets.redisUrl;
  const own =
    given === undefined
      ? await startPrivateRedis({ folder: `${environment.dataFolder}/redis` })
      : undefined;
  const redisUrl = given ?? own?.url ?? '';
  const redis = connectRedis(redisUrl, 'work');
  const prefix = environment.redisPrefix;
  const sealKeys = loadSealKeys(environment);
  const keys = personKeys(personSecret(sealKeys));
  const sealed = {
    prefix,
    seal: createSeal(sealKeys),
    personKeys: keys,
    rawKeptMs: environment.keepDays.raw * DAY_MS,
  };
  const queues = around('queues', createStageQueues(redis, prefix));

  async function close(): Promise<void> {
    await queues.close();
    redis.disconnect();
    await own?.stop();
  }

  return {
    ...sealed,
    redis,
    redisUrl,
    sealKeys,
    ledger: around('ledger', createRedisLedger({ ...sealed, redis })),
    queues,
    people: around('people', createPeople(redis, prefix, keys)),
    turns: around('turns', createTurns(redis, prefix)),
    rotation: around(
      'rotation',
      createRotation({
        ...{ redis, prefix },
        team: () => settings.team,
        companyKey: keys.keyOfEmail,
      }),
    ),
    systems: around('systems', createSystemStates(redis, prefix)),
    locks: around('locks', createLocks(redis, prefix)),
    budget: around('budget', createBudget(redis, prefix)),
    habits: createSourceHabits(redis, prefix, world.metrics),
    canaryStore: createCanaryStore(redis, prefix),
    close,
  };
}
