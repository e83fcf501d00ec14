import type { Lead } from '../../lead/lead.ts';
import type { CompiledRouting } from '../compiled-routing.ts';
import type { Basis, DecidedOwner, Decision, Match } from '../decision.ts';
import type { Market } from '../markets.ts';
import type { Rung, Take } from '../rotation-state.ts';

/** What every rung of the ladder is asked with. */
export type Asked = {
  lead: Lead;
  match: Match;
  routing: CompiledRouting;
  basis: Basis;
  /** The lead's market, which no rung changes. */
  market: Market;
};

/** What a rung answers: a decision, or why it makes none. */
export type Answer =
  | {
      decided: true;
      outcome: Decision['outcome'];
      owner?: DecidedOwner;
      pool?: string;
      heldUntil?: number;
      take?: Take;
      /** A clause for people: "Ada already owns this contact", "Ada's turn in pool dach". */
      says: string;
      /** Who was passed over for it, each as a clause: "Bob is away until 2026-08-14". */
      passedOver?: string[];
    }
  | {
      decided: false;
      /** Why not, as a clause: "no named account has the domain acme.com". */
      says: string;
      /** Set when somebody would have had the lead by this rung, for the decision's sentence. */
      passedOver?: string[];
    };

/** Pure, like everything here: the same question always gets the same answer. */
export type RungQuestion = (asked: Asked) => Answer;

export function passes(says: string): Answer {
  return { decided: false, says };
}

export type Ladder = readonly { rung: Rung; ask: RungQuestion }[];
