import type { Market } from '../markets.ts';
import { inWords } from '../wording.ts';
import type { Finding } from './finding.ts';
import { evaluate, FALSE, type Formula, OPEN } from './formula.ts';
import type { Rule } from './rule.ts';
import { search } from './search.ts';
import type { AttributeValue, Space } from './space.ts';

/** Countries and sources whose leads no market asks for, so that only the fallback takes them. */
export function coverageFindings(
  rules: readonly Rule[],
  space: Space,
  fallback: { market: Market; index: number },
  sources: readonly string[] | undefined,
): Finding[] {
  if (rules.length === 0) return [];
  const formulas = rules.map(({ when }) => space.formulaOf(when));
  return [
    ...uncoveredCountries(
      formulas.filter((_, index) => space.asksFor('country', rules[index]?.when ?? {})),
      space,
      fallback,
    ),
    ...(sources === undefined ? [] : uncoveredSources(formulas, space, fallback, sources)),
  ];
}

/**
 * Only by the rules that ask for a country at all: where one asks for nothing but a company's size,
 * every country could be said to be covered.
 */
function uncoveredCountries(
  asking: readonly Formula[],
  space: Space,
  { market, index }: { market: Market; index: number },
): Finding[] {
  const countries = space.valuesOf('country').filter(({ standsFor }) => standsFor.length > 0);
  const missed = countries.filter((value) => !canGet(asking, value, space));
  const codes = missed.flatMap(({ standsFor }) => standsFor).toSorted();
  const all = countries.flatMap(({ standsFor }) => standsFor).length;
  if (asking.length === 0 || codes.length === 0) return [];
  return [
    {
      // Few were forgotten; that most of the world is left to the fallback was meant so.
      severity: codes.length * 2 > all ? 'note' : 'warning',
      code: 'countries-without-market',
      file: 'markets',
      path: ['markets', index],
      message: `only the fallback market "${market.name}" takes leads from ${codes.length === 1 ? 'a country' : `${codes.length} countries`} that no other market asks for: ${inWords(codes, 'and')}`,
    },
  ];
}

function uncoveredSources(
  rules: readonly Formula[],
  space: Space,
  { market }: { market: Market },
  sources: readonly string[],
): Finding[] {
  const missed = space
    .valuesOf('source')
    .filter((value) => !canGet(rules, value, space))
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

/** Can a lead with this value get to one of the rules? */
function canGet(rules: readonly Formula[], { is }: AttributeValue, space: Space): boolean {
  const given = new Int32Array(space.variables.length).fill(OPEN);
  given[is.variable] = is.allows.indexOf(1);
  return rules.some(
    (rule) =>
      // Most rules ask for something else, which is seen at once.
      evaluate(rule, given) !== FALSE &&
      !('none' in search({ target: { is: 'all', parts: [is, rule] }, avoid: [] }, space.variables)),
  );
}
