import type { LedgerErasure } from './erasure.ts';
import type { LeadRecord, LeadStatus, Ledger, RawSubmission } from './ledger.ts';
import type { Log } from './ports.ts';
import type { Queues } from './queues.ts';
import { receiptOf } from './receipt.ts';
import { stepOf } from './steps.ts';

export type Erased = {
  /** What was taken out of the ledger, in the order it was received. */
  leads: ErasedLead[];
};

export type ErasedLead = {
  leadId: string;
  source: string;
  /** Milliseconds since 1970. */
  receivedAt: number;
  was: LeadStatus;
  /** False: it could not be read, but what was sent has the address in it. */
  read: boolean;
  /** Steps whose jobs were taken out of the queues. */
  steps: string[];
  deadLetters: number;
  /** What leadline made in outside systems, and cannot take back. */
  outside: { effect: string; outsideId?: string }[];
};

export type EraseDeps = {
  ledger: Pick<Ledger, 'load' | 'raw' | 'leadsOfEmail' | 'list'>;
  erasure: LedgerErasure;
  queues: Pick<Queues, 'remove' | 'removeDeadLetter'>;
  now: () => number;
  log: Log;
};

/**
 * Removes a person: leads, results, stories, submissions as they came, jobs, dead letters and the
 * person's indexes. The tombstone comes first, so that nothing older can slip in behind; each lead
 * is one atomic step, and whoever is interrupted does it again. Workers that are at a lead of the
 * person can write nothing more about it. What the journal on disk still holds of the person meets
 * the tombstone when it is drained, which needs nothing but the Redis that this needs too.
 *
 * `email` is the normalised address.
 */
export async function erasePerson(email: string, deps: EraseDeps): Promise<Erased> {
  const { ledger, erasure, now, log } = deps;
  await erasure.bury(email, now());
  const leads: ErasedLead[] = [];
  const read = await ledger.leadsOfEmail(email);
  for (const leadId of [...read, ...(await unreadOf(email, ledger))]) {
    const erased = await eraseLead(leadId, 'The person was erased.', deps);
    if (erased) leads.push(erased);
  }
  log.info('a person was erased', { leads: leads.length });
  return { leads: leads.toSorted((one, other) => one.receivedAt - other.receivedAt) };
}

/** One lead out of ledger and queues. Undefined when there is none, or nothing left of it. */
export async function eraseLead(
  leadId: string,
  says: string,
  { ledger, erasure, queues, now, log }: EraseDeps,
): Promise<ErasedLead | undefined> {
  const record = await ledger.load(leadId);
  if (!record || record.status === 'erased') return undefined;
  await erasure.erase(leadId, says, now());
  const steps = Object.keys(record.steps);
  for (const step of steps) await queues.remove(stepOf(step), leadId);
  const deadLetters = Object.values(record.steps).flatMap(({ deadLetter }) => deadLetter ?? []);
  for (const deadLetter of deadLetters) await queues.removeDeadLetter(deadLetter);
  log.info('a lead was erased', { leadId, status: record.status });
  return {
    leadId,
    source: record.source,
    receivedAt: record.receivedAt,
    was: record.status,
    read: record.lead !== undefined,
    steps,
    deadLetters: deadLetters.length,
    outside: outsideOf(record),
  };
}

function outsideOf(record: LeadRecord): ErasedLead['outside'] {
  return receiptOf(record, []).effects.map(({ effect, outsideId }) => ({
    effect,
    ...(outsideId !== undefined && { outsideId }),
  }));
}

const PAGE = 200;

/** Statuses in which a submission can be that nobody could read: no index knows its person. */
const MAYBE_UNREAD: LeadStatus[] = ['quarantined', 'refused'];

async function unreadOf(
  email: string,
  ledger: Pick<Ledger, 'load' | 'raw' | 'list'>,
): Promise<string[]> {
  const found: string[] = [];
  for (const status of MAYBE_UNREAD) {
    let total = Number.POSITIVE_INFINITY;
    for (let offset = 0; offset < total; offset += PAGE) {
      const page = await ledger.list(status, { offset, limit: PAGE });
      ({ total } = page);
      for (const { leadId } of page.leads) {
        if ((await ledger.load(leadId))?.lead) continue;
        const raw = await ledger.raw(leadId);
        if (raw && mentions(raw, email)) found.push(leadId);
      }
    }
  }
  return found;
}

/** As it is written in JSON and text, and in forms, where the @ is encoded. */
function mentions({ bodyBase64 }: RawSubmission, email: string): boolean {
  const body = Buffer.from(bodyBase64, 'base64').toString('utf8').toLowerCase();
  return [email, encodeURIComponent(email).toLowerCase()].some((form) => body.includes(form));
}
