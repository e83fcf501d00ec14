/**
 * `npm run simulate -- [--leads-an-hour 1000] [--burst 500@11/30] [--webs 1] [--workers 1] …`: a day
 * with peaks, second by second, with what bench/measurements.json says a lead costs.
 */
import { parseArgs } from 'node:util';
import { type Measurements, readMeasurements } from './harness/measurements.ts';
import { arrivals, type Burst } from './simulation/arrivals.ts';
import { dayInWords, tableOf } from './simulation/day-in-words.ts';
import { type Resources, simulateDay } from './simulation/simulate-day.ts';

/** HubSpot's limits of a Professional account (its usage guidelines). */
const CRM_CALLS_PER_TEN_SECONDS = 190;
const CRM_CALLS_A_DAY = 625_000;

const { values } = parseArgs({
  options: {
    'leads-an-hour': { type: 'string', default: '1000' },
    burst: { type: 'string', multiple: true, default: [] },
    webs: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' },
    channels: { type: 'string', default: '5' },
    'share-for-others': { type: 'string', default: '0.1' },
    json: { type: 'boolean', default: false },
  },
});

/**
 * Where nothing was measured yet: on the careful side of what a core of a small server does.
 * Microseconds of CPU time a lead, and bytes of Redis that a completed one keeps.
 */
const ASSUMED = { web: 400, worker: 2_000, redis: 700, bytes: 14_000 };
type Cost = typeof ASSUMED;

/** Which benchmark tells it, in which line and column. */
const MEASURED_IN: Record<keyof Cost, [bench: string, subject: RegExp, figure: string]> = {
  web: ['accept', /^leadline, signed/, 'CPU µs'],
  worker: ['complete', /^leadline/, 'CPU µs'],
  redis: ['complete', /^leadline/, 'Redis CPU µs'],
  bytes: ['cost', /^both/, 'Redis bytes kept'],
};

function costOf(measurements: Measurements): { cost: Cost; toMeasure: string[] } {
  const cost = { ...ASSUMED };
  const toMeasure = new Set<string>();
  for (const part of Object.keys(ASSUMED) as (keyof Cost)[]) {
    const [bench, subject, figure] = MEASURED_IN[part];
    const subjects = Object.entries(measurements[bench]?.subjects ?? {});
    const measured = subjects.find(([name]) => subject.test(name))?.[1][figure];
    if (measured === undefined) toMeasure.add(bench);
    else cost[part] = measured;
  }
  return { cost, toMeasure: [...toMeasure] };
}

/** `500@11/30`: 500 leads from eleven o'clock on, over 30 minutes. */
function burstOf(text: string): Burst {
  const [, leads, atHour, overMinutes] = /^(\d+)@(\d+)\/(\d+)$/.exec(text) ?? [];
  if (leads === undefined) {
    throw new Error(`--burst ${text}: expected <leads>@<hour>/<minutes>, such as 500@11/30`);
  }
  return { leads: Number(leads), atHour: Number(atHour), overMinutes: Number(overMinutes) };
}

const { cost, toMeasure } = costOf(readMeasurements('bench/measurements.json'));
const resources: Resources = {
  webs: Number(values.webs),
  workers: Number(values.workers),
  webCpuMicros: cost.web,
  workerCpuMicros: cost.worker,
  redisCpuMicros: cost.redis,
  crmCallsPerTenSeconds: CRM_CALLS_PER_TEN_SECONDS * (1 - Number(values['share-for-others'])),
  crmCallsPerDay: CRM_CALLS_A_DAY,
  shareForOthers: Number(values['share-for-others']),
  crmBatchMax: 100,
  channels: Number(values.channels),
};
const day = simulateDay(
  resources,
  arrivals(Number(values['leads-an-hour']), values.burst.map(burstOf)),
);
if (values.json) {
  console.log(JSON.stringify({ resources, toMeasure, ...day }, null, 2));
} else {
  const words = dayInWords(day, resources, { bytesKept: cost.bytes, toMeasure });
  console.log(`${words.given.join('\n')}\n\n${tableOf(day)}\n\n${words.found.join('\n')}`);
}
