import { z } from 'zod';
import type { Lead } from '../lead/lead.ts';
import {
  CONDITION_NAMES,
  CONDITIONS,
  type ConditionName,
  type ConditionSettings,
} from './conditions/index.ts';
import { allHold, checkQuestions, type Holds, type Question } from './conditions/question.ts';
import type { ConditionCheck, Match } from './decision.ts';
import { inWords } from './wording.ts';

/**
 * `when:` of a market. Several keys in one object must all hold.
 *
 *     when: { country: [DE, AT, CH], companySize: { min: 200 } }
 *     when: { any: [{ known: true }, { utm: { campaign: brand-q4 } }] }
 *     when: { not: { emailDomain: { free: true } } }
 */
export type When = { [Name in ConditionName]?: ConditionSettings[Name] | undefined } & {
  all?: When[] | undefined;
  any?: When[] | undefined;
  not?: When | undefined;
};

const COMBINATORS = ['all', 'any', 'not'] as const;
type Combinator = (typeof COMBINATORS)[number];
const KNOWN_NAMES = [...CONDITION_NAMES, ...COMBINATORS];

const several = () =>
  z
    .array(z.lazy(() => whenSchema))
    .min(1, 'expected at least one condition')
    .optional();

/**
 * Built from the registry, so a new condition is known here at once. The shape is made at run
 * time, which TypeScript cannot follow: hence the one assertion, which `When` states in types.
 */
export const whenSchema = z
  .strictObject(
    {
      ...Object.fromEntries(
        CONDITION_NAMES.map((name) => [name, CONDITIONS[name].schema.optional()]),
      ),
      all: several(),
      any: several(),
      not: z.lazy(() => whenSchema).optional(),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `unknown condition ${inWords(issue.keys, 'and')}; known are ${inWords(KNOWN_NAMES, 'and')}`
          : undefined,
    },
  )
  .refine((when) => Object.keys(when).length > 0, {
    error: `expected a condition; known are ${inWords(KNOWN_NAMES, 'and')}`,
    // An unknown name has its own message; "nothing here" beside it would only confuse.
    when: ({ issues }) => issues.length === 0,
  }) as z.ZodType<When>;

/** One check for each key of `when`, in the order in which they are written. All are made. */
export function checkWhen(lead: Lead, match: Match, when: When): ConditionCheck[] {
  const checkPart = (part: When) => asOne(checkWhen(lead, match, part));
  return conditionsIn(when).flatMap((name) => {
    if (name === 'all') {
      return allOf((when.all ?? []).map(checkPart));
    }
    if (name === 'any') {
      return anyOf((when.any ?? []).map(checkPart));
    }
    if (name === 'not') {
      return when.not === undefined ? [] : notThat(checkPart(when.not));
    }
    return checkCondition(name, lead, match, when);
  });
}

/** The names that are really set: `{ country: undefined }` has none. */
export function conditionsIn(when: When): (ConditionName | Combinator)[] {
  return Object.keys(when)
    .filter(isKnownName)
    .filter((name) => when[name] !== undefined);
}

function isKnownName(name: string): name is ConditionName | Combinator {
  return KNOWN_NAMES.some((one) => one === name);
}

function checkCondition(
  name: ConditionName,
  lead: Lead,
  match: Match,
  when: When,
): ConditionCheck[] {
  const questions = questionsOf(name, when);
  return questions === undefined ? [] : [checkQuestions(questions, lead, match)];
}

/** What one condition of `when` asks; undefined when it is not there. */
export function questionsOf<Name extends ConditionName>(
  name: Name,
  when: { [Key in Name]?: ConditionSettings[Key] | undefined },
): Question[] | undefined {
  const settings: ConditionSettings[Name] | undefined = when[name];
  if (settings === undefined) return undefined;
  const before = askedBefore.get(when) ?? {};
  const questions = before[name] ?? CONDITIONS[name].questions(settings);
  if (before[name] === undefined) askedBefore.set(when, { ...before, [name]: questions });
  return questions;
}

/** A condition is a value, and each decision tells what its market asked. */
const askedBefore = new WeakMap<object, { [Name in ConditionName]?: Question[] }>();

function asOne(checks: ConditionCheck[]): ConditionCheck {
  const [only] = checks;
  return only !== undefined && checks.length === 1 ? only : allOf(checks);
}

function allOf(parts: ConditionCheck[]): ConditionCheck {
  const holding = parts.filter((part) => part.matched);
  return {
    matched: holding.length === parts.length,
    says: `${holding.length} of ${parts.length} hold; wanted all`,
    ...foundIn(holding.length === parts.length ? parts : parts.filter((part) => !part.matched)),
    parts,
  };
}

function anyOf(parts: ConditionCheck[]): ConditionCheck {
  const holding = parts.filter((part) => part.matched);
  return {
    matched: holding.length > 0,
    says: `${holding.length} of ${parts.length} hold; wanted one or more`,
    ...foundIn(holding.length > 0 ? holding.slice(0, 1) : parts),
    parts,
  };
}

function notThat(part: ConditionCheck): ConditionCheck {
  return {
    matched: !part.matched,
    says: part.matched ? 'it holds; wanted that it does not' : 'it does not hold; wanted just that',
    ...foundIn([part]),
    parts: [part],
  };
}

/** What the lead has, for one-sentence summaries: "country is DE and company size is 250". */
export function foundIn(checks: readonly ConditionCheck[]): { found?: string } {
  const found = checks.flatMap((check) => check.found ?? []);
  return found.length === 0 ? {} : { found: inWords([...new Set(found)], 'and') };
}

/** The same question without the words, made ready for many leads: does it hold for this one? */
export function compileWhen(when: When): Holds {
  return allOfThese(
    conditionsIn(when).map((name) => {
      if (name === 'all') return allOfThese((when.all ?? []).map(compileWhen));
      if (name === 'any') return anyOfThese((when.any ?? []).map(compileWhen));
      if (name === 'not') return noneOf(compileWhen(when.not ?? {}));
      return allHold(questionsOf(name, when) ?? []);
    }),
  );
}

function allOfThese(parts: Holds[]): Holds {
  const [first, second, ...others] = parts;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  if (others.length === 0) return (lead, match) => first(lead, match) && second(lead, match);
  return (lead, match) => parts.every((part) => part(lead, match));
}

function anyOfThese(parts: Holds[]): Holds {
  return (lead, match) => parts.some((part) => part(lead, match));
}

function noneOf(part: Holds): Holds {
  return (lead, match) => !part(lead, match);
}
