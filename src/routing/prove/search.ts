import {
  type Assignment,
  addReasons,
  countOpen,
  evaluate,
  FALSE,
  type Formula,
  OPEN,
  openLiteral,
  TRUE,
  UNKNOWN,
} from './formula.ts';

/** One thing about a lead, with the order in which its values are best tried. */
export type Variable = { size: number; order: readonly number[] };

export type Sought = {
  /** Must hold. */
  target: Formula;
  /** None of them may hold. */
  avoid: readonly Formula[];
};

export type Sighting =
  | { found: Assignment }
  /** There is no such lead; `because` of these of `avoid` (positions) and the target. */
  | { none: { because: number[] } }
  /** The search was given up: nothing is shown. */
  | { givenUp: true };

/** How many conditions may still be looked at; shared by searches that have to end together. */
export type Patience = { left: number };

/** For one search; one in practice needs some hundreds. */
const PATIENCE = 400_000;

/** Why there is nothing under an assignment: the variables it depends on, and the rules met. */
type Conflict = { variables: Set<number>; rules: Set<number> };

type Live = { formula: Formula; position: number };

/**
 * Looks for values by which the target holds and none of the others does: depth first, pruned as
 * soon as the values so far decide, and with jumps back over variables that had no part in a
 * failure. Complete: if it ends without a find, there is none.
 */
export function search(
  { target, avoid }: Sought,
  variables: readonly Variable[],
  patience: Patience = { left: PATIENCE },
): Sighting {
  const values: Assignment = new Int32Array(variables.length).fill(OPEN);
  const until = Math.max(0, patience.left - PATIENCE);

  function visit(live: readonly Live[]): Conflict | 'found' | 'given up' {
    patience.left -= live.length + 1;
    if (patience.left < until) return 'given up';
    const truth = evaluate(target, values);
    if (truth === FALSE) return conflictOf(target, values);
    const still: Live[] = [];
    for (const rule of live) {
      const met = evaluate(rule.formula, values);
      if (met === TRUE) return conflictOf(rule.formula, values, rule.position);
      if (met === UNKNOWN) still.push(rule);
    }
    const branch = truth === UNKNOWN ? openLiteral(target, values) : nextToAvoid(still, values);
    return branch === undefined ? 'found' : tryValues(branch, still);
  }

  function tryValues(
    { literal: { variable, allows }, wanted }: NonNullable<ReturnType<typeof openLiteral>>,
    live: readonly Live[],
  ): Conflict | 'found' | 'given up' {
    const all: Conflict = { variables: new Set(), rules: new Set() };
    const { order = [] } = variables[variable] ?? {};
    for (const first of [true, false]) {
      for (const value of order) {
        if (((allows[value] === 1) === wanted) !== first) continue;
        values[variable] = value;
        const outcome = visit(live);
        if (typeof outcome === 'string') return outcome;
        values[variable] = OPEN;
        // Whatever its value, the same would have gone wrong.
        if (!outcome.variables.has(variable)) return outcome;
        for (const one of outcome.variables) all.variables.add(one);
        for (const one of outcome.rules) all.rules.add(one);
      }
    }
    all.variables.delete(variable);
    return all;
  }

  const outcome = visit(avoid.map((formula, position) => ({ formula, position })));
  if (outcome === 'found') return { found: values };
  if (outcome === 'given up') return { givenUp: true };
  return { none: { because: [...outcome.rules].toSorted((one, other) => one - other) } };
}

function conflictOf(formula: Formula, values: Assignment, position?: number): Conflict {
  const variables = new Set<number>();
  addReasons(formula, values, variables);
  return { variables, rules: new Set(position === undefined ? [] : [position]) };
}

/** Of the rules that might still hold the one that is nearest to it: its fate is soon known. */
function nextToAvoid(live: readonly Live[], values: Assignment) {
  let nearest: { formula: Formula; open: number } | undefined;
  for (const { formula } of live) {
    const open = countOpen(formula, values);
    if (nearest === undefined || open < nearest.open) nearest = { formula, open };
    if (open === 1) break;
  }
  return nearest && openLiteral(nearest.formula, values, false);
}
