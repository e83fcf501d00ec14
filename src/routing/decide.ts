import type { Lead } from '../lead/lead.ts';
import { chooseMarket, type MarketChoice } from './choose-market.ts';
import type { Decision, Explanation, Match } from './decision.ts';
import { asOwner, type KeptOwner, keptOwner } from './kept-owner.ts';
import type { Markets } from './markets.ts';
import { type Considered, choosePoolMember } from './rotation.ts';
import { memberOf, poolOf, type Team } from './team.ts';
import { foundIn } from './when.ts';
import { inWords } from './wording.ts';

export type RoutingSettings = { markets: Markets; team: Team };

/** A decision but for the turn in the pool, if it needs one. */
export type PreparedDecision = {
  choice: MarketChoice;
  kept: KeptOwner;
  /** Take one turn in this pool and give it to completeDecision. Absent: none must be taken. */
  needsTurn?: { pool: string };
  team: Team;
  nowMs: number;
};

/**
 * Everything about a lead's market and owner that can be said without taking a turn.
 *
 * In two steps, so that the caller can take the turn in between: atomically, once a lead, and only
 * when it is really needed. Pure; the same arguments always give the same answer.
 *
 * @param nowMs milliseconds since 1970
 * @param earlier the same person's lead that this submission joins
 * @param announced what this lead's provisional alert said, while the CRM was away
 */
export function prepareDecision(
  lead: Lead,
  match: Match,
  settings: RoutingSettings,
  nowMs: number,
  earlier?: { decision: Decision },
  announced?: { decision: Decision },
): PreparedDecision {
  const { team } = settings;
  const choice = chooseMarket(lead, match, settings.markets);
  const kept = keptOwner(match, team, nowMs, { earlier, announced, market: choice.market.name });
  const pool = choice.market.pool;
  const needed = kept.owner === undefined && choiceInPool(pool, team, 0, nowMs).member;
  return { choice, kept, team, nowMs, ...(needed ? { needsTurn: { pool } } : {}) };
}

/**
 * The decision with its owner and its reasons.
 *
 * @param turn how many turns of the pool were taken before
 * @throws Error when a turn is needed and none was given, which is a mistake of the caller
 */
export function completeDecision(prepared: PreparedDecision, turn?: number): Decision {
  if (prepared.needsTurn !== undefined && turn === undefined) {
    throw new Error(`the decision needs a turn in pool "${prepared.needsTurn.pool}"`);
  }
  const { market, fallback, tried } = prepared.choice;
  const { because, considered, ...outcome } = chooseOwner(prepared, turn ?? 0);
  return {
    market: market.name,
    marketTitle: market.title,
    fallback,
    pool: market.pool,
    ...outcome,
    because: `${market.title} because ${marketBecause(prepared.choice)}; ${because}`,
    explanation: { markets: tried, owners: [...prepared.kept.considered, ...considered] },
  };
}

type OwnerChoice = Pick<Decision, 'owner' | 'ownerBecause' | 'because'> & {
  considered: Explanation['owners'];
};

function chooseOwner({ choice, kept, team, nowMs }: PreparedDecision, turn: number): OwnerChoice {
  if (kept.owner !== undefined) {
    const because = `${kept.owner.name} ${kept.because}`;
    return { owner: kept.owner, ownerBecause: kept.ownerBecause, because, considered: [] };
  }
  const pool = choice.market.pool;
  const inPool = choiceInPool(pool, team, turn, nowMs);
  const considered = inPool.considered.map(({ name, chosen, because }) => ({
    name,
    chosen,
    because,
  }));
  const key = inPool.member;
  const member = key === undefined ? undefined : memberOf(team, key);
  const passedOver = [
    ...kept.considered.map(({ name, because }) => `${name} ${because}`),
    ...whoWasPassedOver(inPool.considered),
  ];
  const remark = passedOver.length === 0 ? '' : ` (${inWords(passedOver, 'and')})`;
  return key === undefined || member === undefined
    ? {
        ownerBecause: 'nobody_available',
        because: `nobody in pool ${pool} is available${remark}`,
        considered,
      }
    : {
        owner: asOwner(key, member),
        ownerBecause: 'turn_in_pool',
        because: `${member.name}'s turn in pool ${pool}${remark}`,
        considered,
      };
}

function choiceInPool(name: string, team: Team, turn: number, nowMs: number) {
  const pool = poolOf(team, name);
  return pool === undefined ? { considered: [] } : choosePoolMember(pool, team, turn, nowMs);
}

/** Whose turn it was, if they could not take it; everybody, if nobody could. */
function whoWasPassedOver(considered: readonly Considered[]): string[] {
  const nobody = !considered.some((one) => one.chosen);
  return considered
    .filter((one) => !one.available && (nobody || one.due))
    .map((one) => `${one.name} ${one.because}`);
}

function marketBecause({ fallback, tried }: MarketChoice): string {
  const found = foundIn(tried.at(-1)?.checks ?? []).found;
  return fallback || found === undefined ? 'no other market matched' : found;
}
