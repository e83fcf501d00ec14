import type { Lead } from '../lead/lead.ts';
import type { CompiledRouting } from './compiled-routing.ts';
import type { Match } from './decision.ts';
import type { Market } from './markets.ts';

/** The first market whose condition matches; else the fallback market, wherever it stands. */
export function chooseMarket(
  lead: Lead,
  match: Match,
  { tried, fallback }: CompiledRouting,
): Market {
  return tried.find(({ holds }) => holds(lead, match))?.market ?? fallback;
}
