import { Redis } from 'ioredis';
import type { Bench, BenchResult, BenchSize, Goal } from './harness/bench.ts';
import type { Figures } from './harness/figures.ts';
import { composeInstant, type InstantLeadline } from './harness/instant-leadline.ts';
import { bytesByKey } from './harness/redis-bytes.ts';
import { byTurns } from './harness/rounds.ts';
import { memoryOver } from './harness/steady-memory.ts';
import { type Place, withRedis } from './harness/with-redis.ts';
import { redisCpu } from './harness/work-side.ts';

const WAITING = 1_000_000;
const WAITING_SHORT = 20_000;
const WARM_UP = 2_000;

/** Leads of one measurement: many enough for some seconds. */
const LEADS = 5_000;
const LEADS_SHORT = 1_500;

/** How long memory is watched while leads come and go. */
const WATCHED_MS = 10 * 60_000;
const WATCHED_MS_SHORT = 15_000;

const BYTES_MAX = 3 * 1_024;

/** What V8 takes and gives back in between. */
const MEMORY_RATIO_MAX = 1.1;

const EMPTY = 'empty';
const WAIT = 'with leads waiting';

export const steady: Bench = {
  about: `What waiting leads cost: ${WAITING.toLocaleString('en')} of them (${WAITING_SHORT.toLocaleString('en')} in the short form), outside systems that answer at once. One process accepts and completes.`,
  run,
};

function run(size: BenchSize): Promise<BenchResult> {
  return withRedis((place) => compare(size, place));
}

async function compare({ short, rounds }: BenchSize, { url, folder }: Place): Promise<BenchResult> {
  const redis = new Redis(url);
  const instant = await composeInstant({ REDIS_URL: url, LEADLINE_DATA: folder });
  const leads = short ? LEADS_SHORT : LEADS;
  try {
    await measured(instant, redis, WARM_UP);
    const empty = await byTurns({ [EMPTY]: () => measured(instant, redis, leads) }, rounds);
    await redis.flushall();
    const before = await usedMemory(redis);
    const waiting = short ? WAITING_SHORT : WAITING;
    await instant.accept(waiting);
    const bytes = ((await usedMemory(redis)) - before) / waiting;
    const byKey = await bytesByKey(redis, instant.leadline, waiting);
    const full = await byTurns({ [WAIT]: () => measured(instant, redis, leads) }, rounds);
    const memory = await memoryOver(instant, short ? WATCHED_MS_SHORT : WATCHED_MS);
    const beyond = bytes - (byKey['raw'] ?? 0);
    const subjects: Record<string, Figures> = {
      ...empty,
      ...full,
      'bytes of Redis a waiting lead': { ...byKey, 'all of Redis': bytes, beyond },
      'memory while they come and go': {
        'MB early': memory.early,
        'MB late': memory.late,
        accepted: memory.accepted,
      },
    };
    return { subjects, goals: goalsOf(subjects, beyond, memory) };
  } finally {
    await instant.leadline.close();
    redis.disconnect();
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

function goalsOf(
  subjects: Record<string, Figures>,
  beyond: number,
  memory: { early: number; late: number },
): Goal[] {
  const ratio = (figure: string, one: string, other: string) =>
    (subjects[one]?.[figure] ?? 0) / (subjects[other]?.[figure] ?? 1);
  const within = { atLeast: 0.8 };
  return [
    {
      says: 'accepted a second, waiting : empty',
      ratio: ratio('accepted/s', WAIT, EMPTY),
      ...within,
    },
    {
      says: 'completed a second, waiting : empty',
      ratio: ratio('completed/s', WAIT, EMPTY),
      ...within,
    },
    {
      says: 'CPU time an accept, empty : waiting',
      ratio: ratio('µs an accept', EMPTY, WAIT),
      ...within,
    },
    {
      says: 'CPU time a completion, empty : waiting',
      ratio: ratio('µs a completion', EMPTY, WAIT),
      ...within,
    },
    {
      says: 'resident memory, late : early',
      ratio: memory.late / memory.early,
      atMost: MEMORY_RATIO_MAX,
    },
    {
      says: 'bytes of Redis a waiting lead beyond its raw submission, in 3 KB',
      ratio: beyond / BYTES_MAX,
      atMost: 1,
    },
  ];
}
