import type { Lead } from '../lead/lead.ts';
import { chooseMarket } from './choose-market.ts';
import type { CompiledRouting } from './compiled-routing.ts';
import type { Basis, Match } from './decision.ts';
import { overflowOf } from './ladder/fair-share-in-pool.ts';
import { poolOf } from './team.ts';

/**
 * The basis without what this lead's decision cannot read: it is kept with every decision, and the
 * whole rotation would be much more. The decision on it is the same.
 */
export function relevantBasis(
  lead: Lead,
  match: Match,
  routing: CompiledRouting,
  basis: Basis,
): Basis {
  const { pools, members, companies } = basis.rotation;
  const read = poolsRead(lead, match, routing);
  const inThem = read.flatMap((name) =>
    (poolOf(routing.team, name)?.members ?? []).map(({ member }) => member),
  );
  return {
    ...basis,
    rotation: {
      pools: only(pools, read),
      members: only(members, inThem),
      companies: only(companies, read),
    },
  };
}

/** By name; the market's own, where it overflows to, those of rules that hold, the fallback's. */
export function poolsRead(lead: Lead, match: Match, routing: CompiledRouting): string[] {
  const market = chooseMarket(lead, match, routing);
  const overflow = overflowOf({ market });
  const ofRules = routing.rules.flatMap(({ rule, holds }) =>
    rule.pool !== undefined && holds(lead, match) ? [rule.pool] : [],
  );
  return [...new Set([market.pool, ...ofRules, overflow ?? market.pool, routing.fallback.pool])];
}

function only<Value>(all: Record<string, Value>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = Object.hasOwn(all, name) ? all[name] : undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
