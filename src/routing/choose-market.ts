import type { Lead } from '../lead/lead.ts';
import type { Explanation, Match } from './decision.ts';
import { conditionalMarkets, fallbackMarket, type Market, type Markets } from './markets.ts';
import { checkWhen } from './when.ts';

export type MarketChoice = {
  market: Market;
  /** True when no condition matched and the fallback market took the lead. */
  fallback: boolean;
  /** Every market tried, up to and including the one that took it. */
  tried: Explanation['markets'];
};

/**
 * The first market whose condition matches; else the fallback market, wherever it stands.
 *
 * @throws Error when there is no fallback market, which `marketsSchema` refuses.
 */
export function chooseMarket(lead: Lead, match: Match, markets: Markets): MarketChoice {
  const tried: Explanation['markets'] = [];
  for (const { market, when } of conditionalMarkets(markets.markets)) {
    const checks = checkWhen(lead, match, when);
    const matched = checks.every((check) => check.matched);
    tried.push({ market: market.name, matched, checks });
    if (matched) {
      return { market, fallback: false, tried };
    }
  }
  const market = fallbackMarket(markets.markets);
  if (market === undefined) {
    throw new Error('markets.yaml has no fallback market');
  }
  const says = 'no other market matched; the fallback takes every such lead';
  tried.push({ market: market.name, matched: true, checks: [{ matched: true, says }] });
  return { market, fallback: true, tried };
}
