import type { When } from '../when.ts';
import { inWords } from '../wording.ts';
import { exampleOf } from './example.ts';
import type { Finding } from './finding.ts';
import type { Formula } from './formula.ts';
import type { Rule } from './rule.ts';
import { search } from './search.ts';
import type { Space } from './space.ts';

/** For all rules of a configuration: a few seconds. A thousand of the usual kind take a tenth of it. */
const PATIENCE = 20_000_000;

/**
 * Rules that can never get a lead: those that contradict themselves, and those whose every lead an
 * earlier rule takes. Only what is shown is told: where the search is given up, or where there are
 * more values than it looks at, the rule is taken to be good.
 *
 * @param rivalsOf the earlier rules that could take a lead from this one
 */
export function reachFindings(
  rules: readonly Rule[],
  space: Space,
  rivalsOf: (rule: Rule, earlier: readonly Rule[]) => readonly Rule[] = (_, earlier) => earlier,
): Finding[] {
  // What is left out of the samples could be the very lead that a rule is for.
  const shown = rules.filter(({ when }) => space.isComplete(when));
  const formulas = new Map(shown.map((rule) => [rule, space.formulaOf(rule.when)]));
  const known = (rule: Rule) => formulas.get(rule) ?? space.formulaOf(rule.when);
  const patience = { left: PATIENCE };
  return shown.flatMap((rule, position) => {
    const rivals = rivalsOf(rule, shown.slice(0, position));
    const sought = { target: known(rule), avoid: rivals.map(known) };
    const seen = search(sought, space.variables, patience);
    if (!('none' in seen)) return deadAlternatives(rule, space);
    const hiding = smallest(
      seen.none.because.flatMap((at) => rivals[at] ?? []),
      (some) => hides(some.map(known), known(rule), space),
    );
    return [hiding.length === 0 ? contradiction(rule) : hidden(rule, hiding, rivals, space, known)];
  });
}

/** No lead is left to the target, once these have taken theirs. */
function hides(avoid: readonly Formula[], target: Formula, space: Space): boolean {
  return 'none' in search({ target, avoid }, space.variables);
}

const MINIMISED_MAX = 16;

/** Leaves out whatever the proof does without. */
function smallest(rules: readonly Rule[], proves: (rules: readonly Rule[]) => boolean): Rule[] {
  if (rules.length > MINIMISED_MAX) return [...rules];
  return rules.reduce<Rule[]>(
    (kept, rule) => {
      const without = kept.filter((one) => one !== rule);
      return proves(without) ? without : kept;
    },
    [...rules],
  );
}

function contradiction({ title, file, path }: Rule): Finding {
  return {
    severity: 'error',
    code: 'contradiction',
    file,
    path,
    message: `${title} never gets a lead: its condition contradicts itself`,
  };
}

function hidden(
  rule: Rule,
  hiding: readonly Rule[],
  rivals: readonly Rule[],
  space: Space,
  known: (rule: Rule) => Formula,
): Finding {
  const taker = exampleOf(rule, rivals, space, known);
  return {
    severity: 'error',
    code: 'hidden-rule',
    file: rule.file,
    path: rule.path,
    message: `${rule.title} never gets a lead: ${reason(rule, hiding, space, known)}`,
    ...(taker !== undefined && { example: taker }),
    seeAlso: hiding.map(({ file, path }) => ({ file, path })),
  };
}

function reason(
  rule: Rule,
  hiding: readonly Rule[],
  space: Space,
  known: (rule: Rule) => Formula,
): string {
  const [only] = hiding;
  if (only === undefined || hiding.length > 1) {
    const names = hiding.map(({ name }) => `"${name}"`);
    const kind = rule.file === 'markets' ? 'markets' : 'rules';
    return `the ${kind} ${inWords(names, 'and')} before it together take every lead that it could get`;
  }
  const takes = known(only);
  const everything: Formula = { is: 'all', parts: [] };
  if (hides([takes], everything, space)) {
    return `${only.title} before it takes every lead; move it up`;
  }
  return hides([known(rule)], takes, space)
    ? `${only.title} before it has the same condition`
    : `${only.title} before it takes every lead that it could get; move it up`;
}

/** One of several alternatives that can never be the one that holds. */
function deadAlternatives(rule: Rule, space: Space): Finding[] {
  const { any, ...rest } = rule.when;
  if (any === undefined || any.length < 2) return [];
  return any.flatMap((part, index): Finding[] => {
    const alone: When = { ...rest, all: [...(rest.all ?? []), part] };
    if (!hides([], space.formulaOf(alone), space)) return [];
    return [
      {
        severity: 'warning',
        code: 'dead-alternative',
        file: rule.file,
        path: [...rule.path, 'any', index],
        message: `this alternative of ${rule.title} never holds: it contradicts itself or what else the condition asks for`,
      },
    ];
  });
}
