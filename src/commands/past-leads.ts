import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { PastLead } from '../routing/backtest/past-lead.ts';
import type { Match } from '../routing/decision.ts';
import { decidedOn } from '../stages/decided-on.ts';
import { decidedPromptly } from '../stages/decided-promptly.ts';
import { assignedIn } from '../stages/step-results.ts';
import type { LeadRecord, Ledger } from '../workflow/ledger.ts';

const PAGE = 1_000;

/** Past leads of the ledger in the order in which they were first decided. */
export async function* pastLeadsOfLedger(
  ledger: Pick<Ledger, 'receivedSince' | 'load'>,
  since: number,
): AsyncGenerator<PastLead> {
  let waiting: PastLead[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const { leads } = await ledger.receivedSince(since, { offset, limit: PAGE });
    const records = await Promise.all(leads.map(({ leadId }) => ledger.load(leadId)));
    waiting.push(...records.flatMap((record) => (record && pastLeadOf(record)) ?? []));
    waiting = waiting.toSorted((one, other) => one.decidedAt - other.decidedAt);
    const ended = leads.length < PAGE;
    const certain = ended ? Number.POSITIVE_INFINITY : (leads.at(-1)?.at ?? 0);
    const place = waiting.findIndex(({ decidedAt }) => decidedAt > certain);
    const ready = place === -1 ? waiting : waiting.slice(0, place);
    waiting = waiting.slice(ready.length);
    yield* ready;
    if (ended) return;
  }
}

/** Undefined for what was never routed: canaries, quarantined, erased. */
function pastLeadOf(record: LeadRecord): PastLead | undefined {
  const { receivedAt } = record;
  const given = decidedOn(record);
  const { decision, basis, contactId } = assignedIn(record) ?? {};
  if (!given || given.lead.synthetic || !decision || !basis) return undefined;
  const { market, marketTitle, outcome, owner } = decision;
  return {
    ...given,
    decidedAt: decidedPromptly(decision.decidedAt, receivedAt) ? decision.decidedAt : receivedAt,
    ...(contactId !== undefined && { contactId }),
    absences: basis.absences,
    rotation: basis.rotation,
    decided: { market, marketTitle, outcome, ...(owner && { owner }) },
  };
}

/** A file that cannot be used, with its line. */
export class WrongLeadsFile extends Error {
  constructor(path: string, line: number, says: string) {
    super(`${path}:${line}: ${says}`);
    this.name = 'WrongLeadsFile';
  }
}

/**
 * One JSON document a line, as `--save` writes them, in the order of time. Throws WrongLeadsFile
 * at the first line that is none.
 */
export async function* pastLeadsOfFile(path: string): AsyncGenerator<PastLead> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let [line, before] = [0, Number.NEGATIVE_INFINITY];
  for await (const text of lines) {
    line += 1;
    if (text.trim() === '') continue;
    const past = readLine(path, line, text);
    if (past.decidedAt < before) {
      throw new WrongLeadsFile(path, line, 'is older than the line before; sort by decidedAt');
    }
    before = past.decidedAt;
    yield past;
  }
}

const NEW_PERSON: Match = { known: false, properties: {} };

function readLine(path: string, line: number, text: string): PastLead {
  const wrong = (says: string) => new WrongLeadsFile(path, line, says);
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw wrong('is no JSON document; expected one lead a line');
  }
  if (typeof found !== 'object' || found === null || !('lead' in found)) {
    throw wrong('has no lead; expected { "lead": {…}, "match": {…}, "decidedAt": … }');
  }
  const given = found as Partial<PastLead>;
  const { lead } = given;
  if (typeof lead?.leadId !== 'string' || typeof lead.person !== 'object') {
    throw wrong('has a lead without leadId or person; expected what `backtest --save` writes');
  }
  if (typeof lead.attribution?.utm !== 'object' || typeof lead.extra !== 'object') {
    throw wrong('has a lead without attribution or extra; expected what `backtest --save` writes');
  }
  const decidedAt = given.decidedAt ?? Date.parse(lead.receivedAt);
  if (!Number.isFinite(decidedAt)) throw wrong('has neither decidedAt nor lead.receivedAt');
  return { match: NEW_PERSON, ...given, lead, decidedAt };
}
