import type { ConfigurableRung } from '../rungs.ts';
import { inWords } from '../wording.ts';
import type { Finding } from './finding.ts';
import type { RoutingToCheck } from './routing-to-check.ts';

/** Settings that are never asked, since the ladder in routing.yaml leaves their rung out. */
export function precedenceFindings({ markets, routing }: RoutingToCheck): Finding[] {
  const owned = markets.markets.filter(({ owner }) => owner !== undefined);
  const without = (rung: ConfigurableRung, there: boolean) =>
    there && !routing.precedence.includes(rung);
  const found: Finding[] = [];
  const add = (severity: Finding['severity'], message: string) =>
    found.push({ severity, code: 'rung-left-out', file: 'routing', path: ['precedence'], message });

  if (without('market', owned.length > 0)) {
    const names = inWords(
      owned.map(({ name }) => `"${name}"`),
      'and',
    );
    add(
      'error',
      `precedence leaves out market, so nobody asks for the owner of ${owned.length === 1 ? 'market' : 'markets'} ${names}; add market, or take the owner out`,
    );
  }
  if (without('named-account', routing.namedAccounts.length > 0)) {
    add(
      'warning',
      'precedence leaves out named-account, so the named accounts below are never asked',
    );
  }
  if (without('language-and-skill', routing.languageAndSkill.length > 0)) {
    add('warning', 'precedence leaves out language-and-skill, so the rules below are never asked');
  }
  return found;
}
