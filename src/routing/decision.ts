import type { Absences } from './absences.ts';
import type { RotationState, Rung, Take } from './rotation-state.ts';

/** What routing answers. Plain data: it is stored in the ledger and read years later. */

/** What the CRM said about the person. Made by the deduplicate stage. */
export type Match = {
  known: boolean;
  contactId?: string;
  /** How the person was found. */
  foundBy?: string;
  /** The known contact's owner, if the CRM names one. */
  owner?: CrmOwnerOfRecord;
  /** An open deal of the known contact, with its owner; read only when crm.yaml says so. */
  openDeal?: { dealId: string; name?: string; owner: CrmOwnerOfRecord };
  /** The company record of the e-mail's domain; read only when crm.yaml says so. */
  account?: { companyId: string; domain: string; name?: string; owner: CrmOwnerOfRecord };
  /** Current values of the properties that survivorship asks about. */
  properties: Record<string, string>;
};

export type CrmOwnerOfRecord = { ownerId: string; email?: string; name?: string; active: boolean };

export type Decision = {
  /** Market's key in markets.yaml. */
  market: string;
  marketTitle: string;
  /** True when no rule matched and the fallback market took it. */
  fallback: boolean;
  /** The pool that gave the owner, or that the lead waits for. */
  pool?: string;
  outcome:
    | 'assigned'
    /** Waits for the next opening: decided again at `heldUntil`. */
    | 'held'
    /** Belongs to whoever of the pool claims it first. */
    | 'to_claim'
    /** Nobody can take it: the market's channel is told so. */
    | 'nobody';
  owner?: DecidedOwner;
  /** The rung of the ladder that decided. */
  rung: Rung;
  /** Milliseconds since 1970; only of a held lead. */
  heldUntil?: number;
  /** One sentence for people: "DACH because country is DE; Ada's turn in pool dach (Bob is away)". */
  because: string;
  /** What it takes from the rotation. */
  take?: Take;
  /** Hash of the configuration that it was decided by. */
  configuration: string;
  /** Milliseconds since 1970. */
  decidedAt: number;
};

export type DecidedOwner = {
  /** Key in team.yaml; absent for a CRM owner who is not in the team file. */
  member?: string;
  name: string;
  email: string;
  slackId?: string;
  /** CRM owner id, when already known (kept owners). */
  ownerId?: string;
};

/**
 * All that a decision is made from, beside the lead, its match and the configuration. Kept with
 * the decision, so that it can be made again.
 */
export type Basis = {
  /** Milliseconds since 1970. */
  decidedAt: number;
  /** Only what the decision could read. */
  rotation: RotationState;
  absences: Absences;
  /** The same person's lead that this submission joins. */
  earlier?: DecidedBefore;
  /** What this lead's provisional alert said, while the CRM was away. */
  announced?: DecidedBefore;
  /** Key of the member who claimed it first, where it was to be claimed. */
  claimedBy?: string;
  /** Its time to be claimed is over: it is given by turn. */
  unclaimed?: true;
};

export type DecidedBefore = { market: string; marketTitle: string; owner: DecidedOwner };

/** The whole answer to "why did this lead go there?"; made by explain.ts, never stored. */
export type Explanation = {
  leadId: string;
  decision: Decision;
  /** Every rung of the ladder, in order. */
  rungs: { rung: Rung; verdict: 'decided' | 'passed' | 'not reached'; says: string }[];
  /** Every market that was tried, in order, with what it compared. */
  markets: { market: string; matched: boolean; checks: ConditionCheck[] }[];
  /** Everybody in the pools that were asked, each with the first thing that excluded them. */
  members: ConsideredMember[];
  /** The rotation's arithmetic, a sentence a line. */
  arithmetic: string[];
  /** The smallest changes that would have changed the owner, smallest first. */
  counterfactuals: Counterfactual[];
};

export type ConsideredMember = {
  pool: string;
  member: string;
  name: string;
  chosen: boolean;
  /** Absent for those who could have taken it. */
  excluded?: string;
  /** Goes on from the name: "is next in turn", "is away until 2026-08-14". */
  says: string;
  weight: number;
  /** In leads, before this one. */
  share: number;
  taken: number;
  owed: number;
};

/** "with country AT instead of DE" → Ben; "an hour later (Mon 23 Nov, 14:00)" → nobody. */
export type Counterfactual = {
  kind: 'lead' | 'clock' | 'rotation';
  change: string;
  owner: string;
  market: string;
};

/** A sentence such as: country is FR; wanted DE, AT or CH. */
export type ConditionCheck = {
  matched: boolean;
  says: string;
  /** The first half of it, for summaries: country is FR. */
  found?: string;
  parts?: ConditionCheck[];
};
