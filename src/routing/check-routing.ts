import { conditionalMarkets, fallbackMarket, type Markets, nameProblems } from './markets.ts';
import { accountFindings } from './prove/accounts.ts';
import type { Finding } from './prove/finding.ts';
import { nameFindings } from './prove/names.ts';
import { poolFindings } from './prove/pools.ts';
import { precedenceFindings } from './prove/precedence.ts';
import { reachFindings } from './prove/reach.ts';
import type { RoutingToCheck } from './prove/routing-to-check.ts';
import { languageRules, marketRules, type Rule } from './prove/rule.ts';
import { spaceOf } from './prove/space.ts';
import type { LanguageRule, Routing } from './routing-settings.ts';

/**
 * What only shows when markets.yaml, team.yaml and routing.yaml are read together, whatever day it
 * is: names that nobody has, and rules that can never get a lead.
 */
export function checkRouting(parts: RoutingToCheck): Finding[] {
  const { markets, team, routing, sources } = parts;
  const rules = marketRules(markets);
  const ofLanguages = languageRules(routing);
  const space = spaceOf(
    [...rules, ...ofLanguages].map(({ when }) => when),
    sources,
  );
  return [
    ...nameProblems(markets.markets).map(
      ({ path, message }): Finding => ({
        ...{ severity: 'error', code: 'name-twice', file: 'markets', path, message },
      }),
    ),
    ...nameFindings(parts),
    ...withoutCondition(markets),
    ...poolFindings(team),
    ...accountFindings(routing, team),
    ...precedenceFindings(parts),
    ...reachFindings(rules, space),
    ...reachFindings(ofLanguages, space, (rule, earlier) =>
      earlier.filter((one) => takesAllFrom(one, rule, routing)),
    ),
  ];
}

function withoutCondition({ markets }: Markets): Finding[] {
  const fallback = fallbackMarket(markets);
  const tried = new Set(conditionalMarkets(markets).map(({ market }) => market));
  return markets.flatMap((market, index): Finding[] => {
    if (market === fallback || tried.has(market)) return [];
    const message = `market "${market.name}" has no when and is not the fallback, so it never gets a lead; give it a when`;
    return [
      {
        severity: 'error',
        code: 'no-condition',
        file: 'markets',
        path: ['markets', index],
        message,
      },
    ];
  });
}

/**
 * Where a rule for languages and skills finds nobody, the next one that holds is asked. So it only
 * hides one that asks the same pool for at least as much.
 */
function takesAllFrom(earlier: Rule, later: Rule, { languageAndSkill }: Routing): boolean {
  const ruleOf = ({ name, path }: Rule): LanguageRule | undefined =>
    languageAndSkill.find((rule, index) => rule.name === name && index === path[1]);
  const one = ruleOf(earlier);
  const other = ruleOf(later);
  if (one === undefined || other === undefined || one.pool !== other.pool) return false;
  return (
    one.languages.every((language) => other.languages.includes(language)) &&
    one.skills.every((skill) => other.skills.includes(skill))
  );
}
