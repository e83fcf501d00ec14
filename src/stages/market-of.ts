import type { Decision } from '../routing/decision.ts';
import { fallbackMarket, type Market, type Markets } from '../routing/markets.ts';

/**
 * The decided market's settings. A market that was taken out of the configuration since then is
 * stood in for by the fallback, which always exists.
 */
export function marketOf({ markets }: Markets, decision: Decision): Market {
  const market = markets.find(({ name }) => name === decision.market) ?? fallbackMarket(markets);
  if (!market) throw new Error('markets.yaml has no fallback market, which check would have said');
  return market;
}
