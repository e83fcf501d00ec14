import { checkRouting } from '../check-routing.ts';
import { fallbackMarket } from '../markets.ts';
import { capFindings } from './caps.ts';
import { coverageFindings } from './coverage.ts';
import type { Finding } from './finding.ts';
import { hoursFindings } from './hours.ts';
import type { RoutingToCheck } from './routing-to-check.ts';
import { marketRules } from './rule.ts';
import { spaceOf } from './space.ts';

/**
 * Everything that can be shown of a configuration before a lead comes: all that `checkRouting`
 * finds, and what depends on the calendar or is for somebody to judge. No lead and no clock is
 * needed but the moment from which the coming weeks are looked at.
 *
 * @param parts.nowMs milliseconds since 1970
 */
export function proveRouting(parts: RoutingToCheck & { nowMs: number }): Finding[] {
  const { markets, team, sources } = parts;
  const found = checkRouting(parts);
  // What nobody can follow as it stands says nothing about hours and caps.
  if (found.some(({ code }) => BROKEN.has(code))) return found;
  const rules = marketRules(markets);
  const space = spaceOf(
    rules.map(({ when }) => when),
    sources,
  );
  const fallback = fallbackMarket(markets.markets);
  const index = markets.markets.findIndex((market) => market === fallback);
  return [
    ...found,
    ...(fallback === undefined
      ? []
      : coverageFindings(rules, space, { market: fallback, index }, sources)),
    ...hoursFindings(parts),
    ...capFindings(team),
  ];
}

const BROKEN = new Set(['unknown-pool', 'unknown-member', 'empty-pool', 'name-twice']);
