import type { AlertReference } from './ports.ts';

/**
 * What watching over leadline keeps from one round to the next, and shares among workers. Adapters
 * in systems/redis implement it.
 */

/* ── alarms ────────────────────────────────────────────────────────────────────────────────── */

export type Alarm = {
  /** Stable, and the same for everything that one person would mend at once: `paused:hubspot`. */
  cause: string;
  /** What is wrong, in a sentence. */
  says: string;
  /** What a person can do about it, in a sentence. */
  doThis: string;
  /** How many leads, dead letters or submissions it is about. */
  count?: number;
};

export type OpenAlarm = Alarm & {
  /** Milliseconds since 1970. */
  since: number;
  /** The first message, once there is one. */
  message?: AlertReference;
};

/** `closed`: it was over a short while ago, so this is the same trouble once more. */
export type AlarmTurn = {
  /** It has to be said now: the turn is the caller's until `leaseUntil`, and nobody else's. */
  say: boolean;
  was: 'new' | 'open' | 'closed';
  /** Where it began. */
  message?: AlertReference;
};

type Turn = { now: number; leaseUntil: number };

export type AlarmStore = {
  /** Keeps the alarm as open. */
  raise: (alarm: Alarm, turn: Turn) => Promise<AlarmTurn>;
  /** It was said: quiet until then. */
  said: (cause: string, until: number, message?: AlertReference) => Promise<void>;
  /** It could not be said: again from then on. */
  unsaid: (cause: string, until: number) => Promise<void>;
  /** The open alarm whose end has to be said now, on the same terms. Undefined: nothing to say. */
  end: (cause: string, turn: Turn) => Promise<OpenAlarm | undefined>;
  /** Its end was said. Where it began is remembered until then. Not if it was raised meanwhile. */
  close: (cause: string, rememberUntil: number) => Promise<void>;
  all: () => Promise<OpenAlarm[]>;
};

/* ── canaries ──────────────────────────────────────────────────────────────────────────────── */

/** The latest canary of a source. */
export type Canary = {
  source: string;
  /** Milliseconds since 1970. */
  postedAt: number;
  /** Absent when it was not accepted. */
  leadId?: string;
  completedAt?: number;
  /** What stands in its way for good. */
  says?: string;
  /** The one before did not run through in time: only this one's success ends the alarm. */
  afterFailure?: true;
};

export type CanaryStore = {
  keep: (canary: Canary) => Promise<void>;
  all: () => Promise<Canary[]>;
};

/* ── what sources usually send ─────────────────────────────────────────────────────────────── */

/** Told by the intake, beside the answer: must neither wait nor throw. */
export type SourceObserver = {
  submission: (seen: {
    source: string;
    /** The sender's own keys. */
    keys: string[];
    /** Milliseconds since 1970. */
    at: number;
  }) => void;
  retiredSecret: (seen: { source: string; secretId: string; at: number }) => void;
};

export type SourceVolume = {
  source: string;
  /** Hours since 1970 of the first submission ever. */
  firstHour: number;
  /** Submissions by hours since 1970; an hour without any is not there. */
  counts: ReadonlyMap<number, number>;
};

export type SourceFields = {
  source: string;
  /** Submissions so far. */
  total: number;
  /** The keys of the latest submissions, the newest first. */
  recent: string[][];
  /** Each key's first submission, counted from 1. */
  firstSeen: ReadonlyMap<string, number>;
};

export type RetiredSecretUse = {
  source: string;
  secretId: string;
  count: number;
  lastAt: number;
};

export type SourceHabits = {
  /** Undefined: nothing was ever submitted. Forgets what is older than `fromHour`. */
  volume: (source: string, fromHour: number) => Promise<SourceVolume | undefined>;
  fields: (source: string) => Promise<SourceFields>;
  retiredSecrets: () => Promise<RetiredSecretUse[]>;
};
