import type { DeadLetterFilter } from '../workflow/dead-letters.ts';
import { STAGES } from '../workflow/steps.ts';
import type { SettingsOptions } from './open-settings.ts';
import { readMoment } from './time-words.ts';

/** Which dead letters are meant: by lead, or by any of these together. */
export type DeadFilterOptions = SettingsOptions & {
  lead?: string;
  stage?: string;
  /** throttled, unavailable, refused, unauthorised, invalid, bug, stalled. */
  class?: string;
  source?: string;
  /** ISO 8601, or how long ago: 2h, 3d. */
  since?: string;
  until?: string;
};

const CLASSES = [
  'throttled',
  'unavailable',
  'refused',
  'unauthorised',
  'invalid',
  'bug',
  'stalled',
];

/** The filter that the options mean, or what is wrong with them. */
export function deadFilter(
  options: DeadFilterOptions,
  nowMs: number,
): { filter: DeadLetterFilter; narrowed: boolean } | { says: string; doThis: string } {
  const stage = STAGES.find((each) => each === options.stage);
  if (options.stage !== undefined && !stage) {
    return unknown('stage', options.stage, STAGES);
  }
  if (options.class !== undefined && !CLASSES.includes(options.class)) {
    return unknown('class of errors', options.class, CLASSES);
  }
  const moments: Pick<DeadLetterFilter, 'since' | 'until'> = {};
  for (const name of ['since', 'until'] as const) {
    const text = options[name];
    if (text === undefined) continue;
    const at = readMoment(text, nowMs);
    if (at === undefined) {
      return {
        says: `--${name}: "${text}" is no moment.`,
        doThis: 'Expected an ISO date or time such as 2026-07-01, or how long ago: 30m, 2h, 3d.',
      };
    }
    moments[name] = at;
  }
  const filter: DeadLetterFilter = {
    ...moments,
    ...(options.lead !== undefined && { leadId: options.lead }),
    ...(stage && { stage }),
    ...(options.class !== undefined && { errorClass: options.class }),
    ...(options.source !== undefined && { source: options.source }),
  };
  return { filter, narrowed: Object.keys(filter).length > 0 };
}

/**
 * The same for a command that changes what it finds: there, no condition at all is more likely a
 * slip than a wish, so all of them have to be asked for. `done`: what is to become of them.
 */
export function deadSelection(
  options: DeadFilterOptions & { all?: boolean },
  nowMs: number,
  done: 'replayed' | 'discarded',
): { filter: DeadLetterFilter } | { says: string; doThis: string } {
  const read = deadFilter(options, nowMs);
  if ('says' in read || read.narrowed || options.all) return read;
  return {
    says: `Which dead letters are to be ${done}?`,
    doThis: 'Give a lead id, or conditions as for `leadline dead list`, or --all.',
  };
}

function unknown(what: string, written: string, known: readonly string[]) {
  return {
    says: `"${written}" is no ${what}.`,
    doThis: `Expected one of: ${known.join(', ')}.`,
  };
}
