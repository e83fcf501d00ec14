import type { JournalState } from '../workflow/journal.ts';
import type { DeadLetter, LeadRecord, Ledger, SystemStates } from '../workflow/ledger.ts';
import type { Alarm, SourceHabits } from '../workflow/watch-ports.ts';
import {
  balanceAlarm,
  deadLetterAlarm,
  groupDeadLetters,
  journalAlarm,
  notKeptAlarm,
  pausedAlarm,
  retiredSecretAlarm,
  waitingAlarm,
} from './alarm-rules.ts';
import { driftAlarm } from './drifted-fields.ts';
import { quietSourceAlarm, WEEKS_KEPT } from './quiet-source.ts';
import type { Look } from './watch.ts';

export type LookDeps = {
  ledger: Pick<Ledger, 'list' | 'load' | 'balance'>;
  systems: Pick<SystemStates, 'paused'>;
  habits: SourceHabits;
  /** Names of the configured sources. */
  sources: () => string[];
  alertPromiseMs: () => number;
  now: () => number;
};

/** Of so many dead leads, the latest, the dead letters are counted. */
const DEAD_MAX = 1_000;

/** Among so many of the oldest leads in flight the one that waits for its alert is looked for. */
const OLDEST_MAX = 300;

const SOURCES_EVERY_MS = 60_000;
const DEAD_EVERY_MS = 15_000;
const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** What a worker looks for. */
export function workerLooks(deps: LookDeps): Look[] {
  return [deadLetters(deps), paused(deps), waiting(deps), balance(deps), ...sourceLooks(deps)];
}

/** What the process looks for that keeps submissions: its journal is its own. */
export function intakeLooks(deps: {
  state: () => { ledgerTrouble?: string; journal: JournalState };
  now: () => number;
}): Look[] {
  return [
    {
      name: 'journal',
      alarms: async () => some(journalAlarm({ journal: deps.state().journal, now: deps.now() })),
      over: () => 'Redis has everything that was kept on disk.',
    },
    {
      name: 'not-kept',
      alarms: async () => some(notKeptAlarm(deps.state())),
      over: () => 'submissions are kept again.',
    },
  ];
}

function deadLetters({ ledger }: LookDeps): Look {
  return {
    name: 'dead-letters',
    everyMs: DEAD_EVERY_MS,
    alarms: async () => {
      const found: DeadLetter[] = [];
      const { leads } = await ledger.list('dead', { offset: 0, limit: DEAD_MAX });
      for (const { leadId } of leads) {
        const steps = Object.values((await ledger.load(leadId))?.steps ?? {});
        found.push(...steps.flatMap(({ deadLetter }) => deadLetter ?? []));
      }
      return groupDeadLetters(found).flatMap((group) => some(deadLetterAlarm(group)));
    },
    over: (cause) => `no dead letters of this kind are left (${rest(cause)}).`,
  };
}

function paused({ systems }: LookDeps): Look {
  return {
    name: 'paused',
    alarms: async () => (await systems.paused()).map(pausedAlarm),
    over: (cause) => `${rest(cause)} is well again, and its stages go on.`,
  };
}

function waiting({ ledger, alertPromiseMs, now }: LookDeps): Look {
  return {
    name: 'waiting',
    alarms: async () => {
      const oldest = await oldestUntold(ledger);
      return some(
        waitingAlarm({ promiseMs: alertPromiseMs(), now: now(), ...(oldest && { oldest }) }),
      );
    },
    over: () => 'no lead waits longer for its alert than promised.',
  };
}

async function oldestUntold(
  ledger: LookDeps['ledger'],
): Promise<{ leadId: string; since: number } | undefined> {
  const { total } = await ledger.list('in_flight', { offset: 0, limit: 1 });
  const offset = Math.max(0, total - OLDEST_MAX);
  const { leads } = await ledger.list('in_flight', { offset, limit: OLDEST_MAX });
  for (const { leadId, at } of leads.toReversed()) {
    const record = await ledger.load(leadId);
    if (record && isUntold(record)) return { leadId, since: at };
  }
  return undefined;
}

/** A canary and a held lead have their own alarms, and a provisional alert keeps the promise. */
function isUntold({ lead, held, steps, effects }: LeadRecord): boolean {
  const told = ['alert-provisional', 'alert-provisional-fallback'].some(
    (name) => effects[name]?.state === 'made',
  );
  return !lead?.synthetic && !held && !told && steps['alert']?.state === 'pending';
}

/** Its counters are read one after the other, so only what is off twice in a row is off. */
function balance({ ledger }: LookDeps): Look {
  let offBefore = false;
  return {
    name: 'balance',
    everyMs: DEAD_EVERY_MS,
    alarms: async () => {
      const alarm = balanceAlarm(await ledger.balance());
      const sure = alarm === undefined || offBefore;
      offBefore = alarm !== undefined;
      return sure ? some(alarm) : undefined;
    },
    over: () => 'the ledger balances.',
  };
}

function sourceLooks({ habits, sources, now }: LookDeps): Look[] {
  return [
    {
      name: 'quiet',
      everyMs: SOURCES_EVERY_MS,
      alarms: async () => {
        const fromHour = Math.floor((now() - (WEEKS_KEPT + 2) * WEEK_MS) / HOUR_MS);
        const volumes = await Promise.all(
          sources().map((source) => habits.volume(source, fromHour)),
        );
        return volumes.flatMap((volume) => (volume ? some(quietSourceAlarm(volume, now())) : []));
      },
      over: (cause) => `source ${rest(cause)} is as busy as usual.`,
    },
    {
      name: 'fields',
      everyMs: SOURCES_EVERY_MS,
      alarms: async () => {
        const fields = await Promise.all(sources().map((source) => habits.fields(source)));
        return fields.flatMap((each) => some(driftAlarm(each)));
      },
      over: (cause) =>
        `the fields of source ${rest(cause)} are steady; what it sends now is taken for usual.`,
    },
    {
      name: 'retired-secret',
      everyMs: SOURCES_EVERY_MS,
      alarms: async () =>
        (await habits.retiredSecrets()).flatMap((use) => some(retiredSecretAlarm(use, now()))),
      over: (cause) => `the retired secret was not used for a day (${rest(cause)}).`,
    },
  ];
}

function some(alarm: Alarm | undefined): Alarm[] {
  return alarm ? [alarm] : [];
}

/** What the cause says beyond the look's name. */
function rest(cause: string): string {
  return cause.slice(cause.indexOf(':') + 1);
}
