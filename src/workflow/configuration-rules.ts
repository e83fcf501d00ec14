import type { ConfigurationChange, ConfigurationState } from './configurations.ts';

/** Who replaces whom. Pure; the store makes each change atomic. */

export type FolderSeen = {
  /** Hash of what the folder holds, which is right. */
  folder: string;
  /** Absent before the very first start. */
  live?: string | undefined;
  /** What was last seen in this place, by any process. */
  seenHere?: string | undefined;
  /** The folder's configuration was live at some time. */
  wasLive: boolean;
  /** Since a person last promoted or rolled back; absent: nobody ever has. */
  sinceDecisionMs?: number | undefined;
};

export type FolderVerdict =
  /** It is live already. */
  | 'same'
  /** Somebody edited it: it becomes the live one. */
  | 'propose'
  /** It is older than the live one: the process runs the live one, and somebody should know. */
  | 'follow';

/**
 * Folders of several machines get a new configuration one after the other: within this time after
 * a person has rolled it back, one of them is late, and not edited.
 */
const LATE_FOLDER_MS = 5 * 60_000;

export function whichWins(seen: FolderSeen): FolderVerdict {
  const { folder, live, seenHere, wasLive, sinceDecisionMs } = seen;
  if (folder === live) return 'same';
  if (live === undefined || !wasLive) return 'propose';
  const edited = seenHere !== undefined && seenHere !== folder;
  const late = sinceDecisionMs !== undefined && sinceDecisionMs < LATE_FOLDER_MS;
  return edited && !late ? 'propose' : 'follow';
}

/** A change that a person asked for and that cannot be: what is so, and what to do. */
export type Refused = { refused: true; says: string; doThis: string };

type Change = ConfigurationState | Refused;

export function isRefused(change: Change): change is Refused {
  return 'refused' in change;
}

/** A changed folder, or the first one ever. What rode along as shadow and now is live has arrived. */
export function takeOver(state: ConfigurationState, hash: string, at: number): ConfigurationState {
  const { live, shadow, ...rest } = state;
  return {
    ...rest,
    version: state.version + 1,
    live: { hash, since: at },
    ...(live && { previous: live.hash }),
    ...(shadow && shadow.hash !== hash && { shadow }),
  };
}

/** The shadow and the live one change places; with a hash, that one becomes live. */
export function promote(state: ConfigurationState, at: number, hash?: string): Change {
  const { live, shadow } = state;
  const next = hash ?? shadow?.hash;
  if (next === undefined) {
    return refusal(
      'There is no shadow configuration that could be promoted.',
      'Start one with `leadline shadow start <folder>`, or name a folder: `leadline promote <folder>`.',
    );
  }
  if (next === live?.hash) {
    return refusal(`Configuration ${next} is live already.`, 'Nothing needs to be done.');
  }
  const promoted = { ...takeOver(state, next, at), decidedAt: at };
  const swaps = live && shadow?.hash === next;
  return swaps ? { ...promoted, shadow: { hash: live.hash, since: at } } : promoted;
}

/** Undoes the last change of the live one, whoever made it; once more, and it is done again. */
export function rollBack(state: ConfigurationState, at: number): Change {
  const { previous } = state;
  if (previous === undefined) {
    return refusal(
      'No configuration was live before this one, so there is nothing to roll back to.',
      '`leadline configurations` lists those that were.',
    );
  }
  return promote(state, at, previous);
}

export function startShadow(state: ConfigurationState, hash: string, at: number): Change {
  const { live } = state;
  if (live === undefined) {
    return refusal(
      'No configuration is live yet, so there is nothing that a shadow could be compared with.',
      'Start leadline first: `leadline start`.',
    );
  }
  if (live.hash === hash) {
    return refusal(
      `Configuration ${hash} is the live one: it would agree with itself.`,
      'Name a folder with other content.',
    );
  }
  return { ...state, version: state.version + 1, shadow: { hash, since: at } };
}

export function stopShadow(state: ConfigurationState): Change {
  const { shadow, ...rest } = state;
  if (!shadow) return refusal('There is no shadow configuration.', 'Nothing needs to be done.');
  return { ...rest, version: state.version + 1 };
}

/** The name of the rotation that a shadow takes its turns from. */
export function rotationOfShadow(shadow: NonNullable<ConfigurationState['shadow']>): string {
  return `shadow-${shadow.hash}-${shadow.since}`;
}

function refusal(says: string, doThis: string): Refused {
  return { refused: true, says, doThis };
}

/** The time in which one configuration was live, or rode along. */
export type ConfigurationSpan = {
  hash: string;
  role: 'live' | 'shadow';
  from: number;
  /** Absent: still so. */
  until?: number;
} & Pick<ConfigurationChange, 'how' | 'by' | 'why'>;

/** The history as spans, newest first; `changes` newest first too. */
export function spansOf(changes: readonly ConfigurationChange[]): ConfigurationSpan[] {
  const spans: ConfigurationSpan[] = [];
  const open: Partial<Record<ConfigurationSpan['role'], ConfigurationSpan>> = {};
  for (const change of changes.toReversed()) {
    for (const role of ['live', 'shadow'] as const) {
      const hash = change[role];
      const before = open[role];
      const stays =
        before?.hash === hash && !(role === 'shadow' && change.how === 'shadow started');
      if (stays) continue;
      if (before) before.until = change.at;
      delete open[role];
      if (hash === undefined) continue;
      const { at: from, how, by, why } = change;
      const span: ConfigurationSpan = { hash, role, from, how, by, why };
      open[role] = span;
      spans.push(span);
    }
  }
  return spans.toReversed();
}
