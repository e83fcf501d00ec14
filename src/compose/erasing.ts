import type { Environment } from '../settings/environment.ts';
import { createLedgerErasure } from '../systems/redis/ledger-erasure.ts';
import type { PersonKeys } from '../systems/redis/person-keys.ts';
import type { Redis } from '../systems/redis/redis-client.ts';
import { type Erased, erasePerson } from '../workflow/erase.ts';
import type { Ledger } from '../workflow/ledger.ts';
import type { World } from '../workflow/ports.ts';
import type { Queues } from '../workflow/queues.ts';
import { createRetention, type Retention } from '../workflow/retention.ts';

/** How leads leave: at once, because the person wants it, or after their time. */
export type Erasing = {
  /** Takes the normalised address. */
  erase: (email: string) => Promise<Erased>;
  retention: Retention;
};

const DAY_MS = 24 * 3_600_000;

export function composeErasing(parts: {
  environment: Pick<Environment, 'redisPrefix' | 'keepDays'>;
  redis: Redis;
  personKeys: PersonKeys;
  ledger: Ledger;
  queues: Queues;
  world: World;
}): Erasing {
  const { environment, redis, personKeys, ledger, queues, world } = parts;
  const { dead, ledger: all } = environment.keepDays;
  const deps = {
    ledger,
    queues,
    erasure: createLedgerErasure({
      redis,
      prefix: environment.redisPrefix,
      personKeys,
      // As long as the ledger itself remembers, so must it remember whom to leave out.
      tombstoneMs: all * DAY_MS,
    }),
    now: world.now,
    log: world.log,
  };
  const keptMs = { dead: dead * DAY_MS, ledger: all * DAY_MS };
  return {
    erase: (email) => erasePerson(email, deps),
    retention: createRetention({ ...deps, metrics: world.metrics, keptMs }),
  };
}
