import { inWords } from '../wording.ts';
import type { Finding } from './finding.ts';
import { type Assignment, addReasons, evaluate, type Formula, OPEN, TRUE } from './formula.ts';
import type { Rule } from './rule.ts';
import { search } from './search.ts';
import type { Space } from './space.ts';

/**
 * A lead that a rule is meant for, in words, and the earlier rule that takes it: "a lead with
 * country US and region CA goes to north-america". Undefined where no such lead was found.
 */
export function exampleOf(
  rule: Rule,
  earlier: readonly Rule[],
  space: Space,
  known: (rule: Rule) => Formula,
): Finding['example'] {
  const target = known(rule);
  const seen = search({ target, avoid: [] }, space.variables);
  if (!('found' in seen)) return undefined;
  const lead = filledIn(seen.found, space);
  const taker = earlier.find((one) => evaluate(known(one), lead) === TRUE);
  if (taker === undefined) return undefined;
  const reasons = new Set<number>();
  addReasons(target, lead, reasons);
  addReasons(known(taker), lead, reasons);
  const says = `${leadInWords(lead, reasons, space)} goes to ${taker.name}`;
  return { says, file: taker.file, path: taker.path };
}

/** What is open takes the value that fewest rules ask for. */
function filledIn(found: Assignment, { variables }: Space): Assignment {
  return found.map((value, variable) =>
    value === OPEN ? (variables[variable]?.order[0] ?? 0) : value,
  );
}

function leadInWords(lead: Assignment, about: ReadonlySet<number>, { variables }: Space): string {
  const all = [...about]
    .toSorted((one, other) => one - other)
    .map((variable) => variables[variable]?.says[lead[variable] ?? 0] ?? '')
    .filter((says) => says !== '');
  // What a lead lacks is told only where there is nothing else to tell.
  const there = all.filter((says) => !says.startsWith('no '));
  if (all.length === 0) return 'any lead';
  return `a lead with ${inWords(there.length > 0 ? there : all, 'and')}`;
}
