import type { PropertyDefinition } from './property-definition.ts';
import { readInstant } from './property-values.ts';
import { validationError } from './refusal.ts';

export type SearchFilter = {
  propertyName: string;
  operator: string;
  value?: string | undefined;
  highValue?: string | undefined;
  values?: string[] | undefined;
};

type Test = (has: Has, filter: SearchFilter) => boolean;

/** A record's value, ready to be compared. */
type Has = { text: string; definition: PropertyDefinition };

const OPERATORS: Record<string, Test> = {
  EQ: (has, { value = '' }) => same(has, value),
  NEQ: (has, { value = '' }) => has.text !== '' && !same(has, value),
  LT: (has, { value = '' }) => compared(has, value) < 0,
  LTE: (has, { value = '' }) => compared(has, value) <= 0,
  GT: (has, { value = '' }) => compared(has, value) > 0,
  GTE: (has, { value = '' }) => compared(has, value) >= 0,
  BETWEEN: (has, { value = '', highValue = '' }) =>
    compared(has, value) >= 0 && compared(has, highValue) <= 0,
  IN: (has, { values = [] }) => values.some((value) => listed(has, value)),
  NOT_IN: (has, { values = [] }) => has.text !== '' && !values.some((value) => listed(has, value)),
  HAS_PROPERTY: (has) => has.text !== '',
  NOT_HAS_PROPERTY: (has) => has.text === '',
  CONTAINS_TOKEN: (has, { value = '' }) => containsToken(has.text, value),
  NOT_CONTAINS_TOKEN: (has, { value = '' }) => !containsToken(has.text, value),
};

/** Throws Refusal 400 for an operator that does not exist or lacks its values. */
export function checkFilter(filter: SearchFilter): void {
  const { operator, propertyName: name } = filter;
  if (!Object.hasOwn(OPERATORS, operator)) {
    throw validationError(`${operator} is not a valid filter operator`);
  }
  const many = operator === 'IN' || operator === 'NOT_IN';
  const none = operator === 'HAS_PROPERTY' || operator === 'NOT_HAS_PROPERTY';
  if (many && !filter.values?.length) {
    throw validationError(`operator ${operator} requires values for property ${name}`);
  }
  if (!many && !none && filter.value === undefined) {
    throw validationError(`operator ${operator} requires a value for property ${name}`);
  }
  if (operator === 'BETWEEN' && filter.highValue === undefined) {
    throw validationError(`operator BETWEEN requires a highValue for property ${name}`);
  }
}

export function passes(
  properties: Record<string, string>,
  filter: SearchFilter,
  definition: PropertyDefinition,
): boolean {
  const text = properties[filter.propertyName] ?? '';
  return OPERATORS[filter.operator]?.({ text, definition }, filter) ?? false;
}

/** Upper and lower case are the same, but not in enumerations. */
function same({ text, definition }: Has, value: string): boolean {
  if (text === '') return false;
  if (definition.type === 'enumeration') return text === value;
  if (isOrdered(definition)) return compared({ text, definition }, value) === 0;
  return text.toLowerCase() === value.toLowerCase();
}

/** In a list, text has to be sent in lower case; anything else finds nothing. */
function listed(has: Has, value: string): boolean {
  const plainText = !isOrdered(has.definition) && has.definition.type !== 'enumeration';
  return plainText ? has.text !== '' && has.text.toLowerCase() === value : same(has, value);
}

const isOrdered = ({ type }: PropertyDefinition): boolean =>
  type === 'number' || type === 'date' || type === 'datetime';

/** Below, equal to, above: -1, 0, 1. NaN, which passes no test, when there is nothing to compare. */
function compared({ text, definition }: Has, value: string): number {
  if (text === '') return Number.NaN;
  if (definition.type === 'number') return Math.sign(Number(text) - Number(value));
  if (definition.type === 'date' || definition.type === 'datetime') {
    return Math.sign((readInstant(text) ?? Number.NaN) - (readInstant(value) ?? Number.NaN));
  }
  const [one, other] = [text.toLowerCase(), value.toLowerCase()];
  return one < other ? -1 : Number(one !== other);
}

/** Whole words; `*` at either end stands for anything. */
function containsToken(text: string, value: string): boolean {
  const pattern = value
    .toLowerCase()
    .split('*')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*');
  const wanted = new RegExp(`^${pattern}$`);
  const tokens = text.toLowerCase().split(/[\s;,]+/);
  return [text.toLowerCase(), ...tokens].some((token) => token !== '' && wanted.test(token));
}
