import {
  conditionalMarkets,
  fallbackMarket,
  type Market,
  type Markets,
  nameProblems,
  type RoutingProblem,
} from './markets.ts';
import { memberOf, type Pool, poolOf, type Team } from './team.ts';
import { alwaysTrue, neverTrue, sameCondition } from './when-analysis.ts';
import { inWords } from './wording.ts';

/**
 * What only shows when markets.yaml and team.yaml are read together.
 *
 * Paths that begin with `markets` are of markets.yaml, those with `pools` of team.yaml.
 */
export function checkRouting(markets: Markets, team: Team): RoutingProblem[] {
  return [
    ...nameProblems(markets.markets),
    ...markets.markets.flatMap((market, index) => marketPoolProblems(market, index, team)),
    ...reachProblems(markets.markets),
    ...Object.entries(team.pools).flatMap(([name, pool]) => poolProblems(name, pool, team)),
  ];
}

function marketPoolProblems(market: Market, index: number, team: Team): RoutingProblem[] {
  if (poolOf(team, market.pool) !== undefined) {
    return [];
  }
  const known = Object.keys(team.pools);
  const advice = known.length === 0 ? 'there are no pools' : `there are ${inWords(known, 'and')}`;
  return [
    {
      path: ['markets', index, 'pool'],
      message: `pool "${market.pool}" of market "${market.name}" is not in team.yaml; ${advice}`,
    },
  ];
}

function reachProblems(markets: readonly Market[]): RoutingProblem[] {
  const fallback = fallbackMarket(markets);
  const withoutCondition = markets.flatMap((market, index) =>
    market.when !== undefined || market === fallback
      ? []
      : [
          {
            path: ['markets', index],
            message: `market "${market.name}" has no when and is not the fallback, so it never gets a lead; give it a when`,
          },
        ],
  );
  const tried = conditionalMarkets(markets);
  const unreachable = tried.flatMap(({ market, index, when }, position) => {
    const reason = whyUnreachable(when, tried.slice(0, position));
    return reason === undefined
      ? []
      : [
          {
            path: ['markets', index, 'when'],
            message: `market "${market.name}" never gets a lead: ${reason}`,
          },
        ];
  });
  return [...withoutCondition, ...unreachable];
}

function whyUnreachable(
  when: NonNullable<Market['when']>,
  earlier: ReturnType<typeof conditionalMarkets>,
): string | undefined {
  if (neverTrue(when)) {
    return 'its condition contradicts itself';
  }
  const taker = earlier.find((one) => alwaysTrue(one.when));
  if (taker !== undefined) {
    return `market "${taker.market.name}" before it takes every lead; move it up`;
  }
  const twin = earlier.find((one) => sameCondition(one.when, when));
  return twin && `market "${twin.market.name}" before it has the same condition`;
}

function poolProblems(name: string, pool: Pool, team: Team): RoutingProblem[] {
  const keys = pool.members.map((entry) => entry.member);
  if (keys.length === 0) {
    return [
      { path: ['pools', name, 'members'], message: `pool "${name}" has no members; add some` },
    ];
  }
  const problems = keys.flatMap((key, index) => {
    const message = memberProblem(key, keys.indexOf(key) < index, name, team);
    return message === undefined ? [] : [{ path: ['pools', name, 'members', index], message }];
  });
  const nobodyActive =
    problems.length === 0 && keys.every((key) => memberOf(team, key)?.active === false);
  return nobodyActive
    ? [
        {
          path: ['pools', name, 'members'],
          message: `nobody in pool "${name}" is active, so its leads would have no owner`,
        },
      ]
    : problems;
}

function memberProblem(
  key: string,
  repeated: boolean,
  pool: string,
  team: Team,
): string | undefined {
  if (memberOf(team, key) === undefined) {
    return `"${key}" in pool "${pool}" is not among the members of team.yaml; there are ${inWords(Object.keys(team.members), 'and')}`;
  }
  return repeated
    ? `"${key}" stands twice in pool "${pool}"; for a bigger share give a weight`
    : undefined;
}
