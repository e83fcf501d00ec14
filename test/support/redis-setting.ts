import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectRedis } from '../../src/systems/redis/connection.ts';
import { createPeople } from '../../src/systems/redis/people.ts';
import { type PersonKeys, personKeys } from '../../src/systems/redis/person-keys.ts';
import type { Redis } from '../../src/systems/redis/redis-client.ts';
import { createRedisLedger } from '../../src/systems/redis/redis-ledger.ts';
import { prefixIn } from '../../src/systems/redis/redis-url.ts';
import { createRotation } from '../../src/systems/redis/rotation.ts';
import { createSeal } from '../../src/systems/redis/seal.ts';
import { createStageQueues, type StageQueues } from '../../src/systems/redis/stage-queues.ts';
import type { Ledger, NewEntry, People, Rotation } from '../../src/workflow/ledger.ts';
import { stepsOfNewLead } from '../../src/workflow/steps.ts';
import { keysIn } from './any-redis.ts';
import { aLead } from './lead-builder.ts';
import { startRedisDeployment } from './redis-deployment.ts';
import { rotationTeam } from './rotation-scene.ts';

export type Bookkeeping = {
  prefix: string;
  ledger: Ledger;
  people: People;
  rotation: Rotation;
  personKeys: PersonKeys;
};

export type RedisSetting = {
  redis: Redis;
  url: string;
  /** A ledger and what belongs to it under a prefix of its own: nothing in it yet. */
  fresh: () => Bookkeeping;
  /** Queues under the same prefix; closed with the setting. */
  queuesOf: (bookkeeping: Bookkeeping) => StageQueues;
  /** All that match, on whichever servers they are. */
  keys: (pattern: string) => Promise<string[]>;
  stop: () => Promise<void>;
};

const RAW_KEPT_MS = 60_000;

/** A redis-server of the test's own, without a file: each `fresh()` is an empty leadline in it. */
export async function startRedisSetting(): Promise<RedisSetting> {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-redis-'));
  const server = await startRedisDeployment(folder);
  const redis = connectRedis(server.url, 'work');
  const keys = personKeys('a secret of the tests');
  const seal = createSeal([{ id: 'test', key: Buffer.alloc(32, 7) }]);
  const opened: StageQueues[] = [];
  let prefixes = 0;

  return {
    redis,
    url: server.url,
    fresh: () => {
      prefixes += 1;
      const prefix = prefixIn(server.url, `leadline:t${prefixes}`);
      return {
        prefix,
        personKeys: keys,
        ledger: createRedisLedger({
          ...{ redis, prefix, seal, personKeys: keys },
          rawKeptMs: RAW_KEPT_MS,
        }),
        people: createPeople(redis, prefix, keys),
        rotation: createRotation({
          ...{ redis, prefix },
          team: () => rotationTeam,
          companyKey: keys.keyOfEmail,
        }),
      };
    },
    queuesOf: ({ prefix }) => {
      const queues = createStageQueues(redis, prefix);
      opened.push(queues);
      return queues;
    },
    keys: (pattern) => keysIn(redis, pattern),
    stop: async () => {
      await Promise.all(opened.map((queues) => queues.close()));
      redis.disconnect();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An entry as intake makes it: in flight, with every step of one destination. */
export function anEntry(leadId: string, parts: Partial<NewEntry> = {}): NewEntry {
  return {
    leadId,
    source: 'website',
    receivedAt: 1_000,
    status: 'in_flight',
    lead: aLead({ leadId }),
    raw: { contentType: 'text/plain', bodyBase64: 'aGVsbG8=', headers: { host: 'x' } },
    steps: stepsOfNewLead(['ga4']),
    duplicateKeys: [],
    ...parts,
  };
}
