/**
 * A condition over variables that each have finitely many values. What an unassigned variable leaves
 * open is unknown; everything else is certain.
 */
export type Formula =
  | Literal
  | { is: 'all'; parts: Formula[] }
  | { is: 'any'; parts: Formula[] }
  | { is: 'not'; part: Formula };

/** Holds where the variable has a value whose place in `allows` is 1. */
export type Literal = { is: 'literal'; variable: number; allows: Uint8Array };

/** By variable, the index of its value; -1 while it is open. */
export type Assignment = Int32Array;

export const OPEN = -1;

export const FALSE = 0;
export const TRUE = 1;
export const UNKNOWN = 2;

export type Truth = typeof FALSE | typeof TRUE | typeof UNKNOWN;

export function evaluate(formula: Formula, values: Assignment): Truth {
  switch (formula.is) {
    case 'literal': {
      const value = values[formula.variable] ?? OPEN;
      if (value === OPEN) return UNKNOWN;
      return formula.allows[value] === 1 ? TRUE : FALSE;
    }
    case 'not': {
      const truth = evaluate(formula.part, values);
      if (truth === UNKNOWN) return UNKNOWN;
      return truth === TRUE ? FALSE : TRUE;
    }
    case 'all':
      return combine(formula.parts, values, FALSE, TRUE);
    case 'any':
      return combine(formula.parts, values, TRUE, FALSE);
  }
}

/** The first part that decides decides; where none does, one unknown part leaves it unknown. */
function combine(
  parts: readonly Formula[],
  values: Assignment,
  deciding: Truth,
  otherwise: Truth,
): Truth {
  let truth = otherwise;
  for (const part of parts) {
    const one = evaluate(part, values);
    if (one === deciding) return deciding;
    if (one === UNKNOWN) truth = UNKNOWN;
  }
  return truth;
}

/** Adds the variables that make a formula true, or false, whatever the others are. */
export function addReasons(formula: Formula, values: Assignment, reasons: Set<number>): void {
  if (formula.is === 'literal') {
    reasons.add(formula.variable);
  } else if (formula.is === 'not') {
    addReasons(formula.part, values, reasons);
  } else {
    const deciding = formula.is === 'all' ? FALSE : TRUE;
    const one = formula.parts.find((part) => evaluate(part, values) === deciding);
    for (const part of one === undefined ? formula.parts : [one]) {
      addReasons(part, values, reasons);
    }
  }
}

/** A literal that keeps the formula unknown, and whether the formula gains when it holds. */
export function openLiteral(
  formula: Formula,
  values: Assignment,
  wanted = true,
): { literal: Literal; wanted: boolean } | undefined {
  if (formula.is === 'literal') {
    return values[formula.variable] === OPEN ? { literal: formula, wanted } : undefined;
  }
  if (formula.is === 'not') return openLiteral(formula.part, values, !wanted);
  for (const part of formula.parts) {
    if (evaluate(part, values) !== UNKNOWN) continue;
    const open = openLiteral(part, values, wanted);
    if (open !== undefined) return open;
  }
  return undefined;
}

/** How many literals are open: a rule with few of them is nearly decided. */
export function countOpen(formula: Formula, values: Assignment): number {
  if (formula.is === 'literal') return values[formula.variable] === OPEN ? 1 : 0;
  if (formula.is === 'not') return countOpen(formula.part, values);
  let count = 0;
  for (const part of formula.parts) count += countOpen(part, values);
  return count;
}
