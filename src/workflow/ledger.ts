import type { Lead } from '../lead/lead.ts';
import type { Absences } from '../routing/absences.ts';
import type { Basis, Decision } from '../routing/decision.ts';
import type { RotationState, StandingEntry, StandingReason } from '../routing/rotation-state.ts';
import { type Step, type StepKey, stepBefore } from './steps.ts';
import type { FailureKind } from './system-failure.ts';

/**
 * The ledger: the durable record of each lead and of what every stage did about it.
 * A stage asks it first, writes the attempt before an effect and the result after it; so a process
 * may die at any moment without anything being lost or done twice.
 */

/**
 * Every accepted submission is in exactly one of these, always:
 * accepted = complete + in_flight + quarantined + refused + dead + erased.
 */
export const LEAD_STATUSES = [
  'complete',
  'in_flight',
  'quarantined',
  'refused',
  'dead',
  'erased',
] as const;

export type LeadStatus = (typeof LEAD_STATUSES)[number];

export type StepState = 'pending' | 'done' | 'skipped' | 'dead' | 'discarded';

export type StepRecord = {
  state: StepState;
  /** Attempts that failed since the step was queued or last replayed. */
  attempts: number;
  /** How often it has been replayed. */
  generation: number;
  /** What the stage learned or made: its part of `Work`. */
  result?: unknown;
  deadLetter?: DeadLetter;
};

/** An effect is `attempted` from just before the call until its result is written. */
export type EffectRecord =
  | { state: 'attempted'; at: number }
  | { state: 'made'; at: number; value: unknown };

export type LeadRecord = {
  leadId: string;
  source: string;
  /** Milliseconds since 1970. */
  receivedAt: number;
  status: LeadStatus;
  /** Why it is quarantined or refused: a sentence. */
  reason?: string;
  reasonCode?: string;
  /** Absent when the submission could not be read, and after erasure. */
  lead?: Lead;
  /** As it was assigned, and as a claim is decided; only where it was corrected since then. */
  decidedLead?: Lead;
  /** Nobody can have it yet: since when, and until when it waits (milliseconds since 1970). */
  held?: { since: number; until: number; says: string };
  steps: Record<StepKey, StepRecord>;
  effects: Record<string, EffectRecord>;
};

/** One line of a lead's story, for people. */
export type StoryEvent = {
  at: number;
  step?: StepKey;
  /** `accepted`, `done`, `skipped`, `waits`, `failed`, `dead`, `replayed`, `discarded` … */
  what: string;
  says: string;
};

/** Why a step gave up, and what can be done about it. */
export type DeadLetter = {
  leadId: string;
  step: StepKey;
  generation: number;
  at: number;
  system?: string;
  /** Class for grouping: a failure kind, or `bug`, or `stalled`. */
  errorClass: FailureKind | 'bug' | 'stalled';
  code?: string;
  status?: number;
  /** The system's own words. */
  words: string;
  advice: string;
  attempts: { at: number; words: string }[];
};

/** Proves that the writer still holds its job: writes of a worker that lost it are refused. */
export type Fence = { lockKey: string; token: string };

export type StepEnd = (
  | { state: 'done'; result: unknown; says: string }
  | { state: 'skipped'; result?: unknown; says: string }
) & {
  /** What it made in outside systems, by effect, as far as that is not written down yet. */
  made?: ReadonlyMap<string, Extract<EffectRecord, { state: 'made' }>>;
};

export type NewEntry = {
  leadId: string;
  source: string;
  receivedAt: number;
  status: 'in_flight' | 'quarantined' | 'refused';
  reason?: string;
  reasonCode?: string;
  lead?: Lead;
  /** The submission as it came, for release and replay. Kept apart, for a shorter time. */
  raw: RawSubmission;
  steps: StepKey[];
  /** The first entry under any of these within its time is the answer to all later ones. */
  duplicateKeys: { key: string; ttlMs: number }[];
};

export type RawSubmission = {
  contentType: string;
  bodyBase64: string;
  /** Allow-listed headers; never credentials. */
  headers: Record<string, string>;
};

export type LeadPage = { leads: { leadId: string; at: number }[]; total: number };

export type Balance = {
  accepted: number;
  byStatus: Record<LeadStatus, number>;
  balanced: boolean;
  /** Leads that are in no status, or in two: ids, at most 50. */
  astray: string[];
};

export type Ledger = {
  /**
   * One atomic, durable write. A duplicate writes nothing and answers the first lead's id. `queued`:
   * the first job was written with it, if it needs one.
   */
  accept: (entry: NewEntry) => Promise<{ leadId: string; duplicate: boolean; queued?: boolean }>;
  load: (leadId: string) => Promise<LeadRecord | undefined>;
  /** Of the record only what was made outside, for who has read the rest already. */
  effects: (leadId: string) => Promise<LeadRecord['effects'] | undefined>;
  raw: (leadId: string) => Promise<RawSubmission | undefined>;
  story: (leadId: string) => Promise<StoryEvent[]>;
  tell: (leadId: string, event: StoryEvent) => Promise<void>;

  attemptEffect: (leadId: string, effect: string, at: number, fence?: Fence) => Promise<void>;
  recordEffect: (leadId: string, effect: string, value: unknown, at: number) => Promise<void>;
  /** The call surely had no effect: the next attempt needs no look outside. */
  forgetAttempt: (leadId: string, effect: string) => Promise<void>;

  /** Counts a failed attempt and answers how many there are now. */
  countAttempt: (leadId: string, step: StepKey, at: number) => Promise<number>;
  /** Answers false when the step had ended already, or the lead is gone. */
  endStep: (
    leadId: string,
    step: StepKey,
    end: StepEnd,
    at: number,
    fence?: Fence,
  ) => Promise<boolean>;
  markDead: (deadLetter: DeadLetter) => Promise<void>;
  /**
   * dead → pending, next generation, attempts forgotten; and likewise the ended step that a replay
   * of this one begins with (steps.ts). Answers the new generation.
   */
  reviveStep: (leadId: string, step: StepKey, at: number) => Promise<number>;
  discardSteps: (leadId: string, steps: StepKey[], says: string, at: number) => Promise<void>;
  /** quarantined → in_flight, with its steps. */
  release: (leadId: string, lead: Lead, steps: StepKey[], at: number) => Promise<boolean>;
  refuse: (leadId: string, reason: string, at: number) => Promise<boolean>;
  /**
   * Puts a dead lead's corrected details in the place of those `before`. Answers false when the
   * lead is not dead (any more), or has been changed meanwhile.
   */
  correctLead: (before: Lead, lead: Lead, says: string, at: number) => Promise<boolean>;

  list: (status: LeadStatus, page: { offset: number; limit: number }) => Promise<LeadPage>;
  /** Waits for its people until then; ends with its assignment. */
  hold: (leadId: string, until: number, says: string, at: number) => Promise<void>;
  /** Held leads by the time they wait for, the next one first; `at` is that time. */
  held: (limit: number) => Promise<LeadPage>;
  /** Every lead received since then, the oldest first. */
  receivedSince: (since: number, page: { offset: number; limit: number }) => Promise<LeadPage>;
  /** Leads with unended steps that nothing has happened to since `before`. */
  quietSince: (before: number, limit: number) => Promise<string[]>;
  /** Counts as something that happened to an open lead. */
  touch: (leadId: string, at: number) => Promise<void>;
  leadsOfEmail: (email: string) => Promise<string[]>;
  balance: () => Promise<Balance>;
};

/** Leads of one person go one after another, and later ones join the earlier one's task. */
export type People = {
  /** Keyed hash of e-mail or phone. Never the value itself. */
  keyOf: (lead: Lead) => string;
  /** Undefined: the lease is ours. Else: the lead that holds it. */
  lease: (person: string, leadId: string) => Promise<string | undefined>;
  release: (person: string, leadId: string) => Promise<void>;
  latest: (person: string) => Promise<LatestLead | undefined>;
  remember: (person: string, latest: LatestLead) => Promise<void>;
};

export type LatestLead = { leadId: string; contactId: string; at: number };

/** A decision with all that it was made from. */
export type DecidedLead = { decision: Decision; basis: Basis };

/** Who has had how many leads. The rules of it are in routing/fair-share.ts; this keeps it. */
export type Rotation = {
  /**
   * Decides on the state of one moment, and writes the decision's take with it, as one: of many
   * leads at once each sees what all before it took. A lead takes once, however often its step
   * runs: what was decided for it before is passed as `before`, and its take is given back when
   * the new decision names somebody else.
   */
  decideOnce: (
    leadId: string,
    decide: (now: {
      rotation: RotationState;
      absences: Absences;
      before?: DecidedLead;
    }) => DecidedLead,
    about?: { company?: string },
  ) => Promise<DecidedLead>;
  /** The state as it is, to look at. */
  look: (about?: { company?: string }) => Promise<{ rotation: RotationState; absences: Absences }>;
  /** Gives a part of a lead's take back. Answers false when it took none, or has it back already. */
  credit: (credit: {
    leadId: string;
    reason: Extract<StandingReason, 'spam' | 'duplicate' | 'lost_follow_up'>;
    /** 1 for the whole lead. */
    part: number;
    at: number;
    by?: string;
  }) => Promise<boolean>;
  /** The lead's task is completed, or it is given up: it counts as open no longer. */
  close: (leadId: string) => Promise<void>;
  /** Leads that count as open, oldest first, each with the member who has it. */
  open: (limit: number) => Promise<{ leadId: string; member: string; at: number }[]>;
  /** The ledger of standings, newest first. */
  entries: (about: { pool?: string; member?: string; limit: number }) => Promise<StandingEntry[]>;
};

export type SystemPause = {
  system: string;
  reason: string;
  since: number;
  until?: number;
  /** What a person can do about it. */
  advice?: string;
};

/** Which outside systems are left alone just now, by every worker. */
export type SystemStates = {
  /** Milliseconds until the first of these may be called again; 0: now. */
  waitMs: (systems: string[], now: number) => Promise<number>;
  /** Throttled: all of the system's stages wait exactly this long. */
  leaveAlone: (system: string, forMs: number) => Promise<void>;
  /** Answers true for the first to pause it: that one raises the alarm. */
  pause: (pause: SystemPause) => Promise<boolean>;
  resume: (system: string) => Promise<void>;
  paused: () => Promise<SystemPause[]>;
};

/** Short leases, so that two workers do not do the same thing at once. */
export type Locks = {
  /** Undefined: somebody else holds it. It ends by itself after `forMs`. */
  take: (name: string, forMs: number) => Promise<Fence | undefined>;
  isHeld: (name: string) => Promise<boolean>;
  /** Does nothing when the lock has ended meanwhile. */
  release: (fence: Fence) => Promise<void>;
};

/** The ledger itself could not be asked or written: the job goes back, nothing is concluded. */
export class LedgerUnavailable extends Error {
  constructor(doing: string, options?: ErrorOptions) {
    super(`the ledger could not be reached while: ${doing}`, options);
    this.name = 'LedgerUnavailable';
  }
}

/** This worker lost its job to another one (it was frozen for too long): it must not go on. */
export class LostJob extends Error {
  constructor(leadId: string) {
    super(`another worker has taken over lead ${leadId}`);
    this.name = 'LostJob';
  }
}

/** What comes before the step has ended, or nothing does. */
export function mayStart(record: Pick<LeadRecord, 'steps'>, step: Step): boolean {
  const before = stepBefore(step);
  if (before === undefined) return true;
  const state = record.steps[before]?.state;
  return state === 'done' || state === 'skipped';
}
