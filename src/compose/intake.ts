import { hostname } from 'node:os';
import path from 'node:path';
import type { Accept, AcceptUnavailable } from '../intake/accept.ts';
import { createDurableAccept } from '../intake/accept-durably.ts';
import { createLedgerDoor } from '../intake/accept-in-ledger.ts';
import { createJournalDrainer } from '../intake/accept-journaled.ts';
import { createAccept } from '../intake/accept-lead.ts';
import { createPendingSubmissions } from '../intake/accept-pending.ts';
import { createJournal } from '../systems/journal/journal.ts';
import { connectRedis, firstAnswer } from '../systems/redis/connection.ts';
import { createCopies } from '../systems/redis/copies.ts';
import { keysFor } from '../systems/redis/keys.ts';
import { warnOfRedisRisks } from '../systems/redis/persistence-check.ts';
import type { PersonKeys } from '../systems/redis/person-keys.ts';
import type { Redis } from '../systems/redis/redis-client.ts';
import { createRedisLedger } from '../systems/redis/redis-ledger.ts';
import { redisAddress } from '../systems/redis/redis-url.ts';
import type { Seal } from '../systems/redis/seal.ts';
import { createStageQueues, firstJobs } from '../systems/redis/stage-queues.ts';
import type { JournalState } from '../workflow/journal.ts';
import type { World } from '../workflow/ports.ts';

/** How submissions are kept. */
export type Intake = {
  accept: Accept;
  /** Begins to drain the journal, and to take over what dead processes left in it. */
  start: () => Promise<void>;
  /** Takes what the journal holds to the ledger now; answers how many entries it took. */
  drainOnce: () => Promise<number>;
  state: () => IntakeState;
  close: () => Promise<void>;
};

export type IntakeState = {
  /** What keeps the ledger from taking submissions; undefined: nothing. */
  ledgerTrouble?: string;
  journal: JournalState;
};

export type IntakeParts = {
  redisUrl: string;
  prefix: string;
  dataFolder: string;
  seal: Seal;
  personKeys: PersonKeys;
  rawKeptMs: number;
  /** Conversion destinations that are switched on now. */
  destinations: () => string[];
  world: World;
  /** Ports of this way are named apart from those of the workers. */
  around?: <Port extends object>(name: string, port: Port) => Port;
  /** A submission could be kept nowhere. */
  onNotKept?: (error: AcceptUnavailable) => void;
};

/** Redis may be away when leadline starts: then the journal is all there is, and enough. */
const FIRST_ANSWER_WITHIN_MS = 1_000;

/**
 * Wires the way of a submission into the ledger, on a connection of its own that fails at once
 * instead of waiting, and into the journal. Nothing is opened before it is used: most commands
 * accept nothing.
 */
export function composeIntake(parts: IntakeParts): Intake {
  let opening: Promise<Intake> | undefined;
  let open: Intake | undefined;
  let closed = false;

  async function opened(): Promise<Intake> {
    opening ??= openIntake(parts);
    open = await opening;
    return open;
  }

  return {
    accept: async (entry) => (await opened()).accept(entry),
    start: async () => {
      const intake = await opened();
      await intake.start();
      // Told to stop in the middle of a start: what that has begun since must not run on.
      if (closed) await intake.close();
    },
    drainOnce: async () => (await opened()).drainOnce(),
    state: () => open?.state() ?? { journal: NOT_OPENED },
    close: async () => {
      closed = true;
      if (opening) await (await opened()).close();
    },
  };
}

const NOT_OPENED: JournalState = { entries: 0, bytes: 0, writable: true, says: 'not opened yet' };

/** Where there are replicas, one of them may be the master of the next minute. */
function copiesOf(
  redis: Redis,
  { redisUrl, prefix }: IntakeParts,
): { copied?: () => Promise<void> } {
  const replicas = redisAddress(redisUrl).waitReplicas;
  if (replicas === 0) return {};
  const key = keysFor(prefix).leads;
  return { copied: createCopies({ redis, key, replicas }) };
}

async function openIntake(parts: IntakeParts): Promise<Intake> {
  const { redisUrl, prefix, dataFolder, seal, world } = parts;
  const redis = connectRedis(redisUrl, 'intake');
  await firstAnswer(redis, FIRST_ANSWER_WITHIN_MS);
  const around = parts.around ?? ((_, port) => port);
  const queues = around('intake-queues', createStageQueues(redis, prefix));
  const ledger = createLedgerDoor({
    accept: createAccept({
      ledger: around(
        'intake-ledger',
        createRedisLedger({
          ...{ ...parts, redis, firstJob: firstJobs(prefix) },
          ...copiesOf(redis, parts),
        }),
      ),
      queues,
      destinations: parts.destinations,
      log: world.log,
    }),
    connected: () => redis.status === 'ready',
    now: world.now,
  });
  const identity = {
    pid: process.pid,
    host: hostname(),
    startedAt: Date.now() - process.uptime() * 1_000,
  };
  const folder = path.join(dataFolder, 'journal');
  const journal = around('journal', createJournal({ folder, seal, identity, world }));
  const pending = createPendingSubmissions(world.now);
  const drainer = createJournalDrainer({ ledger, journal, pending, world });
  const onNotKept = parts.onNotKept ?? (() => undefined);

  return {
    accept: createDurableAccept({ ledger, journal, pending, world, onNotKept }),
    start: async () => {
      await drainer.start();
      const check = () => void warnOfRedisRisks(redis, redisUrl, world.log);
      // After every reconnect: it may be another Redis, or another configuration.
      redis.on('ready', check);
      if (redis.status === 'ready') check();
    },
    drainOnce: drainer.drainOnce,
    state: () => {
      const ledgerTrouble = ledger.trouble();
      return { ...(ledgerTrouble !== undefined && { ledgerTrouble }), journal: journal.state() };
    },
    close: async () => {
      await drainer.stop();
      await journal.close();
      await queues.close();
      redis.disconnect();
    },
  };
}
