import type { Market, WhenNobody } from '../markets.ts';
import { inWords, momentInWords } from '../wording.ts';
import { nextOpeningOfPool } from './next-opening-of-pool.ts';
import { type Pick, pickAnswer, pickIn } from './pick.ts';
import { type Answer, type Asked, passes, type RungQuestion } from './rung.ts';

const HOUR_MS = 3_600_000;

/** The market's pool gives the lead by its choice; else the market says what is to be done. */
export const fairShareInPool: RungQuestion = (asked) => {
  const { market } = asked;
  const own = pickIn(market.pool, asked);
  const answer = pickAnswer(own, asked);
  if (answer) return answer;
  const nobody = nobodyIn(own);
  const policy = whenNobodyOf(asked);
  if (typeof policy === 'object' && 'hold' in policy) return held(policy.hold, nobody, asked);
  if (typeof policy === 'object') return overflow(policy.overflow, nobody, asked);
  return { decided: false, says: nobody, passedOver: [nobody] };
};

/** The last resort, which operations watch: the fallback market's pool. */
export const fallbackPool: RungQuestion = (asked) => {
  const { routing, market } = asked;
  const policy = whenNobodyOf(asked);
  const tells =
    policy === 'tell' ||
    (typeof policy === 'object' && 'hold' in policy && policy.hold.then === 'tell');
  if (tells) return passes(`market ${market.name} does not fall back on others`);
  const { pool } = routing.fallback;
  if (pool === market.pool) return passes('the fallback has the same pool');
  const pick = pickIn(pool, asked);
  const answer = pickAnswer(pick, asked);
  if (answer) return answer;
  const nobody = nobodyIn(pick);
  return { decided: false, says: nobody, passedOver: [nobody] };
};

export const nobodyAtAll: RungQuestion = ({ market }) => ({
  decided: true,
  outcome: 'nobody',
  pool: market.pool,
  says: 'nobody can take it',
});

function whenNobodyOf({ market, routing }: Asked): WhenNobody {
  return market.whenNobody ?? (market === routing.fallback ? 'tell' : 'fallback');
}

function held({ atMostHours }: { atMostHours: number }, nobody: string, asked: Asked): Answer {
  const { lead, basis, market } = asked;
  const deadline = Date.parse(lead.receivedAt) + atMostHours * HOUR_MS;
  if (basis.decidedAt >= deadline) {
    const says = `${nobody}; it was held for ${atMostHours} hours, which is the market's limit`;
    return { decided: false, says, passedOver: [says] };
  }
  const opening = nextOpeningOfPool(market.pool, asked);
  const heldUntil = Math.min(opening ?? deadline, deadline);
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

function overflow(pool: string, nobody: string, asked: Asked): Answer {
  const pick = pickIn(pool, asked);
  const answer = pickAnswer(pick, asked);
  if (answer) {
    const says = `${answer.says}, to which ${asked.market.pool} overflows`;
    return { ...answer, says, passedOver: [nobody, ...(answer.passedOver ?? [])] };
  }
  const both = [nobody, nobodyIn(pick)];
  return { decided: false, says: inWords(both, 'and'), passedOver: both };
}

function nobodyIn({ pool, seats }: Pick): string {
  if (seats.length === 0) return `pool ${pool} has no members`;
  const who = seats.map(({ name, excluded }) => `${name} ${excluded}`);
  return `nobody in pool ${pool} can take it: ${inWords(who, 'and')}`;
}
