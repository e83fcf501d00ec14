/** What routing answers. Plain data: it is stored in the ledger and read years later. */

/** What the CRM said about the person. Made by the deduplicate stage. */
export type Match = {
  known: boolean;
  contactId?: string;
  /** How the person was found. */
  foundBy?: string;
  /** The known contact's owner, if the CRM names one. */
  owner?: { ownerId: string; email?: string; name?: string; active: boolean };
  /** Current values of the properties that survivorship asks about. */
  properties: Record<string, string>;
};

export type Decision = {
  /** Market's key in markets.yaml. */
  market: string;
  marketTitle: string;
  /** True when no rule matched and the fallback market took it. */
  fallback: boolean;
  pool?: string;
  /** Absent when nobody was available: the market's channel is told so. */
  owner?: DecidedOwner;
  ownerBecause:
    | 'keeps_known_owner'
    | 'joins_earlier_lead'
    /** Named in the provisional alert, while the CRM was away. */
    | 'announced'
    | 'turn_in_pool'
    | 'nobody_available';
  /** One sentence for people: "DACH because country is DE; Ada's turn in pool dach (Bob is away)". */
  because: string;
  explanation: Explanation;
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

/** Every rule tried, in order, with what it compared; then everybody considered. */
export type Explanation = {
  markets: { market: string; matched: boolean; checks: ConditionCheck[] }[];
  owners: { name: string; chosen: boolean; because: string }[];
};

/** A sentence such as: country is FR; wanted DE, AT or CH. */
export type ConditionCheck = {
  matched: boolean;
  says: string;
  /** The first half of it, for summaries: country is FR. */
  found?: string;
  parts?: ConditionCheck[];
};
