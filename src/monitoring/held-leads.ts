import type { LeadRecord, Ledger } from '../workflow/ledger.ts';
import type { Metrics } from '../workflow/ports.ts';
import type { Alarm } from '../workflow/watch-ports.ts';
import { durationInWords } from './duration-in-words.ts';
import { createSettledGauges } from './settled-gauges.ts';
import type { Look } from './watch.ts';

export type HeldLead = { leadId: string; since: number; until: number; says: string };

export type HeldObserved = {
  /** Held leads; those that wait for the earliest time first. */
  held: HeldLead[];
  /** How many there are in all. */
  total: number;
  /** A lead that is held for longer than this raises an alarm. */
  promiseMs: number;
  now: number;
};

const EVERY_MS = 60_000;
const HELD_MAX = 500;

/** A lead whose time has come is looked at within five minutes, and then there is the CRM. */
const OVERDUE_MS = 15 * 60_000;

/**
 * Nobody forgets a lead that waits for its people: past its time it is not decided for another
 * reason, and over the promise its market keeps leads too long.
 */
export function heldAlarms({ held, total, promiseMs, now }: HeldObserved): Alarm[] {
  const overdue = held.filter(({ until }) => now - until > OVERDUE_MS);
  const [first] = overdue;
  const long = held
    .filter(({ since, until }) => now - since > promiseMs && until >= now)
    .toSorted((one, other) => one.since - other.since);
  const [oldest] = long;
  return [
    ...(first
      ? [
          {
            cause: 'held:overdue',
            says: `${counted(overdue.length)} held until ${durationInWords(now - first.until)} ago and still not assigned, the first of them ${first.leadId}`,
            doThis: `Is a worker running, and does the CRM answer (\`leadline doctor\`)? \`leadline trace ${first.leadId}\` shows where it stands.`,
            count: overdue.length,
          },
        ]
      : []),
    ...(oldest
      ? [
          {
            cause: 'held:long',
            says: `${counted(long.length)} held for longer than ${durationInWords(promiseMs)} (${total} held in all); ${oldest.leadId} for ${durationInWords(now - oldest.since)}: ${oldest.says}`,
            doThis:
              '`leadline leads --held` lists them. Bring somebody back (`leadline back`, `leadline on`), or change whenNobody in markets.yaml: it is taken over without restart.',
            count: long.length,
          },
        ]
      : []),
  ];
}

function counted(count: number): string {
  return count === 1 ? '1 lead is' : `${count} leads are`;
}

/** Looks after them, and counts them for `/metrics`. */
export function heldLook(deps: {
  ledger: Pick<Ledger, 'held' | 'load'>;
  metrics: Metrics;
  promiseMs: () => number;
  now: () => number;
}): Look {
  const { ledger, metrics, promiseMs, now } = deps;
  const gauges = createSettledGauges(metrics);
  return {
    name: 'held',
    everyMs: EVERY_MS,
    alarms: async () => {
      const { leads, total } = await ledger.held(HELD_MAX);
      const records = await Promise.all(leads.map(({ leadId }) => ledger.load(leadId)));
      gauges.show('leadline_held_leads', [{ labels: {}, value: total }]);
      const held = records.flatMap((record) => (record && heldIn(record)) ?? []);
      return heldAlarms({ held, total, promiseMs: promiseMs(), now: now() });
    },
    over: () => 'no lead is held for too long.',
  };
}

/** Undefined once it has its owner, or is gone. */
function heldIn({ leadId, held }: LeadRecord): HeldLead | undefined {
  return held && { leadId, ...held };
}
