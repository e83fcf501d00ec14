import { z } from 'zod';

type RawIssue = z.core.$ZodRawIssue;

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping (key: value)',
  record: 'a mapping (key: value)',
  null: 'nothing',
};

/**
 * What a schema wanted, in an operator's words. Given to zod as its error map, so that it answers
 * only where the schema has no words of its own. Begins with "expected".
 */
export function expectation(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${oneOf(issue.values)}`;
    case 'invalid_format':
      return `expected ${format(issue.format, issue.pattern)}`;
    case 'too_small':
      return `expected ${amount(issue.origin, 'at least', Number(issue.minimum))}`;
    case 'too_big':
      return `expected ${amount(issue.origin, 'at most', Number(issue.maximum))}`;
    case 'unrecognized_keys':
      return `expected ${oneOf(knownKeys(issue.inst))}`;
    case 'invalid_key':
      return issue.issues[0]?.message;
    case 'invalid_union':
      return unionExpectation(issue);
    case 'custom':
    case 'invalid_element':
    case 'not_multiple_of':
    default:
      return undefined;
  }
}

function oneOf(values: readonly unknown[]): string {
  const words = values.map(String);
  return words.length === 1 ? words.join('') : `one of: ${words.join(', ')}`;
}

function format(name: string, pattern: string | undefined): string {
  if (name === 'url') return 'a URL such as https://www.example.com';
  if (name === 'email') return 'an e-mail address';
  if (name === 'date') return 'a date such as 2026-08-31';
  return pattern === undefined ? `a ${name}` : `text of the form ${pattern}`;
}

function amount(origin: string, bound: string, limit: number): string {
  if (origin === 'string') {
    return bound === 'at least' && limit === 1
      ? 'text that is not empty'
      : `text of ${bound} ${limit} characters`;
  }
  if (origin === 'array') return `a list of ${bound} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return `a number of ${bound} ${limit}`;
}

/** The names that a mapping may have: only the schema that complained knows them. */
function knownKeys(schema: unknown): string[] {
  if (schema instanceof z.core.$ZodObject) return Object.keys(schema._zod.def.shape);
  if (!(schema instanceof z.core.$ZodRecord)) return [];
  const key: unknown = schema._zod.def.keyType;
  return key instanceof z.core.$ZodEnum ? Object.values(key._zod.def.entries).map(String) : [];
}

function unionExpectation(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>) {
  if ('options' in issue && Array.isArray(issue.options)) {
    return `expected ${oneOf(issue.options)}`;
  }
  const words = issue.errors
    .flatMap((branch) => branch.slice(0, 1))
    .map(({ message }) => message.replace(/^expected /, ''));
  return `expected ${[...new Set(words)].join(', or ')}`;
}
