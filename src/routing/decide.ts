import type { Lead } from '../lead/lead.ts';
import { chooseMarket } from './choose-market.ts';
import type { CompiledRouting } from './compiled-routing.ts';
import type { Basis, Decision, Match } from './decision.ts';
import { ladderOf } from './ladder/index.ts';
import type { Answer, Asked } from './ladder/rung.ts';
import type { Market } from './markets.ts';
import type { Rung } from './rotation-state.ts';
import { checkWhen, foundIn } from './when.ts';

/**
 * Which market, and whose lead it is: the first market whose condition holds, then the first rung
 * of the ladder that decides.
 *
 * Pure. The same lead, match, configuration and basis (rotation, absences, clock) always give the
 * same decision, so that any past one can be made again; explain.ts tells it at length.
 */
export function decide(lead: Lead, match: Match, routing: CompiledRouting, basis: Basis): Decision {
  const market = chooseMarket(lead, match, routing);
  const { rung, answer, passedOver } = climb({ lead, match, routing, basis, market });
  const { outcome, owner, pool, heldUntil, take, says } = answer;
  const remark = passedOver.length === 0 ? '' : ` (${passedOver.join('; ')})`;
  return {
    market: market.name,
    marketTitle: market.title,
    fallback: market === routing.fallback,
    outcome,
    rung,
    because: `${market.title} because ${marketBecause(lead, match, market)}; ${says}${remark}`,
    ...(pool !== undefined && { pool }),
    ...(owner && { owner }),
    ...(heldUntil !== undefined && { heldUntil }),
    ...(take && { take }),
    configuration: routing.configuration.hash,
    decidedAt: basis.decidedAt,
  };
}

type Climbed = {
  rung: Rung;
  answer: Extract<Answer, { decided: true }>;
  /** Who would have had the lead by a rung above, or by turn, and why they have not. */
  passedOver: string[];
};

function climb(asked: Asked): Climbed {
  const passedOver: string[] = [];
  for (const { rung, ask } of ladderOf(asked.routing.routing.precedence)) {
    const answer = ask(asked);
    passedOver.push(...(answer.passedOver ?? []));
    if (answer.decided) return { rung, answer, passedOver };
  }
  throw new Error('the last rung of the ladder always decides');
}

function marketBecause(lead: Lead, match: Match, { when }: Market): string {
  const found = when && foundIn(checkWhen(lead, match, when)).found;
  return found ?? 'no other market matched';
}
