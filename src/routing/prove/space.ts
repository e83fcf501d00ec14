import type { Question } from '../conditions/question.ts';
import { conditionsIn, questionsOf, type When } from '../when.ts';
import type { Formula, Literal } from './formula.ts';
import { type Sample, samplesOf } from './samples.ts';
import type { Variable } from './search.ts';

/**
 * All leads that the conditions can tell apart: variables with finitely many values, and each
 * condition as a formula over them. Every attribute can have every value whatever the others are,
 * so there may be leads here that no form ever sends, but none is missing.
 */
export type Space = {
  variables: readonly AttributeVariable[];
  formulaOf: (when: When) => Formula;
  /**
   * The values of an attribute that has one value at a time, those together that no condition tells
   * apart. `standsFor` are names such as DE, where there are finitely many of them.
   */
  valuesOf: (attribute: string) => AttributeValue[];
  asksFor: (attribute: string, when: When) => boolean;
  /** False where an attribute has more combinations of texts than are looked at. */
  isComplete: (when: When) => boolean;
};

export type AttributeValue = { is: Literal; standsFor: readonly string[] };

type AttributeVariable = Variable & {
  attribute: string;
  /** Of each value. */
  says: readonly string[];
  standsFor: readonly string[][];
};

type Table = { formula: Formula; complete: boolean };

/**
 * @param sources the names of all sources there are; without them a lead can come from any
 */
export function spaceOf(whens: readonly When[], sources?: readonly string[]): Space {
  const asked = new Map<string, Map<string, Question>>();
  for (const when of whens) {
    eachQuestion(when, (key, question) => {
      const { attribute } = question;
      const known = asked.get(attribute) ?? new Map<string, Question>();
      asked.set(attribute, known.set(key, question));
    });
  }
  const variables: AttributeVariable[] = [];
  const tables = new Map<string, Table>();
  for (const [attribute, questions] of asked) {
    const closed = attribute === 'source' ? sources : undefined;
    addAttribute(attribute, questions, closed, variables, tables);
  }
  const variableOf = new Map(variables.map(({ attribute }, variable) => [attribute, variable]));
  return {
    variables,
    formulaOf: (when) => formulaOf(when, tables),
    valuesOf: (attribute) => {
      const variable = variableOf.get(attribute) ?? -1;
      const { standsFor = [] } = variables[variable] ?? {};
      return standsFor.map((names, value) => {
        const allows = Uint8Array.from(standsFor, (_, other) => (other === value ? 1 : 0));
        return { is: { is: 'literal', variable, allows }, standsFor: names };
      });
    },
    asksFor: (attribute, when) => {
      let asks = false;
      eachQuestion(when, (_, question) => {
        asks ||= question.attribute === attribute;
      });
      return asks;
    },
    isComplete: (when) => {
      let complete = true;
      eachQuestion(when, (key) => {
        complete &&= tables.get(key)?.complete === true;
      });
      return complete;
    },
  };
}

function addAttribute(
  attribute: string,
  questions: Map<string, Question>,
  closed: readonly string[] | undefined,
  variables: AttributeVariable[],
  tables: Map<string, Table>,
): void {
  const all = [...questions.values()].map(({ asks }) => asks);
  const narrowed =
    closed === undefined
      ? all
      : all.map((asks) =>
          asks.kind === 'text' ? { ...asks, among: closedTo(closed, all) } : asks,
        );
  const { samples, many, complete } = samplesOf(attribute, narrowed);
  const classes = classesOf(samples, all);
  const add = (variable: Omit<AttributeVariable, 'attribute' | 'size'>) =>
    variables.push({ attribute, size: variable.says.length, ...variable }) - 1;

  if (!many) {
    const variable = add({
      says: classes.map(({ sample }) => sample.says),
      standsFor: classes.map(({ names }) => names),
      order: classes
        .map((_, index) => index)
        .toSorted((one, other) => weightOf(classes, one) - weightOf(classes, other)),
    });
    [...questions.keys()].forEach((key, question) => {
      const allows = Uint8Array.from(classes, ({ answers }) => answers[question] ?? 0);
      tables.set(key, { complete, formula: { is: 'literal', variable, allows } });
    });
    return;
  }
  // Each class may be there or not, whatever the others are. The first sample is that of none.
  const [none] = samples;
  const addPresence = (says: string) => add({ says: ['', says], standsFor: [], order: [0, 1] });
  const present = classes.flatMap((each) =>
    each.sample === none ? [] : [{ ...each, variable: addPresence(each.sample.says) }],
  );
  [...questions].forEach(([key, { asks }], question) => {
    const wantsNone = asks.kind === 'text' && asks.mentions.exists === false;
    const parts = present
      .filter(({ answers }) => wantsNone || answers[question] === 1)
      .map(({ variable }): Formula => ({ is: 'literal', variable, allows: ABSENT_PRESENT }));
    const any: Formula = { is: 'any', parts };
    tables.set(key, { complete, formula: wantsNone ? { is: 'not', part: any } : any });
  });
}

const ABSENT_PRESENT = Uint8Array.of(0, 1);

/** Sources that a rule names and nobody configured have a message of their own. */
function closedTo(names: readonly string[], all: readonly Question['asks'][]): string[] {
  const named = all.flatMap((asks) => (asks.kind === 'text' ? (asks.mentions.values ?? []) : []));
  return [...new Set([...names, ...named])];
}

type Class = { sample: Sample; names: string[]; answers: Uint8Array };

/** Of samples that answer every question alike the first stands for all. */
function classesOf(samples: readonly Sample[], all: readonly Question['asks'][]): Class[] {
  const classes = new Map<string, Class>();
  for (const sample of samples) {
    const answers = Uint8Array.from(all, (asks) => (sample.answers(asks) ? 1 : 0));
    const signature = answers.join('');
    const known = classes.get(signature) ?? { sample, names: [], answers };
    if (sample.name !== undefined) known.names.push(sample.name);
    classes.set(signature, known);
  }
  return [...classes.values()];
}

/** Values that few rules ask for are tried first: they avoid the most rules. */
function weightOf(classes: readonly Class[], index: number): number {
  return classes[index]?.answers.reduce((sum, answer) => sum + answer, 0) ?? 0;
}

function formulaOf(when: When, tables: Map<string, Table>): Formula {
  const parts = conditionsIn(when).flatMap((name): Formula[] => {
    if (name === 'all') return (when.all ?? []).map((part) => formulaOf(part, tables));
    if (name === 'any') {
      return [{ is: 'any', parts: (when.any ?? []).map((part) => formulaOf(part, tables)) }];
    }
    if (name === 'not') return [{ is: 'not', part: formulaOf(when.not ?? {}, tables) }];
    return (questionsOf(name, when) ?? []).flatMap(
      (question, index) => tables.get(keyOf(name, when, question, index))?.formula ?? [],
    );
  });
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : { is: 'all', parts };
}

function eachQuestion(when: When, see: (key: string, question: Question) => void): void {
  for (const name of conditionsIn(when)) {
    if (name === 'all' || name === 'any') {
      for (const part of when[name] ?? []) eachQuestion(part, see);
    } else if (name === 'not') {
      eachQuestion(when.not ?? {}, see);
    } else {
      questionsOf(name, when)?.forEach((question, index) => {
        see(keyOf(name, when, question, index), question);
      });
    }
  }
}

/** The same question in two rules is one. */
function keyOf(name: keyof When, when: When, { attribute }: Question, index: number): string {
  return `${attribute} ${index} ${JSON.stringify(when[name])}`;
}
