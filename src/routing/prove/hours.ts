import { fallbackMarket, type Market, type Markets, type WhenNobody } from '../markets.ts';
import type { Routing } from '../routing-settings.ts';
import { memberOf, type Team } from '../team.ts';
import { inWords } from '../wording.ts';
import type { Finding } from './finding.ts';
import { gapsBetween, type PoolHours, poolHours } from './pool-hours.ts';
import { aroundTheWeek, HOUR_MS, type Span, startingEarlier, total, WEEK_MS } from './week.ts';
import { hours, weekInWords } from './week-words.ts';

type Parts = { markets: Markets; team: Team; routing: Routing; nowMs: number };

type Asked = { market: Market; index: number; policy: WhenNobody; fallback: Market };

/**
 * Hours of the week at which nobody of a market's pool can take a lead, with what then becomes of
 * it, and follow-up times that nobody could keep.
 */
export function hoursFindings({ markets, team, routing, nowMs }: Parts): Finding[] {
  const fallback = fallbackMarket(markets.markets);
  if (fallback === undefined) return [];
  const open = poolHours(team, nowMs);
  const owned = ({ owner }: Market) =>
    owner !== undefined &&
    routing.precedence.includes('market') &&
    memberOf(team, owner)?.active === true;
  const asked = markets.markets
    .map(
      (market, index): Asked => ({ market, index, policy: policyOf(market, fallback), fallback }),
    )
    // Without condition, and not the fallback: it never gets a lead.
    .filter(({ market }) => market.when !== undefined || market === fallback);
  return [
    ...alike(asked.filter(({ market }) => !owned(market))).flatMap((same) =>
      gapFinding(same, open),
    ),
    ...asked.flatMap((one) => followUpFinding(one, open, owned(one.market))),
  ];
}

/** As the ladder has it: routing.yaml and markets.yaml may leave it out. */
function policyOf(market: Market, fallback: Market): WhenNobody {
  return market.whenNobody ?? (market === fallback ? 'tell' : 'fallback');
}

/** Markets that share a pool, and do the same when nobody is there, have one finding. */
function alike(asked: readonly Asked[]): Asked[][] {
  const groups = new Map<string, Asked[]>();
  for (const one of asked) {
    const key = JSON.stringify([one.market.pool, one.policy]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function gapFinding(same: readonly Asked[], open: PoolHours): Finding[] {
  const [first] = same;
  if (first === undefined) return [];
  const { market, index } = first;
  const gaps = gapsBetween(open.ofPool(market.pool));
  if (gaps.length === 0) return [];
  const names = same.map((one) => `"${one.market.name}"`);
  const whose = `${names.length === 1 ? 'market' : 'markets'} ${inWords(names, 'and')}`;
  const when =
    total(gaps) >= WEEK_MS
      ? 'can take a lead at any hour of the coming weeks'
      : `can take a lead ${weekInWords(gaps)}`;
  return [
    {
      severity: isTakenUp(first, gaps, open) ? 'note' : 'warning',
      code: 'nobody-at-hours',
      file: 'markets',
      path: ['markets', index, market.whenNobody === undefined ? 'pool' : 'whenNobody'],
      message: `nobody of pool "${market.pool}" (${whose}) ${when}; then ${whatThen(first, gaps, open)}`,
    },
  ];
}

/** Every lead of these hours gets to somebody: others take it at once, or it waits and is taken. */
function isTakenUp(asked: Asked, gaps: readonly Span[], open: PoolHours) {
  const { policy, market, fallback } = asked;
  if (isHeldOver(policy, gaps) || isHeldAtLast(asked, open)) return true;
  const others = elsewhere(policy, fallback).map((pool) => open.ofPool(pool));
  return others.length > 0 && gapsBetween(open.ofPool(market.pool), ...others).length === 0;
}

/** Where the others are not there either, the fallback's market may say that leads wait. */
function isHeldAtLast({ policy, market, fallback }: Asked, open: PoolHours): boolean {
  const last = fallback.whenNobody;
  const others = elsewhere(policy, fallback);
  if (others.length === 0 || market === fallback || last === undefined) return false;
  const pools = [market.pool, ...others].map((pool) => open.ofPool(pool));
  return isHeldOver(last, gapsBetween(...pools));
}

function isHeldOver(policy: WhenNobody, gaps: readonly Span[]): boolean {
  if (typeof policy !== 'object' || !('hold' in policy)) return false;
  return longestOf(gaps) <= policy.hold.atMostHours * HOUR_MS;
}

function whatThen(asked: Asked, gaps: readonly Span[], open: PoolHours) {
  const { policy, market, fallback } = asked;
  if (policy === 'tell') return "the market's channel is told, and nobody gets the lead";
  const atLast = isHeldAtLast(asked, open) ? ', and it waits for the next opening' : '';
  if (policy === 'fallback') {
    const without = butNobody(fallback.pool, market.pool, open);
    return `${fallsBack(market, fallback, open)}${without === '' ? '' : atLast}`;
  }
  if ('overflow' in policy) {
    const without = butNobody(policy.overflow, market.pool, open);
    return `it goes to pool "${policy.overflow}"${without}${without === '' ? '' : atLast}`;
  }
  const { atMostHours, otherwise } = policy.hold;
  const waits = `it waits for the next opening, ${atMostHours} hours at most`;
  if (isHeldOver(policy, gaps)) return waits;
  const longest = longestOf(gaps);
  const next =
    otherwise === 'tell'
      ? "the market's channel is told, and nobody gets the lead"
      : fallsBack(market, fallback, open);
  const lasts = longest >= WEEK_MS ? 'it lasts all week' : `the longest lasts ${hours(longest)}`;
  return `${waits}, but ${lasts}: after that ${next}`;
}

function fallsBack(market: Market, fallback: Market, open: PoolHours): string {
  if (fallback.pool === market.pool) {
    return "the fallback has the same pool, so the market's channel is told, and nobody gets the lead";
  }
  const { name, pool } = fallback;
  return `it goes to pool "${pool}" of the fallback market "${name}"${butNobody(pool, market.pool, open)}`;
}

function butNobody(pool: string, own: string, open: PoolHours): string {
  const without = gapsBetween(open.ofPool(own), open.ofPool(pool));
  if (without.length === 0) return '';
  return total(without) >= total(gapsBetween(open.ofPool(own)))
    ? ', where nobody is there then either'
    : `, where for ${hours(total(without))} of these hours nobody is there either`;
}

function longestOf(gaps: readonly Span[]): number {
  return Math.max(0, ...aroundTheWeek(gaps).map(({ from, until }) => until - from));
}

const MOST = 0.5;

/**
 * Whoever the lead goes to while the pool is closed may keep the time as well. For a lead that is
 * held the time begins when it is given.
 */
function followUpFinding(asked: Asked, open: PoolHours, owned: boolean): Finding[] {
  const { market, index, policy, fallback } = asked;
  const pools = owned ? [] : [market.pool, ...elsewhere(policy, fallback)];
  const there = [
    ...pools.map((pool) => open.ofPool(pool)),
    ...(owned && market.owner !== undefined ? [open.ofMember(market.owner)] : []),
  ];
  // That nobody ever works there is told of the pool.
  if (total(there.flat()) === 0) return [];
  const held = isHeldOver(policy, gapsBetween(open.ofPool(market.pool)));
  if (!owned && (held || isHeldAtLast(asked, open))) return [];
  const { followUpWithinMinutes } = market;
  const reached = startingEarlier(gapsToOpen(there), followUpWithinMinutes * 60_000);
  const share = 1 - total(reached) / WEEK_MS;
  if (share <= MOST) return [];
  const who = owned
    ? `its owner ${market.owner}`
    : `nobody of ${pools.length === 1 ? 'pool' : 'pools'} ${inWords([...new Set(pools)], 'and')}`;
  return [
    {
      severity: 'warning',
      code: 'follow-up-out-of-reach',
      file: 'markets',
      path: ['markets', index, 'followUpWithinMinutes'],
      message: `a follow-up within ${followUpWithinMinutes} minutes is out of reach for market "${market.name}" in ${Math.round(share * 100)}% of the week: ${owned ? `${who} does not work` : `${who} works`} so soon after a lead that comes then`,
    },
  ];
}

function gapsToOpen(open: readonly (readonly Span[])[]): Span[] {
  return gapsBetween(gapsBetween(...open));
}

function elsewhere(policy: WhenNobody, fallback: Market): string[] {
  if (policy === 'fallback') return [fallback.pool];
  if (typeof policy === 'object' && 'overflow' in policy) return [policy.overflow, fallback.pool];
  return [];
}
