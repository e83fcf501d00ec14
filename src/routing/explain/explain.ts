import type { Lead } from '../../lead/lead.ts';
import { chooseMarket } from '../choose-market.ts';
import type { CompiledRouting } from '../compiled-routing.ts';
import { decide } from '../decide.ts';
import type { Basis, ConsideredMember, Explanation, Match } from '../decision.ts';
import { owed } from '../fair-share.ts';
import { overflowOf, whyNoFallback } from '../ladder/fair-share-in-pool.ts';
import { ladderOf } from '../ladder/index.ts';
import { type Pick, pickAnswer, pickIn } from '../ladder/pick.ts';
import type { Asked } from '../ladder/rung.ts';
import { checkWhen } from '../when.ts';
import { arithmeticOf, leadsInWords } from './arithmetic.ts';
import { counterfactuals } from './counterfactual.ts';

/**
 * The whole answer to "why did this lead go there?": every rung and rule with what was compared,
 * every member with the first thing that excluded them, the rotation's arithmetic, and what would
 * have changed the owner.
 *
 * Made by deciding again on the same basis, so it cannot tell another story than the decision.
 */
export function explain(
  lead: Lead,
  match: Match,
  routing: CompiledRouting,
  basis: Basis,
): Explanation {
  const decision = decide(lead, match, routing, basis);
  const asked: Asked = { lead, match, routing, basis, market: chooseMarket(lead, match, routing) };
  const rungs = rungsOf(asked);
  const picks = picksOf(asked, rungs);
  return {
    leadId: lead.leadId,
    decision,
    rungs,
    markets: marketsOf(asked),
    members: picks.flatMap(consideredIn),
    arithmetic: picks.filter(({ taken }) => taken !== undefined).flatMap(arithmeticOf),
    counterfactuals: counterfactuals(lead, match, routing, basis, decision),
  };
}

function rungsOf(asked: Asked): Explanation['rungs'] {
  let decided = false;
  return ladderOf(asked.routing.routing.precedence).map(({ rung, ask }) => {
    if (decided) return { rung, verdict: 'not reached', says: 'decided above' };
    const answer = ask(asked);
    decided = answer.decided;
    return { rung, verdict: answer.decided ? 'decided' : 'passed', says: answer.says };
  });
}

/** Every market tried, up to and including the one that took the lead. */
function marketsOf({ lead, match, routing, market }: Asked): Explanation['markets'] {
  const tried: Explanation['markets'] = [];
  for (const { market: one } of routing.tried) {
    const checks = checkWhen(lead, match, one.when ?? {});
    tried.push({ market: one.name, matched: one === market, checks });
    if (one === market) return tried;
  }
  const says = 'no other market matched; the fallback takes every such lead';
  return [...tried, { market: market.name, matched: true, checks: [{ matched: true, says }] }];
}

/** The pools that the rungs asked, in that order. */
function picksOf(asked: Asked, rungs: Explanation['rungs']): Pick[] {
  const { lead, match, routing, market } = asked;
  const wasAsked = (rung: string) =>
    rungs.some((one) => one.rung === rung && one.verdict !== 'not reached');
  const picks: Pick[] = [];
  const ask = (...asking: Parameters<typeof pickIn>) => {
    const decided = picks.some((pick) => pickAnswer(pick, asked) !== undefined);
    if (!decided) picks.push(pickIn(...asking));
  };
  if (wasAsked('language-and-skill')) {
    for (const { rule, holds } of routing.rules) {
      if (holds(lead, match)) ask(rule.pool ?? market.pool, asked, rule);
    }
  }
  if (wasAsked('fair-share')) {
    ask(market.pool, asked);
    const overflow = overflowOf(asked);
    if (overflow !== undefined) ask(overflow, asked);
  }
  if (wasAsked('fallback') && whyNoFallback(asked) === undefined) {
    ask(routing.fallback.pool, asked);
  }
  return picks;
}

function consideredIn({ pool, choice, seats, taken }: Pick): ConsideredMember[] {
  const could = couldHave(choice, taken);
  return seats.map((seat) => {
    const { member, name, weight, standing, excluded } = seat;
    const chosen = taken?.seat.member === member;
    const owing = owed(standing);
    return {
      ...{ pool, member, name, chosen, weight },
      ...(excluded !== undefined && { excluded }),
      says: excluded ?? `${chosen ? 'gets it' : could}: ${leadsInWords(owing)}`,
      share: standing.share + standing.credit,
      taken: standing.taken,
      owed: owing,
    };
  });
}

/** What is said of those who could have had the lead. */
function couldHave(choice: Pick['choice'], taken: Pick['taken']): string {
  if (taken === undefined && choice === 'first-to-claim') return 'can claim it';
  return taken?.how === 'claim' ? 'could have claimed it' : 'could have taken it';
}
