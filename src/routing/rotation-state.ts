import type { ConfigurableRung } from './rungs.ts';

/**
 * What the rotation remembers. Plain data: it is stored, and a copy of what a decision has read
 * is kept with the decision, so that it can be decided again bit for bit.
 */
export type RotationState = {
  /** By pool in team.yaml. A pool that is not here has given no lead yet. */
  pools: Record<string, PoolState>;
  /** By member in team.yaml, over all pools. */
  members: Record<string, MemberState>;
  /** By pool: who had the last lead of this lead's company. Only for sticky pools. */
  companies: Record<string, string>;
};

export type PoolState = {
  members: Record<string, Standing>;
  /** For the pool's own cap. */
  counts: Counts;
};

/** All in leads. What somebody is owed is `share + credit - taken`. */
export type Standing = {
  /** The fair share of all that was given while they could take it. */
  share: number;
  taken: number;
  /** Given back (spam, duplicate …) less what was written off when somebody left or returned. */
  credit: number;
};

export type MemberState = { counts: Counts };

/** `of` names the day or week that the count is of, in local time; another one counts as 0. */
export type Counts = {
  /** Such as 2026-11-23. */
  day: { of: string; count: number };
  /** ISO week, such as 2026-W48. */
  week: { of: string; count: number };
  /** Leads whose task is not completed. */
  open: number;
};

/** What a decision takes from the rotation; written down once a lead, together with it. */
export type Take = {
  pool: string;
  member: string;
  /** How much of a turn it counts as: 1 for a turn, `credits.ownership` for an owner's own lead. */
  counts: number;
  /** How that is divided among everybody who could have taken the lead, the member included. */
  shares: Record<string, number>;
  /** The lead's company, where the pool is sticky. */
  company?: string;
};

/** Why a member's standing changed, for the ledger that members can read. */
export const STANDING_REASONS = [
  'turn',
  'ownership',
  'claimed',
  'spam',
  'duplicate',
  'lost_follow_up',
  'written_off',
  'given_back',
] as const;

export type StandingReason = (typeof STANDING_REASONS)[number];

/** One line of that ledger. */
export type StandingEntry = {
  /** Milliseconds since 1970. */
  at: number;
  pool: string;
  member: string;
  reason: StandingReason;
  /** In leads; positive when the member is owed more by it. */
  amount: number;
  leadId?: string;
  /** Who said so, when a person did. */
  by?: string;
};

export const EMPTY_ROTATION: RotationState = { pools: {}, members: {}, companies: {} };

/** The rungs of a decision; see rungs.ts for those whose order is configurable. */
export type Rung =
  | 'earlier-lead'
  | 'announced'
  | ConfigurableRung
  | 'fair-share'
  | 'fallback'
  | 'nobody';
