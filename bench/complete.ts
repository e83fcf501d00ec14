import type { Bench, BenchResult, BenchSize, Goal } from './harness/bench.ts';
import type { Figures } from './harness/figures.ts';
import { byTurns } from './harness/rounds.ts';
import { withWorkers } from './harness/with-workers.ts';
import type { WorkProcess } from './harness/work.ts';

const LEADS = 4_000;
const LEADS_SHORT = 1_000;
const WARM_UP_LEADS = 500;

const CHAIN = 'six empty jobs a lead, each in its queue';
const CHECKPOINTS = 'one job a lead, with six fenced checkpoints';
const LEADLINE = 'leadline, six steps a lead';

const FILES = {
  [CHAIN]: new URL('./baselines/empty-chain.js', import.meta.url),
  [CHECKPOINTS]: new URL('./baselines/checkpointed-job.js', import.meta.url),
  [LEADLINE]: new URL('./subjects/leadline-worker.js', import.meta.url),
};

export const complete: Bench = {
  about: 'Leads completed by one worker process, when every outside system answers at once.',
  run,
};

function run({ short, rounds }: BenchSize): Promise<BenchResult> {
  const leads = short ? LEADS_SHORT : LEADS;
  return withWorkers(async (start) => {
    const measures: Record<string, () => Promise<Figures>> = {};
    for (const [name, file] of Object.entries(FILES)) {
      const work = await start(file);
      await figuresOf(work, WARM_UP_LEADS);
      measures[name] = () => figuresOf(work, leads);
    }
    const subjects = await byTurns(measures, rounds);
    return { subjects, goals: goalsOf(subjects) };
  });
}

async function figuresOf(work: WorkProcess, leads: number): Promise<Figures> {
  await work.prepare(leads);
  const { seconds, cpuMicros, redisMicros } = await work.run(leads);
  return {
    'leads/s': leads / seconds,
    'leads/s a core': (leads / cpuMicros) * 1_000_000,
    'CPU µs': cpuMicros / leads,
    'Redis CPU µs': redisMicros / leads,
  };
}

function goalsOf(subjects: Record<string, Figures>): Goal[] {
  const ratio = (figure: string, other: string) =>
    (subjects[LEADLINE]?.[figure] ?? 0) / (subjects[other]?.[figure] ?? 1);
  return [
    {
      says: 'leads a second, against as many empty jobs',
      ratio: ratio('leads/s', CHAIN),
      atLeast: 0.4,
    },
    {
      says: "leads a second of the process's CPU time, against as many empty jobs",
      ratio: ratio('leads/s a core', CHAIN),
      atLeast: 0.4,
    },
  ];
}
