import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { demoVariables } from '../src/commands/demo/demo-variables.ts';
import type { Sandbox } from '../src/sandbox/sandbox.ts';
import { startCompanySandbox } from '../test/support/company-sandbox.ts';
import type { Bench, BenchResult, BenchSize, Goal } from './harness/bench.ts';
import { type Figures, medians } from './harness/figures.ts';
import { type FootprintProcess, startFootprint } from './harness/footprint.ts';
import { type Place, withRedis } from './harness/with-redis.ts';

const IDLE_MS = 10_000;
const IDLE_MS_SHORT = 2_000;
/** What is loaded at the first use that follows a start is loaded by then. */
const SETTLED_AFTER_MS = 1_000;
const MB = 1_000_000;

const BARE = 'node:http alone';
const EXPRESS = 'Express + BullMQ + ioredis';
const LEADLINE = 'leadline start';
const OWN_REDIS = 'leadline start, a Redis of its own';
const WEB = 'leadline start --web';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));
const BARE_FILE = fileURLToPath(new URL('./baselines/bare-ready.js', import.meta.url));
const EXPRESS_FILE = fileURLToPath(new URL('./baselines/express-worker.js', import.meta.url));

export const small: Bench = {
  about:
    'Until it is ready, and what it takes when idle: web and worker with the sample company. Its figures are of the process alone, without Redis.',
  run,
};

type Program = { file: string; args?: string[]; env: Record<string, string | undefined> };

function run(size: BenchSize): Promise<BenchResult> {
  return withRedis((place) => compare(size, place));
}

async function compare({ short, rounds }: BenchSize, place: Place): Promise<BenchResult> {
  const sandbox = await startCompanySandbox(() => Date.now());
  try {
    const programs = programsOf(place, sandbox);
    const modules = await modulesOf(programs);
    const all: Record<string, Figures>[] = [];
    for (let round = 0; round < (short ? 1 : rounds); round += 1) {
      all.push(await measured(programs, short ? IDLE_MS_SHORT : IDLE_MS));
    }
    const subjects = Object.fromEntries(
      Object.keys(programs).map((name) => [
        name,
        { ...medians(all.map((each) => each[name] ?? {})), modules: modules[name] ?? 0 },
      ]),
    );
    return { subjects, goals: goalsOf(subjects) };
  } finally {
    await sandbox.close();
  }
}

function programsOf({ url, folder }: Place, sandbox: Sandbox): Record<string, Program> {
  const { PATH } = process.env;
  const leadline = (name: string, args: string[], redis: Record<string, string>): Program => ({
    file: MAIN,
    args: ['start', ...args],
    env: {
      PATH,
      ...demoVariables(path.join(folder, name), sandbox.variables),
      LEADLINE_CONFIG: path.resolve('config'),
      LEADLINE_PREFIX: name,
      ...redis,
    },
  });
  const shared = { REDIS_URL: url };
  return {
    [BARE]: { file: BARE_FILE, env: { PATH } },
    [EXPRESS]: { file: EXPRESS_FILE, env: { PATH, ...shared } },
    [LEADLINE]: leadline('both', [], shared),
    [OWN_REDIS]: leadline('own', [], {}),
    [WEB]: leadline('web', ['--web'], shared),
  };
}

/** Started one after another; then they are idle together, which costs none of them anything. */
async function measured(
  programs: Record<string, Program>,
  idleMs: number,
): Promise<Record<string, Figures>> {
  const started: { name: string; running: FootprintProcess; cpuMs: number }[] = [];
  for (const [name, { env, ...program }] of Object.entries(programs)) {
    const running = await startFootprint(program, env);
    started.push({ name, running, cpuMs: (await running.footprint()).cpuMs });
  }
  await sleep(idleMs);
  const figures: Record<string, Figures> = {};
  for (const { name, running, cpuMs } of started) {
    const { bytes } = await running.footprint();
    figures[name] = {
      'ready s': running.readyMs / 1_000,
      'CPU s until ready': cpuMs / 1_000,
      'resident MB': bytes / MB,
    };
  }
  await Promise.all(started.map(({ running }) => running.stop()));
  return figures;
}

/** Counted in runs of their own, since counting takes time and memory. */
async function modulesOf(programs: Record<string, Program>): Promise<Record<string, number>> {
  const counted: Record<string, number> = {};
  for (const [name, { env, ...program }] of Object.entries(programs)) {
    const running = await startFootprint(program, { ...env, BENCH_COUNT_MODULES: 'yes' });
    await sleep(SETTLED_AFTER_MS);
    counted[name] = (await running.footprint()).modules;
    await running.stop();
  }
  return counted;
}

/** Issue 5 sets the seconds and the megabytes. */
function goalsOf(subjects: Record<string, Figures>): Goal[] {
  const of = (name: string, figure: string) => subjects[name]?.[figure] ?? 0;
  return [
    { says: 'seconds until ready', ratio: of(LEADLINE, 'ready s'), atMost: 1.5, isTime: true },
    {
      says: 'CPU time until ready, against Express + BullMQ + ioredis',
      ratio: of(LEADLINE, 'CPU s until ready') / of(EXPRESS, 'CPU s until ready'),
      atMost: 4,
    },
    {
      says: 'resident megabytes, web and worker, idle for ten seconds',
      ratio: of(LEADLINE, 'resident MB'),
      atMost: 130,
    },
  ];
}
