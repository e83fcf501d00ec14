import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { startPrivateRedis } from '../src/systems/redis/private-redis.ts';
import type { Bench, BenchResult, BenchSize, Goal } from './harness/bench.ts';
import type { Figures } from './harness/figures.ts';
import { composeInstant, type InstantLeadline } from './harness/instant-leadline.ts';
import { bytesByKey } from './harness/redis-bytes.ts';
import { redisCpu } from './harness/work-side.ts';

const WAITING = 1_000_000;
const WAITING_SHORT = 20_000;
const WARM_UP = 2_000;

/** Leads of one measurement: many enough for some seconds. */
const LEADS = 5_000;
const LEADS_SHORT = 1_500;

const BYTES_MAX = 3 * 1_024;

const EMPTY = 'empty';
const WAIT = 'with leads waiting';
const LATER = 'and after the last of these';

export const steady: Bench = {
  about: `What waiting leads cost: ${WAITING.toLocaleString('en')} of them (${WAITING_SHORT.toLocaleString('en')} in the short form), outside systems that answer at once. One process accepts and completes.`,
  run,
};

async function run({ short }: BenchSize): Promise<BenchResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-bench-'));
  const server = await startPrivateRedis({ folder });
  const redis = new Redis(server.url);
  const instant = await composeInstant({ REDIS_URL: server.url, LEADLINE_DATA: folder });
  const leads = short ? LEADS_SHORT : LEADS;
  try {
    await measured(instant, redis, WARM_UP);
    const subjects: Record<string, Figures> = {};
    subjects[EMPTY] = await measured(instant, redis, leads);
    await redis.flushall();
    const before = await usedMemory(redis);
    const waiting = short ? WAITING_SHORT : WAITING;
    await instant.accept(waiting);
    const bytes = ((await usedMemory(redis)) - before) / waiting;
    const byKey = await bytesByKey(redis, instant.leadline, waiting);
    subjects[WAIT] = await measured(instant, redis, leads);
    subjects[LATER] = await measured(instant, redis, leads);
    const beyond = bytes - (byKey['raw'] ?? 0);
    subjects['bytes of Redis a waiting lead'] = { ...byKey, 'all of Redis': bytes, beyond };
    return { subjects, goals: goalsOf(subjects, beyond) };
  } finally {
    await instant.leadline.close();
    redis.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(
  { accept, complete }: InstantLeadline,
  redis: Redis,
  leads: number,
): Promise<Figures> {
  const accepted = await taken(redis, async () => {
    await accept(leads);
    return leads;
  });
  const completed = await taken(redis, () => complete(leads));
  return {
    'accepted/s': accepted.perSecond,
    'µs an accept': accepted.micros,
    'completed/s': completed.perSecond,
    'µs a completion': completed.micros,
    'MB of the process': process.memoryUsage().rss / 1_000_000,
  };
}

/** CPU time of this process and of Redis, since the time depends on what else the machine does. */
async function taken(redis: Redis, work: () => Promise<number>) {
  const redisBefore = await redisCpu(redis);
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const leads = await work();
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(before);
  const micros = user + system + (await redisCpu(redis)) - redisBefore;
  return { perSecond: leads / seconds, micros: micros / leads };
}

async function usedMemory(redis: Redis): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1] ?? 0);
}

function goalsOf(subjects: Record<string, Figures>, beyond: number): Goal[] {
  const ratio = (figure: string) =>
    (subjects[EMPTY]?.[figure] ?? 0) / (subjects[LATER]?.[figure] ?? 1);
  return [
    { says: 'CPU time an accept, empty : waiting', ratio: ratio('µs an accept'), atLeast: 0.8 },
    {
      says: 'CPU time a completion, empty : waiting',
      ratio: ratio('µs a completion'),
      atLeast: 0.8,
    },
    {
      says: 'bytes of Redis a waiting lead beyond its raw submission, in 3 KB',
      ratio: beyond / BYTES_MAX,
      atMost: 1,
    },
  ];
}
