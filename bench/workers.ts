import { availableParallelism } from 'node:os';
import type { Bench, BenchResult, BenchSize, Goal } from './harness/bench.ts';
import { effectsAmiss } from './harness/effects.ts';
import type { Figures } from './harness/figures.ts';
import { byTurns } from './harness/rounds.ts';
import { withWorkers } from './harness/with-workers.ts';
import type { WorkProcess } from './harness/work.ts';

const WORKERS = [1, 2, 4];
const LEADS = 6_000;
const LEADS_SHORT = 2_000;
/** Each of four does a quarter of the leads, and V8 compiles for as long as a thousand take. */
const WARM_UP_LEADS = 1_500;

/** What each lead changes outside, once: with the sample company, and two destinations. */
const EFFECTS = ['contact', 'task', 'alert', 'ga4', 'meta'];

const FILE = new URL('./subjects/leadline-worker.js', import.meta.url);
const MICROS = 1_000_000;

export const workers: Bench = {
  about: `Leads completed by 1, 2 and 4 worker processes of one Redis, when every outside system answers at once: on ${availableParallelism()} cores, which Redis shares.`,
  run,
};

/** All four processes are there from the start; of each turn, so many of them work. */
function run({ short, rounds }: BenchSize): Promise<BenchResult> {
  const leads = short ? LEADS_SHORT : LEADS;
  return withWorkers(async (start) => {
    const processes: WorkProcess[] = [];
    let amiss = 0;
    while (processes.length < Math.max(...WORKERS)) {
      const started = await start(FILE);
      processes.push(started);
      await worked([started], WARM_UP_LEADS);
    }
    const measures = WORKERS.map((count) => {
      const measure = async () => {
        const { figures, effects } = await worked(processes.slice(0, count), leads);
        amiss += effectsAmiss(effects, EFFECTS, leads);
        return figures;
      };
      return [nameOf(count), measure] as const;
    });
    const subjects = compared(await byTurns(Object.fromEntries(measures), rounds));
    return { subjects, goals: goalsOf(subjects, amiss) };
  });
}

function nameOf(count: number): string {
  return count === 1 ? '1 worker' : `${count} workers`;
}

async function worked(
  processes: WorkProcess[],
  leads: number,
): Promise<{ figures: Figures; effects: string[] }> {
  await processes[0]?.prepare(leads);
  const all = await Promise.all(processes.map((each) => each.run(leads)));
  const seconds = Math.max(...all.map((each) => each.seconds));
  // Each has read the clock of the same Redis, from its own begin to its own end.
  const redisMicros = Math.max(...all.map((each) => each.redisMicros));
  const cpuMicros = all.reduce((sum, each) => sum + each.cpuMicros, 0);
  return {
    figures: {
      'leads/s': leads / seconds,
      'leads/s a core': (leads / cpuMicros) * MICROS,
      'CPU µs': cpuMicros / leads,
      'Redis CPU µs': redisMicros / leads,
      'Redis, % of its core': (redisMicros / MICROS / seconds) * 100,
      '% of all cores':
        ((cpuMicros + redisMicros) / MICROS / seconds / availableParallelism()) * 100,
    },
    effects: all.flatMap(({ effects }) => effects),
  };
}

/**
 * Adds how many times one worker's leads it is, and how many there is room for: as many times one
 * worker's as there are workers, until Redis or the machine has no more CPU time to give.
 */
function compared(measured: Record<string, Figures>): Record<string, Figures> {
  const of = (figure: string) => measured[nameOf(1)]?.[figure] ?? 0;
  const redisMicros = of('Redis CPU µs');
  const most = Math.min(
    MICROS / redisMicros,
    (availableParallelism() * MICROS) / (of('CPU µs') + redisMicros),
  );
  const added = WORKERS.map((count) => {
    const figures = measured[nameOf(count)] ?? {};
    const times = (figures['leads/s'] ?? 0) / of('leads/s');
    const room = Math.min(count * of('leads/s'), most);
    return [nameOf(count), { ...figures, '× one worker': times, 'room for leads/s': room }];
  });
  return Object.fromEntries(added) as Record<string, Figures>;
}

function goalsOf(subjects: Record<string, Figures>, amiss: number): Goal[] {
  const of = (count: number, figure: string) => subjects[nameOf(count)]?.[figure] ?? 0;
  const cpuMicros = (count: number) => of(count, 'CPU µs') + of(count, 'Redis CPU µs');
  const grown = WORKERS.slice(1).map((count) => ({
    says: `leads a second of ${nameOf(count)}, against what the machine and Redis have room for`,
    ratio: of(count, 'leads/s') / of(count, 'room for leads/s'),
    atLeast: 0.75,
  }));
  return [
    ...grown,
    {
      says: 'CPU time a lead, of 4 workers and Redis : of one and Redis',
      ratio: cpuMicros(4) / cpuMicros(1),
      atMost: 1.25,
    },
    { says: 'effects that a lead had twice, or not at all', ratio: amiss, atMost: 0 },
  ];
}
