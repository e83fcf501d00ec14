import type { Alarm, SourceFields } from '../workflow/watch-ports.ts';

/** The latest submissions are compared with those before them. */
const LATEST = 10;
const BEFORE = 50;

/** How many submissions have to be remembered (systems/redis/source-habits.ts keeps them). */
const SUBMISSIONS_COMPARED = LATEST + BEFORE;

const KNOWN_SHARE = 0.9;
const NEW_TIMES = 3;

const SHOWN = 8;

export type Drift = {
  /** In 90 % of the 50 submissions before, in none of the last 10. */
  vanished: string[];
  /** Never seen before, in 3 of the last 10. */
  came: string[];
};

/** What has changed in the fields that a source sends. Undefined: too few to tell. */
export function driftOf({ total, recent, firstSeen }: SourceFields): Drift | undefined {
  const latest = recent.slice(0, LATEST);
  const before = recent.slice(LATEST, SUBMISSIONS_COMPARED);
  if (before.length < BEFORE) return undefined;
  const inLatest = timesSeen(latest);
  const inBefore = timesSeen(before);
  const vanished = [...inBefore]
    .filter(([key, times]) => times >= BEFORE * KNOWN_SHARE && !inLatest.has(key))
    .map(([key]) => key);
  const came = [...inLatest]
    .filter(([key, times]) => times >= NEW_TIMES && (firstSeen.get(key) ?? 0) > total - LATEST)
    .map(([key]) => key);
  return { vanished: vanished.toSorted(), came: came.toSorted() };
}

export function driftAlarm(fields: SourceFields): Alarm | undefined {
  const drift = driftOf(fields);
  if (!drift || drift.vanished.length + drift.came.length === 0) return undefined;
  const { vanished, came } = drift;
  const changes = [
    ...(vanished.length > 0
      ? [`${named(vanished)} no longer ${vanished.length === 1 ? 'comes' : 'come'}`]
      : []),
    ...(came.length > 0 ? [`${named(came)} ${came.length === 1 ? 'is' : 'are'} new`] : []),
  ];
  return {
    cause: `fields:${fields.source}`,
    says: `the fields of source ${fields.source} have changed: ${changes.join('; ')}`,
    doThis:
      'Was the form changed? Where a field was renamed, name its new key under `fields:` of the source in sources.yaml, then run `leadline check`.',
    count: vanished.length + came.length,
  };
}

function named(keys: string[]): string {
  const shown = keys.slice(0, SHOWN).map((key) => `"${key}"`);
  return keys.length > SHOWN
    ? `${shown.join(', ')} and ${keys.length - SHOWN} more`
    : shown.join(', ');
}

function timesSeen(submissions: string[][]): Map<string, number> {
  const times = new Map<string, number>();
  for (const key of submissions.flatMap((keys) => [...new Set(keys)])) {
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  return times;
}
