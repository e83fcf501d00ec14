/**
 * `npm run simulate -- [--leads-an-hour 1000] [--burst 500@11/30] [--webs 1] [--workers 1] …`: a day
 * with peaks, second by second, with what bench/measurements.json says a lead costs.
 */
import { parseArgs } from 'node:util';
import { type Measurements, readMeasurements } from './harness/measurements.ts';
import { arrivals, type Burst } from './simulation/arrivals.ts';
import { type Resources, type SimulatedDay, simulateDay } from './simulation/simulate-day.ts';

/** HubSpot's limit for a private app of a Professional account. */
const CRM_CALLS_PER_TEN_SECONDS = 190;

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
 * Microseconds of CPU time a lead.
 */
const ASSUMED = { web: 400, worker: 4_000, redis: 1_200 };

function costOf(measurements: Measurements): typeof ASSUMED {
  const of = (bench: string, subject: RegExp, figure: string) =>
    Object.entries(measurements[bench]?.subjects ?? {}).find(([name]) => subject.test(name))?.[1][
      figure
    ];
  return {
    web: of('accept', /^leadline, signed/, 'CPU µs') ?? ASSUMED.web,
    worker: of('complete', /^leadline/, 'CPU µs') ?? ASSUMED.worker,
    redis: of('complete', /^leadline/, 'Redis CPU µs') ?? ASSUMED.redis,
  };
}

/** `500@11/30`: 500 leads from eleven o'clock on, over 30 minutes. */
function burstOf(text: string): Burst {
  const [, leads, atHour, overMinutes] = /^(\d+)@(\d+)\/(\d+)$/.exec(text) ?? [];
  if (leads === undefined) {
    throw new Error(`--burst ${text}: expected <leads>@<hour>/<minutes>, such as 500@11/30`);
  }
  return { leads: Number(leads), atHour: Number(atHour), overMinutes: Number(overMinutes) };
}

function tableOf(day: SimulatedDay): string {
  const head = ['hour', 'arrived', 'alerted', 'CRM calls', 'longest lines: web', 'find', 'write'];
  const rows = [
    [...head, 'task', 'alert', 'to alert s: p50', 'p99', 'to task s: p50', 'p99'],
    ...day.hours.map(({ hour, longest, alertDelay, taskDelay, ...each }) => [
      ...[`${hour}:00`, each.arrived, each.alerted, each.crmCalls].map(String),
      ...[longest.web, longest.find, longest.write, longest.task, longest.alert].map(String),
      ...[alertDelay.p50, alertDelay.p99, taskDelay.p50, taskDelay.p99].map(String),
    ]),
  ];
  const widths =
    rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows
    .map((row) => row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  '))
    .join('\n');
}

const cost = costOf(readMeasurements('bench/measurements.json'));
const resources: Resources = {
  webs: Number(values.webs),
  workers: Number(values.workers),
  webCpuMicros: cost.web,
  workerCpuMicros: cost.worker,
  redisCpuMicros: cost.redis,
  crmCallsPerTenSeconds: CRM_CALLS_PER_TEN_SECONDS * (1 - Number(values['share-for-others'])),
  crmBatchMax: 100,
  channels: Number(values.channels),
};
const day = simulateDay(
  resources,
  arrivals(Number(values['leads-an-hour']), values.burst.map(burstOf)),
);
if (values.json) {
  console.log(JSON.stringify({ resources, ...day }, null, 2));
} else {
  console.log(`A lead takes ${JSON.stringify(cost)} µs of CPU time.\n\n${tableOf(day)}`);
  console.log(`\n${day.arrived} arrived, ${day.alerted} alerted, ${day.tasked} have their task.`);
}
