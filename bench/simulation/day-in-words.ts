import type { LineName, Resources, SimulatedDay, SimulatedHour } from './simulate-day.ts';

const HOUR_MICROS = 3_600_000_000;

/** What a line waits for. */
const WAITS_FOR: Record<LineName, string> = {
  web: 'to be accepted (CPU time of the web processes)',
  find: 'to be looked up (CPU time of workers and Redis, or HubSpot’s calls)',
  write: 'to be written to HubSpot (its calls)',
  task: 'for their tasks (HubSpot’s calls)',
  alert: 'for their alerts (Slack: one message a second and channel)',
};

type About = {
  /** Bytes of Redis that a completed lead keeps. */
  bytesKept: number;
  /** Benchmarks that were not run here: what they would tell is assumed. */
  toMeasure: string[];
};

/** For people: what the day was given, and what came of it. */
export function dayInWords(
  day: SimulatedDay,
  resources: Resources,
  about: About,
): { given: string[]; found: string[] } {
  return { given: givenTo(resources, about), found: foundIn(day, resources, about) };
}

function givenTo(resources: Resources, { toMeasure }: About): string[] {
  const { webCpuMicros, workerCpuMicros, redisCpuMicros } = resources;
  const costs = [webCpuMicros, workerCpuMicros, redisCpuMicros].map(inWords);
  const [web, worker, redis] = costs;
  const names = toMeasure.join(' ');
  return [
    `A lead takes ${web} µs of CPU time in a web process, ${worker} in a worker, ${redis} in Redis.`,
    ...(toMeasure.length === 0
      ? ['That was measured (bench/measurements.json).']
      : [
          `Some of it is assumed. To measure it: npm run bench -- ${names} --json bench/measurements.json`,
        ]),
    `There are ${counted(resources.webs, 'web process', 'web processes')}, ${counted(resources.workers, 'worker', 'workers')}, one Redis, ${inWords(resources.crmCallsPerTenSeconds)} HubSpot calls in ten seconds, ${counted(resources.channels, 'Slack channel', 'Slack channels')}.`,
    'Times are whole seconds: 3 is a lead that nobody kept waiting, and in earnest well under one.',
  ];
}

function foundIn(day: SimulatedDay, resources: Resources, { bytesKept }: About): string[] {
  const { arrived, alerted, tasked, hours } = day;
  const calls = hours.reduce((sum, hour) => sum + hour.crmCalls, 0);
  return [
    `${inWords(arrived)} leads arrived, ${inWords(alerted)} were alerted, ${inWords(tasked)} have their task.`,
    ...slowest(hours),
    ...longest(hours),
    inUse(hours, resources),
    `HubSpot: ${inWords(calls)} calls, ${share(calls, resources.crmCallsPerDay)} of what the account has in a day.`,
    `Redis keeps at most ${inWords((arrived * bytesKept) / 1e6)} MB of this day, until LEADLINE_KEEP_LEDGER_DAYS are over.`,
  ];
}

function slowest(hours: SimulatedHour[]): string[] {
  const worst = most(hours, ({ alertDelay }) => alertDelay.p99);
  if (!worst) return [];
  const { hour, alertDelay, taskDelay } = worst;
  return [
    `Slowest hour: ${hour}:00, half of the alerts within ${inWords(alertDelay.p50)} s and 99% within ${inWords(alertDelay.p99)} s; tasks ${inWords(taskDelay.p99)} s.`,
  ];
}

function longest(hours: SimulatedHour[]): string[] {
  const lines = (Object.keys(WAITS_FOR) as LineName[]).map((name) => {
    const hour = most(hours, (each) => each.longest[name]);
    return { name, hour: hour?.hour ?? 0, length: hour?.longest[name] ?? 0 };
  });
  const line = most(lines, ({ length }) => length);
  if (!line) return [];
  return [
    `Longest line: ${counted(line.length, 'lead', 'leads')} at ${line.hour}:00, ${WAITS_FOR[line.name]}.`,
  ];
}

/** Of the hour with the most leads: what limits first is what is used most. */
function inUse(hours: SimulatedHour[], resources: Resources): string {
  const busiest = most(hours, ({ arrived }) => arrived);
  const { webs, workers, webCpuMicros, workerCpuMicros, redisCpuMicros } = resources;
  const leads = busiest?.arrived ?? 0;
  const used = [
    `web ${share(leads * webCpuMicros, webs * HOUR_MICROS)}`,
    `workers ${share(leads * workerCpuMicros, workers * HOUR_MICROS)}`,
    `Redis ${share(leads * redisCpuMicros, HOUR_MICROS)}`,
    `HubSpot ${share(busiest?.crmCalls ?? 0, resources.crmCallsPerTenSeconds * 360)}`,
    `Slack ${share(busiest?.alerted ?? 0, resources.channels * 3_600)}`,
  ];
  return `In use in the busiest hour (${busiest?.hour ?? 0}:00, ${inWords(leads)} leads): ${used.join(', ')}.`;
}

function most<T>(all: T[], of: (each: T) => number): T | undefined {
  return all.toSorted((one, other) => of(other) - of(one))[0];
}

function share(used: number, of: number): string {
  const percent = (used / of) * 100;
  return percent < 1 ? 'under 1%' : `${Math.round(percent)}%`;
}

function counted(count: number, one: string, many: string): string {
  return `${inWords(count)} ${count === 1 ? one : many}`;
}

function inWords(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** One line an hour. */
export function tableOf(day: SimulatedDay): string {
  const head = ['hour', 'arrived', 'alerted', 'CRM calls', 'longest lines: web', 'find', 'write'];
  const rows = [
    [...head, 'task', 'alert', 'to alert s: p50', 'p99', 'to task s: p50', 'p99'],
    ...day.hours.map(({ hour, longest: lines, alertDelay, taskDelay, ...each }) => [
      ...[`${hour}:00`, each.arrived, each.alerted, each.crmCalls].map(String),
      ...[lines.web, lines.find, lines.write, lines.task, lines.alert].map(String),
      ...[alertDelay.p50, alertDelay.p99, taskDelay.p50, taskDelay.p99].map(String),
    ]),
  ];
  const widths =
    rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows
    .map((row) => row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  '))
    .join('\n');
}
