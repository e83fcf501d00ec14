import type { RoutingConfiguration } from '../routing/compiled-routing.ts';

/**
 * Configurations over time. Every one that was ever live or shadow is kept by its hash for as long
 * as leads are kept, so that a past decision can be made again. Plain data; the rules of who
 * replaces whom are in configuration-rules.ts.
 */

/** The files as they were read, by name. References (`${NAME}`) stand unreplaced in them. */
export type KeptConfiguration = { hash: string; files: Record<string, string> };

/** What keeps a configuration from being used, and what to do about it. */
export type Unusable = { ok: false; says: string; doThis: string };

export type LoadedConfiguration = { ok: true; parts: RoutingConfiguration } | Unusable;

/* ── what stages and commands ask ──────────────────────────────────────────────────────────── */

export type Configurations = {
  /** For replays, receipts and backtests; each is read and parsed once in a process. */
  load: (hash: string) => Promise<LoadedConfiguration>;
  /**
   * The configuration that rides along, ready for `compileRouting`: the same object until another
   * one does. Undefined: none does. Costs nothing: it is brought up to date aside.
   */
  shadow: () => ShadowConfiguration | undefined;
  /** Counts it once a lead and shadow, and keeps the latest that differ. */
  recordDivergence: (divergence: Divergence) => Promise<void>;
};

export type ShadowConfiguration = RoutingConfiguration & {
  /**
   * Name of the rotation that the shadow takes its turns from, so that it never takes one of the
   * live leads' turns. Another shadow, or the same one started again, has another.
   */
  rotation: string;
};

export type Divergence = {
  leadId: string;
  /** Milliseconds since 1970. */
  at: number;
  live: DecidedBy;
  shadow: DecidedBy;
  /** Another market or another owner. */
  differs: boolean;
};

/** `owner`: key in team.yaml, else the address; absent: nobody. */
export type DecidedBy = { hash: string; market: string; owner?: string };

export type Divergences = {
  /** Leads that both have decided, and how many of them differ. */
  decided: number;
  differing: number;
  /** Those that differ, newest first. */
  latest: Divergence[];
};

/* ── which one is live ─────────────────────────────────────────────────────────────────────── */

export type ConfigurationState = {
  /** Counts changes: whoever changes on the ground of an older one is refused. */
  version: number;
  live?: { hash: string; since: number };
  /** What was live before: what a rollback brings back. */
  previous?: string;
  shadow?: { hash: string; since: number };
  /** When a person last promoted or rolled back, in milliseconds since 1970. */
  decidedAt?: number;
};

export const CHANGE_KINDS = [
  'first start',
  'folder changed',
  'promoted',
  'rolled back',
  'shadow started',
  'shadow stopped',
] as const;

/** One line of the history: what holds from then on. */
export type ConfigurationChange = {
  /** Milliseconds since 1970. */
  at: number;
  how: (typeof CHANGE_KINDS)[number];
  by: string;
  why: string;
  live?: string;
  shadow?: string;
};

/** What one running process says of itself. */
export type ProcessReport = {
  /** Host, folder and process id: unique. */
  process: string;
  /** Host and folder. */
  place: string;
  /** Milliseconds since 1970; one that has not reported for a minute is gone. */
  at: number;
  runs: string;
  trouble?: ConfigurationTrouble;
};

export type ConfigurationTrouble = {
  /**
   * `wrong`: the folder's files are refused. `behind`: the folder has another configuration than
   * the live one. `not-taken`: this process cannot use the live one.
   */
  kind: 'wrong' | 'behind' | 'not-taken';
  /** Of the folder's files; of the live one when it was not taken. */
  hash: string;
  since: number;
  says: string;
  doThis: string;
};

export type ConfigurationStore = {
  state: () => Promise<ConfigurationState>;
  /**
   * Makes `to` the state, all at once, if nobody has changed `from` meanwhile: answers false then.
   * The configurations that it names are kept without end, those that it no longer names as long
   * as leads are.
   */
  change: (
    from: ConfigurationState,
    to: ConfigurationState,
    entry: ConfigurationChange,
  ) => Promise<boolean>;
  /** Before it is made live or shadow. */
  keep: (configuration: KeptConfiguration) => Promise<void>;
  /** Being asked for prolongs its time. */
  kept: (hash: string) => Promise<{ ok: true; kept: KeptConfiguration } | Unusable>;
  wasLive: (hash: string) => Promise<boolean>;
  /** The configuration that was last seen in a place (`host:/absolute/folder`). */
  seenIn: (place: string) => Promise<string | undefined>;
  see: (place: string, hash: string) => Promise<void>;
  /** Newest first. */
  history: (limit: number) => Promise<ConfigurationChange[]>;
  report: (report: ProcessReport) => Promise<void>;
  forget: (process: string) => Promise<void>;
  reports: () => Promise<ProcessReport[]>;
  /** Answers false when this lead was recorded before, or is gone. */
  recordDivergence: (divergence: Divergence) => Promise<boolean>;
  divergences: (between: { live: string; shadow: string }, limit: number) => Promise<Divergences>;
};
