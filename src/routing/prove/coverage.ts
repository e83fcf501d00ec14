import type { Market } from '../markets.ts';
import { inWords } from '../wording.ts';
import type { Finding } from './finding.ts';
import type { Formula } from './formula.ts';
import type { Rule } from './rule.ts';
import { search } from './search.ts';
import type { Space } from './space.ts';

/** Countries and sources whose leads no market asks for, so that only the fallback takes them. */
export function coverageFindings(
  rules: readonly Rule[],
  space: Space,
  fallback: { market: Market; index: number },
  sources: readonly string[] | undefined,
): Finding[] {
  if (rules.length === 0) return [];
  return [
    ...uncoveredCountries(rules, space, fallback),
    ...(sources === undefined ? [] : uncoveredSources(rules, space, fallback, sources)),
  ];
}

/**
 * Only by the rules that ask for a country at all: where one asks for nothing but a company's size,
 * every country could be said to be covered.
 */
function uncoveredCountries(
  rules: readonly Rule[],
  space: Space,
  { market, index }: { market: Market; index: number },
): Finding[] {
  const asking = rules.filter(({ when }) => space.asksFor('country', when));
  const countries = space.valuesOf('country').filter(({ standsFor }) => standsFor.length > 0);
  const missed = countries.filter((value) => !asking.some((rule) => canGet(rule, value.is, space)));
  const codes = missed.flatMap(({ standsFor }) => standsFor).toSorted();
  if (asking.length === 0 || codes.length === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'countries-without-market',
      file: 'markets',
      path: ['markets', index],
      message: `only the fallback market "${market.name}" takes leads from ${codes.length === 1 ? 'a country' : `${codes.length} countries`} that no other market asks for: ${inWords(codes, 'and')}`,
    },
  ];
}

function uncoveredSources(
  rules: readonly Rule[],
  space: Space,
  { market }: { market: Market },
  sources: readonly string[],
): Finding[] {
  const missed = space
    .valuesOf('source')
    .filter(({ is }) => !rules.some((rule) => canGet(rule, is, space)))
    .flatMap(({ standsFor }) => standsFor);
  return sources
    .filter((source) => missed.includes(source))
    .map((source) => ({
      severity: 'warning',
      code: 'source-without-market',
      file: 'sources',
      path: ['sources', source],
      message: `only the fallback market "${market.name}" takes leads of the source "${source}": every other market asks for other sources`,
    }));
}

function canGet({ when }: Rule, value: Formula, space: Space): boolean {
  const target: Formula = { is: 'all', parts: [value, space.formulaOf(when)] };
  return !('none' in search({ target, avoid: [] }, space.variables));
}
