import type { Environment } from '../settings/environment.ts';
import { loadSealKeys } from '../settings/seal-keys.ts';
import type { Settings } from '../settings/settings.ts';
import { createAbsenceStore } from '../systems/redis/absence-store.ts';
import { createBudget } from '../systems/redis/budget.ts';
import { createCanaryStore } from '../systems/redis/canary-store.ts';
import { connectRedis } from '../systems/redis/connection.ts';
import { createDailyCalls } from '../systems/redis/daily-calls.ts';
import { createFallbackLeads } from '../systems/redis/fallback-leads.ts';
import { createLeadTimes } from '../systems/redis/lead-times.ts';
import { createLocks } from '../systems/redis/locks.ts';
import { createPeople } from '../systems/redis/people.ts';
import { type PersonKeys, personKeys, personSecret } from '../systems/redis/person-keys.ts';
import { startPrivateRedis } from '../systems/redis/private-redis.ts';
import type { Redis } from '../systems/redis/redis-client.ts';
import { createRedisLedger } from '../systems/redis/redis-ledger.ts';
import { createRotation } from '../systems/redis/rotation.ts';
import { createSeal, type Seal, type SealKey } from '../systems/redis/seal.ts';
import { createSourceHabits } from '../systems/redis/source-habits.ts';
import { createStageQueues, type StageQueues } from '../systems/redis/stage-queues.ts';
import { createSystemStates } from '../systems/redis/system-states.ts';
import type { AbsenceStore } from '../workflow/absence-store.ts';
import type { Ledger, Locks, People, Rotation, SystemStates } from '../workflow/ledger.ts';
import type { LeadTimes } from '../workflow/look-agenda.ts';
import type { Budget, DailyCalls, FallbackLeads, World } from '../workflow/ports.ts';
import type { CanaryStore, SourceHabits, SourceObserver } from '../workflow/watch-ports.ts';
import type { Around } from './overrides.ts';

/** The connection, and how what is kept is sealed. */
export type SealedRedis = {
  redis: Redis;
  redisUrl: string;
  prefix: string;
  seal: Seal;
  sealKeys: SealKey[];
  close: () => Promise<void>;
};

/** Everything that is kept in Redis. */
export type Keeping = SealedRedis & {
  personKeys: PersonKeys;
  rawKeptMs: number;
  ledger: Ledger;
  leadTimes: LeadTimes;
  queues: StageQueues;
  people: People;
  rotation: Rotation;
  /** One that is apart from it: a shadow's. */
  rotationNamed: (name: string) => Rotation;
  absences: AbsenceStore;
  systems: SystemStates;
  locks: Locks;
  budget: Budget;
  dailyCalls: DailyCalls;
  habits: SourceHabits & SourceObserver;
  canaryStore: CanaryStore;
  fallbackLeads: FallbackLeads;
};

const DAY_MS = 24 * 3_600_000;

/** Connects to Redis without waiting for it. Throws when a Redis of our own cannot be started. */
export async function composeRedis(environment: Environment): Promise<SealedRedis> {
  const given = environment.secrets.redisUrl;
  const own =
    given === undefined
      ? await startPrivateRedis({ folder: `${environment.dataFolder}/redis` })
      : undefined;
  const redisUrl = given ?? own?.url ?? '';
  const redis = connectRedis(redisUrl, 'work');
  const sealKeys = loadSealKeys(environment);
  return {
    ...{ redis, redisUrl, sealKeys },
    prefix: environment.redisPrefix,
    seal: createSeal(sealKeys),
    close: async () => {
      redis.disconnect();
      await own?.stop();
    },
  };
}

/** The same, and everything that is kept there. Of the settings it reads what holds at each use. */
export async function composeKeeping(
  settings: Settings,
  world: World,
  around: Around,
): Promise<Keeping> {
  const opened = await composeRedis(settings.environment);
  const { redis, prefix } = opened;
  const keys = personKeys(personSecret(opened.sealKeys));
  const sealed = {
    ...opened,
    personKeys: keys,
    rawKeptMs: settings.environment.keepDays.raw * DAY_MS,
  };
  const queues = around('queues', createStageQueues(redis, prefix));

  const rotations = new Map<string, Rotation>();
  const rotationIn = (name?: string) =>
    createRotation({
      ...{ redis, prefix, team: () => settings.team, companyKey: keys.keyOfEmail },
      ...(name !== undefined && { name }),
    });
  const rotationNamed = (name: string): Rotation => {
    const made = rotations.get(name) ?? rotationIn(name);
    rotations.set(name, made);
    return made;
  };

  async function close(): Promise<void> {
    await queues.close();
    await opened.close();
  }

  return {
    ...sealed,
    ledger: around('ledger', createRedisLedger(sealed)),
    leadTimes: createLeadTimes(redis, prefix),
    queues,
    people: around('people', createPeople(redis, prefix, keys)),
    rotation: around('rotation', rotationIn()),
    rotationNamed,
    absences: createAbsenceStore(redis, prefix),
    systems: around('systems', createSystemStates(redis, prefix)),
    locks: around('locks', createLocks(redis, prefix)),
    budget: around('budget', createBudget(redis, prefix)),
    dailyCalls: createDailyCalls(redis, prefix),
    habits: createSourceHabits(redis, prefix, world.metrics),
    canaryStore: createCanaryStore(redis, prefix),
    fallbackLeads: createFallbackLeads(redis, prefix),
    close,
  };
}
