import type { Market, WhenNobody } from '../markets.ts';
import { durationInWords, momentInWords } from '../wording.ts';
import { nextOpeningOfPool } from './next-opening-of-pool.ts';
import { pickAnswer, pickIn, whyNobody } from './pick.ts';
import { type Answer, type Asked, passes, type RungQuestion } from './rung.ts';

const HOUR_MS = 3_600_000;

/** The market's pool gives the lead by its choice; else the market says what is to be done. */
export const fairShareInPool: RungQuestion = (asked) => {
  const { market } = asked;
  const own = pickIn(market.pool, asked);
  const answer = pickAnswer(own, asked);
  if (answer) return answer;
  const nobody = whyNobody(own);
  const policy = whenNobodyOf(asked);
  if (typeof policy === 'object' && 'hold' in policy) return held(policy.hold, nobody, asked);
  if (typeof policy === 'object') return overflowInto(policy.overflow, nobody, asked);
  return { decided: false, says: nobody, passedOver: [nobody] };
};

/** The last resort, which operations watch: the fallback market's pool. */
export const fallbackPool: RungQuestion = (asked) => {
  const why = whyNoFallback(asked);
  if (why !== undefined) return heldByFallback(asked, why) ?? passes(why);
  const pick = pickIn(asked.routing.fallback.pool, asked);
  const answer = pickAnswer(pick, asked);
  if (answer) return answer;
  const nobody = whyNobody(pick);
  return heldByFallback(asked, nobody) ?? { decided: false, says: nobody, passedOver: [nobody] };
};

/** Where even the fallback's people are away, its market may say that leads wait. */
function heldByFallback(asked: Asked, nobody: string): Answer | undefined {
  const { market, routing } = asked;
  const { whenNobody, pool } = routing.fallback;
  const waits = typeof whenNobody === 'object' && 'hold' in whenNobody;
  if (!waits || market === routing.fallback || tells(asked)) return undefined;
  const pools = [market.pool, overflowOf(asked), pool].filter((one) => one !== undefined);
  return held(whenNobody.hold, nobody, asked, pools);
}

/** Why the fallback market's pool is not asked; undefined when it is. */
export function whyNoFallback(asked: Asked): string | undefined {
  const { routing, market } = asked;
  if (tells(asked)) return `market ${market.name} does not fall back on others`;
  const { pool } = routing.fallback;
  const wasAsked = pool === market.pool || pool === overflowOf(asked);
  return wasAsked ? `the fallback has the same pool ${pool}` : undefined;
}

function tells(asked: Asked): boolean {
  const policy = whenNobodyOf(asked);
  return (
    policy === 'tell' ||
    (typeof policy === 'object' && 'hold' in policy && policy.hold.otherwise === 'tell')
  );
}

/** The pool that the market's own overflows to. */
export function overflowOf({ market: { whenNobody } }: Pick<Asked, 'market'>): string | undefined {
  return typeof whenNobody === 'object' && 'overflow' in whenNobody
    ? whenNobody.overflow
    : undefined;
}

export const nobodyAtAll: RungQuestion = ({ market }) => ({
  decided: true,
  outcome: 'nobody',
  pool: market.pool,
  says: 'nobody can take it',
});

function whenNobodyOf({ market, routing }: Asked): WhenNobody {
  return market.whenNobody ?? (market === routing.fallback ? 'tell' : 'fallback');
}

/** Until the next opening of any of these pools, and no longer than the market says. */
function held(
  { atMostHours }: { atMostHours: number },
  nobody: string,
  asked: Asked,
  pools = [asked.market.pool],
): Answer {
  const { lead, basis, market } = asked;
  const deadline = Date.parse(lead.receivedAt) + atMostHours * HOUR_MS;
  if (basis.decidedAt >= deadline) {
    const limit = `it has waited ${durationInWords(atMostHours * HOUR_MS)}, the market's limit`;
    const says = [nobody, limit];
    return { decided: false, says: says.join('; '), passedOver: says };
  }
  const openings = pools.flatMap((pool) => nextOpeningOfPool(pool, asked) ?? []);
  const opening = Math.min(...openings, Number.POSITIVE_INFINITY);
  const heldUntil = Math.min(opening, deadline);
  const until = momentInWords(heldUntil, openingZone(market, asked));
  return {
    decided: true,
    outcome: 'held',
    pool: market.pool,
    heldUntil,
    says: `held until ${until}, ${opening === heldUntil ? 'the next opening' : "the market's limit"}`,
    passedOver: [nobody],
  };
}

/** Times are said as the pool's people have them on the wall. */
function openingZone(market: Market, { routing }: Asked): string | undefined {
  const pool = routing.team.pools[market.pool];
  const [first] = pool?.members ?? [];
  return pool?.timeZone ?? (first && routing.team.members[first.member]?.timeZone);
}

function overflowInto(pool: string, nobody: string, asked: Asked): Answer {
  const pick = pickIn(pool, asked);
  const answer = pickAnswer(pick, asked);
  if (answer) {
    const says = `${answer.says}, to which ${asked.market.pool} overflows`;
    return { ...answer, says, passedOver: [nobody, ...(answer.passedOver ?? [])] };
  }
  const both = [nobody, whyNobody(pick)];
  return { decided: false, says: both.join('; '), passedOver: both };
}
