import type { Lead } from '../lead/lead.ts';
import type { Match } from './decision.ts';
import { conditionalMarkets, fallbackMarket, type Market, type Markets } from './markets.ts';
import type { LanguageRule, NamedAccount, Routing } from './routing-settings.ts';
import type { Team } from './team.ts';
import { compileWhen } from './when.ts';

/** The configuration's part that routing reads, with the hash by which decisions name it. */
export type RoutingConfiguration = {
  markets: Markets;
  team: Team;
  routing: Routing;
  configuration: { hash: string };
};

type Holds = (lead: Lead, match: Match) => boolean;

/** The same, made ready for many decisions. */
export type CompiledRouting = RoutingConfiguration & {
  /** In the order in which they are tried. */
  tried: { market: Market; holds: Holds }[];
  fallback: Market;
  rules: { rule: LanguageRule; holds: Holds }[];
  accountOf: (domain: string) => NamedAccount | undefined;
};

const compiledBefore = new WeakMap<Markets, CompiledRouting>();

/**
 * Compiles a configuration once; the same parts are answered with the same result.
 *
 * @throws Error when there is no fallback market, which `marketsSchema` refuses.
 */
export function compileRouting(parts: RoutingConfiguration): CompiledRouting {
  const { markets, team, routing, configuration } = parts;
  const before = compiledBefore.get(markets);
  if (
    before?.team === team &&
    before.routing === routing &&
    before.configuration.hash === configuration.hash
  ) {
    return before;
  }
  const fallback = fallbackMarket(markets.markets);
  if (fallback === undefined) throw new Error('markets.yaml has no fallback market');
  const accounts = new Map(
    routing.namedAccounts.flatMap((account) =>
      account.domains.map((domain): [string, NamedAccount] => [domain, account]),
    ),
  );
  const compiled: CompiledRouting = {
    ...{ markets, team, routing, configuration, fallback },
    tried: conditionalMarkets(markets.markets).map(({ market, when }) => ({
      market,
      holds: compileWhen(when),
    })),
    rules: routing.languageAndSkill.map((rule) => ({ rule, holds: compileWhen(rule.when) })),
    accountOf: (domain) => accounts.get(domain.toLowerCase()),
  };
  compiledBefore.set(markets, compiled);
  return compiled;
}
