import { dailyPace, type Urgency } from '../../src/workflow/daily-pace.ts';
import { type Cohort, createWaitingLine, leadsOf } from './waiting-line.ts';

/** What there is, and what a lead takes of it. */
export type Resources = {
  /** Processes of each kind, each with a core of its own. */
  webs: number;
  workers: number;
  /** CPU time of a lead in a web process, in a worker and in Redis (one core), in microseconds. */
  webCpuMicros: number;
  workerCpuMicros: number;
  redisCpuMicros: number;
  /** HubSpot calls in ten seconds that leadline may make. */
  crmCallsPerTenSeconds: number;
  /** HubSpot calls that the account has in the day, and the part of them that is not leadline's. */
  crmCallsPerDay: number;
  shareForOthers: number;
  /** Leads that share a call when many wait. */
  crmBatchMax: number;
  /** Slack channels that alerts are spread over, each with one message a second. */
  channels: number;
};

export type SimulatedHour = {
  hour: number;
  arrived: number;
  alerted: number;
  /** The longest that each line was in this hour. */
  longest: Record<LineName, number>;
  crmCalls: number;
  /** Seconds from the post, of the leads that were alerted in this hour, and of their tasks. */
  alertDelay: { p50: number; p99: number };
  taskDelay: { p50: number; p99: number };
};

export type SimulatedDay = {
  hours: SimulatedHour[];
  arrived: number;
  alerted: number;
  tasked: number;
  /** What waits in each line when the day ends. */
  left: Record<LineName, number>;
};

const LINES = ['web', 'find', 'write', 'task', 'alert'] as const;
export type LineName = (typeof LINES)[number];

const HOUR_S = 3_600;

/**
 * Second by second: what arrives is accepted, found in the CRM, written there, and then gets its
 * task and its alert side by side. A stage takes as many leads as its resource has room for; what
 * finds none waits. Leads that wait for the CRM share calls, as leadline's do: few go one by one,
 * many by the hundred. Without chance, so the same day always ends the same.
 *
 * @param arrivalsAt leads that come in a second of the day; whole numbers
 */
export function simulateDay(
  resources: Resources,
  arrivalsAt: (second: number) => number,
  hoursToSimulate = 24,
): SimulatedDay {
  const lines = Object.fromEntries(LINES.map((name) => [name, createWaitingLine()])) as Record<
    LineName,
    ReturnType<typeof createWaitingLine>
  >;
  const room = roomOf(resources);
  const done = { arrived: 0, alerted: 0, tasked: 0 };
  const hours: SimulatedHour[] = [];

  for (let hour = 0; hour < hoursToSimulate; hour += 1) {
    const tally = emptyTally();
    for (let second = hour * HOUR_S; second < (hour + 1) * HOUR_S; second += 1) {
      const arrived = arrivalsAt(second);
      tally.arrived += arrived;
      if (arrived > 0) lines.web.join([{ arrivedAt: second, leads: arrived }]);
      for (const name of LINES) {
        tally.longest[name] = Math.max(tally.longest[name], lines[name].length());
      }

      // Each takes what was there when the second began; what leads to the alert calls first.
      room.nextSecond();
      const accepted = lines.web.take(room.web());
      const found = lines.find.take(room.find(lines.find.length()));
      const written = lines.write.take(room.write(lines.write.length()));
      tally.tasks.push(...delays(lines.task.take(room.task(lines.task.length())), second));
      tally.alerts.push(...delays(lines.alert.take(room.alerts()), second));
      lines.task.join(written);
      lines.alert.join(written);
      lines.write.join(found);
      lines.find.join(accepted);
    }
    const { alerts, tasks } = tally;
    done.arrived += tally.arrived;
    done.alerted += leadsOf(alerts);
    done.tasked += leadsOf(tasks);
    hours.push({
      ...{ hour, arrived: tally.arrived, alerted: leadsOf(alerts), longest: tally.longest },
      crmCalls: room.crmCallsSinceAsked(),
      alertDelay: percentiles(alerts),
      taskDelay: percentiles(tasks),
    });
  }
  const left = Object.fromEntries(LINES.map((name) => [name, lines[name].length()]));
  return { hours, ...done, left: left as Record<LineName, number> };
}

type Delays = { seconds: number; leads: number }[];

function emptyTally() {
  const longest = Object.fromEntries(LINES.map((name) => [name, 0])) as Record<LineName, number>;
  return { arrived: 0, longest, alerts: [] as Delays, tasks: [] as Delays };
}

function delays(cohorts: Cohort[], second: number): Delays {
  return cohorts.map(({ arrivedAt, leads }) => ({ seconds: second - arrivedAt, leads }));
}

function percentiles(all: Delays): { p50: number; p99: number } {
  const sorted = all.toSorted((one, other) => one.seconds - other.seconds);
  const at = (share: number) => {
    let before = share * leadsOf(all);
    return sorted.find(({ leads }) => (before -= leads) < 0)?.seconds ?? 0;
  };
  return { p50: at(0.5), p99: at(0.99) };
}

/** How many leads each resource can take in the second that is now. */
function roomOf(resources: Resources) {
  const { webs, workers, webCpuMicros, workerCpuMicros, redisCpuMicros } = resources;
  const perSecond = {
    web: (webs * 1_000_000) / webCpuMicros,
    work: Math.min((workers * 1_000_000) / workerCpuMicros, 1_000_000 / redisCpuMicros),
    calls: resources.crmCallsPerTenSeconds / 10,
  };
  const left = { web: 0, work: 0, calls: resources.crmCallsPerTenSeconds };
  const day = paceOf(resources);
  let called = 0;

  return {
    nextSecond: () => {
      // Part of a lead that did not fit in this second fits in the next; a core saves up no more.
      left.web = (left.web % 1) + perSecond.web;
      left.work = (left.work % 1) + perSecond.work;
      left.calls = Math.min(left.calls + perSecond.calls, resources.crmCallsPerTenSeconds);
      day.nextSecond();
    },
    web: () => {
      const leads = Math.floor(left.web);
      left.web -= leads;
      return leads;
    },
    /** The first stage also takes the CPU time of all that follow. */
    find: (waiting: number) => {
      const leads = crm(Math.min(waiting, Math.floor(left.work)), 3, 'urgent', 2);
      left.work -= leads;
      return leads;
    },
    write: (waiting: number) => crm(waiting, 2, 'urgent', 1),
    task: (waiting: number) => crm(waiting, 1, 'later', 1),
    alerts: () => resources.channels,
    crmCallsSinceAsked: () => {
      const calls = called;
      called = 0;
      return calls;
    },
  };

  /** `stages`, `alike`: how many want calls in this second, and such of the day, this one included. */
  function crm(waiting: number, stages: number, urgency: Urgency, alike: number): number {
    const calls = Math.min(waiting, Math.floor(left.calls / stages), day.room(urgency, alike));
    left.calls -= calls;
    day.take(urgency, calls);
    called += calls;
    return Math.min(waiting, calls * resources.crmBatchMax);
  }
}

/** The day's calls: two budgets as leadline has them (src/workflow/daily-pace.ts). */
function paceOf({ crmCallsPerDay: max, shareForOthers }: Resources) {
  const tokens = { urgent: max, later: max };
  let left = max;
  let second = -1;
  return {
    nextSecond: () => {
      second += 1;
      for (const urgency of ['urgent', 'later'] as const) {
        const pace = dailyPace({ max, left, turnedAt: 0 }, shareForOthers, urgency, second * 1_000);
        const come = pace ? (pace.capacity * 1_000) / pace.perMs : 0;
        tokens[urgency] = Math.min(pace?.capacity ?? 0, tokens[urgency] + come);
      }
    },
    room: (urgency: Urgency, alike: number) => Math.floor(tokens[urgency] / alike),
    take: (urgency: Urgency, calls: number) => {
      tokens[urgency] -= calls;
      left -= calls;
    },
  };
}
