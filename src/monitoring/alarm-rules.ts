import type { JournalState } from '../workflow/journal.ts';
import type { Balance, DeadLetter, SystemPause } from '../workflow/ledger.ts';
import type { Alarm, RetiredSecretUse } from '../workflow/watch-ports.ts';
import { durationInWords } from './duration-in-words.ts';

/**
 * When something is wrong, and what a person can do about it: one pure rule a cause. What is
 * observed comes from watch rounds (looks.ts); what is said, and how often, is alarms.ts.
 */

const IDS_SHOWN = 10;
const HOUR_MS = 3_600_000;

/** Dead letters that one person would mend at once: the same answer of the same system. */
export type DeadLetterGroup = {
  system: string;
  code: string;
  errorClass: DeadLetter['errorClass'];
  count: number;
  stages: string[];
  advice: string;
};

export function groupDeadLetters(deadLetters: DeadLetter[]): DeadLetterGroup[] {
  const groups = new Map<string, DeadLetterGroup>();
  for (const { system = 'leadline', code, errorClass, step, advice } of deadLetters) {
    const key = deadLetterCause(system, code ?? errorClass);
    const stage = step.split('~')[0] ?? step;
    const group = groups.get(key);
    groups.set(key, {
      system,
      code: code ?? errorClass,
      errorClass,
      count: (group?.count ?? 0) + 1,
      stages: [...new Set([...(group?.stages ?? []), stage])].toSorted(),
      advice: group?.advice ?? advice,
    });
  }
  return [...groups.values()];
}

function deadLetterCause(system: string, code: string): string {
  return `dead-letters:${system}:${code}`;
}

export function deadLetterAlarm(group: DeadLetterGroup): Alarm | undefined {
  const { system, code, errorClass, count, stages, advice } = group;
  if (count === 0) return undefined;
  const stage = stages.length === 1 ? ` --stage ${stages[0]}` : '';
  const letters = count === 1 ? '1 dead letter' : `${count} dead letters`;
  return {
    cause: deadLetterCause(system, code),
    says: `${letters} of ${system}, ${code}, in ${stages.join(', ')}`,
    doThis: `${advice} \`leadline dead list${stage} --class ${errorClass}\` shows them.`,
    count,
  };
}

export function pausedAlarm(pause: SystemPause): Alarm {
  const { system, reason, until, advice } = pause;
  const goesOn =
    until === undefined
      ? 'It goes on by itself once its credential is good again.'
      : `leadline tries it again by itself at ${new Date(until).toISOString()}.`;
  return {
    cause: pausedCause(system),
    says: `${system} is paused, so its stages stand still: ${reason}`,
    doThis: `${advice ?? `\`leadline doctor\` says what ${system} does not accept.`} ${goesOn}`,
  };
}

export function pausedCause(system: string): string {
  return `paused:${system}`;
}

export type WaitingObserved = {
  /** The lead that waits longest for its alert; absent: none does. */
  oldest?: { leadId: string; since: number };
  promiseMs: number;
  now: number;
};

/** A provisional alert is due at the same moment by default: it gets a round to be posted. */
const PROVISIONAL_ROUND_MS = 15_000;

export function waitingAlarm({ oldest, promiseMs, now }: WaitingObserved): Alarm | undefined {
  if (!oldest || now - oldest.since <= promiseMs + PROVISIONAL_ROUND_MS) return undefined;
  return {
    cause: 'waiting',
    says: `lead ${oldest.leadId} has waited ${durationInWords(now - oldest.since)} for its alert; promised are ${durationInWords(promiseMs)}`,
    doThis: `\`leadline trace ${oldest.leadId}\` shows where it stands. Is the worker running, and do the systems answer (\`leadline doctor\`)?`,
  };
}

export type JournalObserved = {
  journal: Pick<JournalState, 'entries' | 'oldestAt'>;
  now: number;
};

export function journalAlarm({ journal, now }: JournalObserved): Alarm | undefined {
  const { entries, oldestAt } = journal;
  if (entries === 0) return undefined;
  const age = oldestAt === undefined ? '' : `, the oldest for ${durationInWords(now - oldestAt)}`;
  return {
    cause: 'journal',
    says: `${entries} ${entries === 1 ? 'submission waits' : 'submissions wait'} on disk${age}, because Redis does not take them`,
    doThis:
      'Bring Redis back; `/readyz` says what keeps it. They are taken over by themselves. Do not delete LEADLINE_DATA.',
    count: entries,
  };
}

export type KeepingObserved = {
  /** What keeps the ledger from taking submissions; absent: nothing. */
  ledgerTrouble?: string;
  journal: Pick<JournalState, 'writable' | 'says'>;
};

/** Neither Redis nor the disk: senders get a 503, and those who never come again are lost. */
export function notKeptAlarm({ ledgerTrouble, journal }: KeepingObserved): Alarm | undefined {
  if (ledgerTrouble === undefined || journal.writable) return undefined;
  return {
    cause: 'not-kept',
    says: `submissions cannot be kept and are answered 503. Redis: ${ledgerTrouble}; disk: ${journal.says}`,
    doThis: 'At once: bring Redis back, or make room on the disk of LEADLINE_DATA.',
  };
}

export function balanceAlarm({ accepted, byStatus, balanced, astray }: Balance): Alarm | undefined {
  if (balanced) return undefined;
  const sum = Object.values(byStatus).reduce((total, each) => total + each, 0);
  const shown = astray.slice(0, IDS_SHOWN).join(', ');
  const more = astray.length > IDS_SHOWN ? ` and ${astray.length - IDS_SHOWN} more` : '';
  const which = astray.length === 0 ? 'none can be named' : `${shown}${more}`;
  return {
    cause: 'balance',
    says: `the ledger does not balance: ${accepted} accepted, ${sum} accounted for. Astray: ${which}`,
    doThis:
      '`leadline ledger` shows both sides, `leadline trace <id>` one of them. Was Redis restored from an older copy, or written to by hand?',
    count: Math.max(1, astray.length),
  };
}

/** Used within a day: the sender was not given the new secret. */
const RETIRED_USE_MS = 24 * HOUR_MS;

export function retiredSecretAlarm(use: RetiredSecretUse, now: number): Alarm | undefined {
  const { source, secretId, count, lastAt } = use;
  if (now - lastAt > RETIRED_USE_MS) return undefined;
  return {
    cause: `retired-secret:${source}:${secretId}`,
    says: `source ${source} still signs with the retired secret "${secretId}", last ${durationInWords(now - lastAt)} ago`,
    doThis:
      'Put the new secret into the sender. Remove the old one from sources.yaml once this is over: submissions signed with it are refused from then on.',
    count,
  };
}

export type CanaryObserved = {
  source: string;
  /** When it was posted, and when it had run through. */
  postedAt: number;
  completedAt?: number;
  /** What stands in its way, if anything is known. */
  says?: string;
  /** The one before did not run through in time: only this one's success ends the alarm. */
  afterFailure?: true;
  withinMs: number;
  now: number;
};

export function canaryAlarm(observed: CanaryObserved): Alarm | undefined {
  const { source, postedAt, completedAt, says, afterFailure, withinMs, now } = observed;
  const tookMs = (completedAt ?? now) - postedAt;
  const well = completedAt !== undefined || (says === undefined && !afterFailure);
  if (tookMs <= withinMs && well) return undefined;
  const late =
    completedAt === undefined
      ? `has not run through after ${durationInWords(tookMs)}${afterFailure ? ', nor had the one before' : ''}`
      : `took ${durationInWords(tookMs)} to run through`;
  return {
    cause: `canary:${source}`,
    says: `the canary of source ${source} ${late}${says === undefined ? '' : `: ${says}`}`,
    doThis:
      'Real leads of this source are probably held up as well. `leadline doctor` tries every system; is the worker running?',
  };
}
