import type { DeadLetter, LeadRecord, Ledger } from './ledger.ts';
import type { Log } from './ports.ts';
import type { Queues } from './queues.ts';
import { replayFrom, STAGES, type StageName, stepOf, stepsBefore } from './steps.ts';

/** What operations can ask for. Every condition given must hold. */
export type DeadLetterFilter = {
  leadId?: string;
  stage?: StageName;
  errorClass?: string;
  source?: string;
  /** Milliseconds since 1970. */
  since?: number;
  until?: number;
};

export type FoundDeadLetter = { deadLetter: DeadLetter; record: LeadRecord };

export type DeadLetters = {
  /** Newest first. */
  find: (filter: DeadLetterFilter) => Promise<FoundDeadLetter[]>;
  /** Runs it again: only the effects that are missing. */
  replay: (deadLetter: DeadLetter) => Promise<void>;
  /** Gives the step up for good, and with it those that can never start without it. */
  discard: (deadLetter: DeadLetter, by: string) => Promise<void>;
};

export function createDeadLetters(deps: {
  ledger: Ledger;
  queues: Queues;
  now: () => number;
  log: Log;
}): DeadLetters {
  const { ledger, queues, now, log } = deps;

  async function find(filter: DeadLetterFilter): Promise<FoundDeadLetter[]> {
    const ids = filter.leadId === undefined ? await idsOf(filter.stage) : [filter.leadId];
    const found: FoundDeadLetter[] = [];
    for (const leadId of ids) {
      const record = await ledger.load(leadId);
      for (const { deadLetter } of Object.values(record?.steps ?? {})) {
        if (record && deadLetter && matches(filter, deadLetter, record)) {
          found.push({ deadLetter, record });
        }
      }
    }
    return found.toSorted((one, other) => other.deadLetter.at - one.deadLetter.at);
  }

  async function idsOf(stage: StageName | undefined): Promise<string[]> {
    const stages = stage === undefined ? STAGES : [stage];
    const entries = await Promise.all(stages.map((each) => queues.deadLetters(each)));
    return [...new Set(entries.flat().map(({ leadId }) => leadId))];
  }

  /**
   * The step is revived first: from then on the ledger says "pending", and whatever is interrupted
   * after it is put right by the sweeper.
   */
  async function replay(deadLetter: DeadLetter): Promise<void> {
    const { leadId } = deadLetter;
    const step = stepOf(deadLetter.step);
    const first = replayFrom(step);
    await ledger.reviveStep(leadId, deadLetter.step, now());
    await queues.removeDeadLetter(deadLetter);
    // Out of the way: its failed job would stop the next one of the same id.
    if (first.stage !== step.stage) await queues.remove(step, leadId);
    await queues.putBack(first, leadId);
    log.info('dead letter replayed', { leadId, step: deadLetter.step });
  }

  async function discard(deadLetter: DeadLetter, by: string): Promise<void> {
    const { leadId, step } = deadLetter;
    const record = await ledger.load(leadId);
    const given = [step, ...laterSteps(step, Object.keys(record?.steps ?? {}))];
    await ledger.discardSteps(leadId, given, `${given.join(', ')} discarded by ${by}`, now());
    await queues.removeDeadLetter(deadLetter);
    await queues.remove(stepOf(step), leadId);
    log.info('dead letter discarded', { leadId, step, by });
  }

  return { find, replay, discard };
}

function matches(filter: DeadLetterFilter, deadLetter: DeadLetter, record: LeadRecord): boolean {
  const { stage, errorClass, source, since, until } = filter;
  return (
    (stage === undefined || stepOf(deadLetter.step).stage === stage) &&
    (errorClass === undefined || deadLetter.errorClass === errorClass) &&
    (source === undefined || record.source === source) &&
    (since === undefined || deadLetter.at >= since) &&
    (until === undefined || deadLetter.at <= until)
  );
}

/** Everything that waits for this step, directly or not. */
function laterSteps(step: string, all: string[]): string[] {
  return all.filter((each) => stepsBefore(stepOf(each)).includes(step));
}
