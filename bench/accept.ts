import { Redis } from 'ioredis';
import type { Bench, BenchResult, BenchSize, Goal } from './harness/bench.ts';
import type { Figures } from './harness/figures.ts';
import { type LoadGenerator, startLoadGenerator } from './harness/load.ts';
import { byTurns } from './harness/rounds.ts';
import { type Served, type Subject, startSubject, together } from './harness/subject.ts';
import { type Place, withRedis } from './harness/with-redis.ts';

const CONNECTIONS = 64;
const WARM_UP_MS = 1_500;
/** V8 compiles what runs often: before that a server is not the one that it will be. */
const WARM_UP_REQUESTS = 10_000;
const WARM_UP_TURNS_MAX = 20;

const LEADLINE = new URL('./subjects/leadline-web.js', import.meta.url);
const EXPRESS = new URL('./baselines/express-queue.js', import.meta.url);
const BARE = new URL('./baselines/bare-node.js', import.meta.url);
const SIGNED = '/v1/sources/bench-signed';
const BROWSER = '/v1/sources/bench-browser';

/** What each line of the table is about. */
const NAMES = {
  bare: 'node:http + JSON.parse, nothing kept',
  express: 'Express 5 + zod + queue.add',
  everysec: 'leadline, signed webhook',
  always: 'leadline, the same, fsync always',
  browser: 'leadline, browser form',
  two: 'leadline, two web processes',
};

type Turn = { name: string; subject: Served; place: Place; path: string; delivery: string };

export const accept: Bench = {
  about: 'Submissions accepted a second by one web process, durable before the answer.',
  run,
};

function run(size: BenchSize): Promise<BenchResult> {
  return withRedis(
    (everysec) =>
      withRedis((always) => compare(size, everysec, always), ['--appendfsync', 'always']),
    ['--appendfsync', 'everysec'],
  );
}

async function compare(size: BenchSize, everysec: Place, always: Place): Promise<BenchResult> {
  const load = startLoadGenerator();
  const started: Subject[] = [];
  const start = async (file: URL, { url, folder }: Place) => {
    const subject = await startSubject(file, { REDIS_URL: url, LEADLINE_DATA: folder });
    started.push(subject);
    return subject;
  };
  try {
    const bare = await start(BARE, everysec);
    const express = await start(EXPRESS, everysec);
    const leadline = await start(LEADLINE, everysec);
    const another = await start(LEADLINE, everysec);
    const synced = await start(LEADLINE, always);
    const signed = { place: everysec, path: SIGNED, delivery: 'signed' };
    const turns: Turn[] = [
      { ...signed, name: NAMES.bare, subject: bare, path: '/' },
      { ...signed, name: NAMES.express, subject: express, path: '/leads' },
      { ...signed, name: NAMES.everysec, subject: leadline },
      { ...signed, name: NAMES.always, subject: synced, place: always },
      { ...signed, name: NAMES.browser, subject: leadline, path: BROWSER, delivery: 'browser' },
      { ...signed, name: NAMES.two, subject: together([leadline, another]) },
    ];
    for (const turn of turns) await warmUp(turn, load);
    const measures = turns.map(
      (turn) => [turn.name, () => take(turn, load, size.roundMs)] as const,
    );
    const subjects = await byTurns(Object.fromEntries(measures), size.rounds);
    return { subjects, goals: goalsOf(subjects) };
  } finally {
    load.stop();
    await Promise.all(started.map((each) => each.stop()));
  }
}

/** Each turn finds an empty Redis: what earlier ones left costs nobody time. */
async function take(turn: Turn, load: LoadGenerator, ms: number): Promise<Figures> {
  const { subject, place, path: at, delivery } = turn;
  const redis = new Redis(place.url);
  await redis.flushall();
  const before = await cpuMicros(redis);
  const figures = await load.send(subject, { delivery, path: at, connections: CONNECTIONS, ms });
  const requests = ((figures['requests/s'] ?? 0) * ms) / 1_000;
  const inRedis = ((await cpuMicros(redis)) - before) / requests;
  redis.disconnect();
  return { ...figures, 'Redis µs': inRedis };
}

async function warmUp(turn: Turn, load: LoadGenerator): Promise<void> {
  let requests = 0;
  for (let at = 0; at < WARM_UP_TURNS_MAX && requests < WARM_UP_REQUESTS; at += 1) {
    const { 'requests/s': perSecond = 0 } = await take(turn, load, WARM_UP_MS);
    requests += (perSecond * WARM_UP_MS) / 1_000;
  }
}

/** CPU time that the redis-server has used until now. */
async function cpuMicros(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  const used = [...info.matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)];
  return used.reduce((sum, [, seconds]) => sum + Number(seconds) * 1_000_000, 0);
}

/** Issue 5 sets these for two cores, which the sender and Redis share with the server. */
function goalsOf(subjects: Record<string, Figures>): Goal[] {
  const ratio = (figure: string, one: string, other: string) =>
    (subjects[one]?.[figure] ?? 0) / (subjects[other]?.[figure] ?? 1);
  const { everysec, express, bare, always } = NAMES;
  return [
    {
      says: 'requests a second, against Express + zod + queue.add',
      ratio: ratio('requests/s', everysec, express),
      atLeast: 2,
    },
    {
      says: 'requests a second, against bare node:http',
      ratio: ratio('requests/s', everysec, bare),
      atLeast: 0.2,
    },
    {
      says: 'p99, against Express + zod + queue.add',
      ratio: ratio('p99 ms', everysec, express),
      atMost: 1,
    },
    {
      says: 'requests a second with fsync always, against everysec',
      ratio: ratio('requests/s', always, everysec),
      atLeast: 0.8,
    },
  ];
}
