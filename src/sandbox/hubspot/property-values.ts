import validator from 'validator';
import type { OwnerBook } from './owner-book.ts';
import type { PropertyDefinition, PropertyType } from './property-definition.ts';
import { type Refusal, validationError } from './refusal.ts';

/** HubSpot keeps at most this many characters in one value. */
const VALUE_CHARACTERS_MAX = 65_536;
const DAY_MS = 86_400_000;

export type PropertyProblem = { name: string; message: string; error: string };

type Reading = { value: string } | { message: string; error: string };

/**
 * Reads sent values as HubSpot does: every value becomes a string, every wrong one is listed.
 * An empty string clears a property and is never wrong.
 */
export function readValues(
  sent: Record<string, string>,
  find: (name: string) => PropertyDefinition | undefined,
  owners: OwnerBook,
): { values: Record<string, string>; problems: PropertyProblem[] } {
  const values: Record<string, string> = {};
  const problems: PropertyProblem[] = [];
  for (const [name, value] of Object.entries(sent)) {
    const definition = find(name);
    const reading = definition ? readValue(definition, value, owners) : unknownProperty(name);
    if ('value' in reading) values[name] = reading.value;
    else problems.push({ name, ...reading });
  }
  return { values, problems };
}

/** The 400 whose message holds the details once more, as JSON inside the JSON. */
export function invalidProperties(problems: PropertyProblem[], portalId: number): Refusal {
  const details = problems.map(({ name, message, error }) => ({
    isValid: false,
    message,
    error,
    name,
    localizedErrorMessage: message,
    portalId,
  }));
  return validationError(`Property values were not valid: ${JSON.stringify(details)}`, {
    errors: problems.map(({ name, message, error }) => ({
      message,
      code: error,
      context: { propertyName: [name] },
    })),
  });
}

const READERS: Record<
  PropertyType,
  (sent: string, definition: PropertyDefinition, owners: OwnerBook) => Reading
> = {
  string: (sent) => ({ value: sent }),
  phone_number: (sent) => ({ value: sent }),
  number: readNumber,
  date: readDate,
  datetime: readDatetime,
  enumeration: readChoice,
  bool: readChoice,
};

const unknownProperty = (name: string): Reading => ({
  message: `Property "${name}" does not exist`,
  error: 'PROPERTY_DOESNT_EXIST',
});

function readValue(definition: PropertyDefinition, sent: string, owners: OwnerBook): Reading {
  if (definition.readOnlyValue) return readOnly(definition);
  if (sent === '') return { value: '' };
  if (sent.length > VALUE_CHARACTERS_MAX) {
    return {
      message: `Value for property ${definition.name} has ${sent.length} characters; at most ${VALUE_CHARACTERS_MAX} are allowed.`,
      error: 'VALUE_TOO_LONG',
    };
  }
  if (definition.name === 'email') return readEmail(sent);
  if (definition.name === 'domain') return { value: sent.trim().toLowerCase() };
  return READERS[definition.type](sent, definition, owners);
}

function readOnly(definition: PropertyDefinition): Reading {
  const kind = definition.calculated ? 'calculated' : 'read only';
  return {
    message: `"${definition.name}" is a ${kind} property; its value cannot be set.`,
    error: 'READ_ONLY_VALUE',
  };
}

/** Addresses are kept in lower case. `.test` is no public top-level domain, so it is refused. */
function readEmail(sent: string): Reading {
  const value = sent.trim().toLowerCase();
  if (!validator.isEmail(value, { allow_utf8_local_part: true }) || value.endsWith('.test')) {
    return { message: `Email address ${sent} is invalid`, error: 'INVALID_EMAIL' };
  }
  return { value };
}

function readNumber(sent: string): Reading {
  const value = sent.trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) {
    return { message: `${sent} was not a valid number.`, error: 'INVALID_NUMBER' };
  }
  return { value };
}

/** ISO 8601 or milliseconds since 1970; undefined for anything else. */
export function readInstant(sent: string): number | undefined {
  if (/^-?\d+$/.test(sent)) return Number(sent);
  if (!/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/.test(sent)) return undefined;
  const instant = Date.parse(sent);
  return Number.isNaN(instant) ? undefined : instant;
}

function readDatetime(sent: string): Reading {
  const instant = readInstant(sent);
  if (instant === undefined || Math.abs(instant) > 8.64e15) {
    return { message: `${sent} was not a valid long.`, error: 'INVALID_LONG' };
  }
  return { value: new Date(instant).toISOString() };
}

function readDate(sent: string): Reading {
  const instant = readInstant(sent);
  if (instant === undefined || Math.abs(instant) > 8.64e15) {
    return { message: `${sent} was not a valid date.`, error: 'INVALID_DATE' };
  }
  const iso = new Date(instant).toISOString();
  if (instant % DAY_MS !== 0) {
    return {
      message: `${sent} is at ${iso.slice(11, 19)} UTC, not midnight!`,
      error: 'INVALID_DATE',
    };
  }
  return { value: iso.slice(0, 10) };
}

function readChoice(sent: string, definition: PropertyDefinition, owners: OwnerBook): Reading {
  if (definition.referencedObjectType === 'OWNER') {
    return owners.canOwn(sent) ? { value: sent } : notAnOption(definition, sent);
  }
  if (definition.externalOptions) return { value: sent };
  const allowed = new Set(definition.options.map((option) => option.value));
  // Several boxes can be ticked at once, and a leading semicolon adds to those ticked already.
  const chosen =
    definition.fieldType === 'checkbox' ? sent.split(';').filter((each) => each !== '') : [sent];
  const wrong = chosen.find((each) => !allowed.has(each));
  return wrong === undefined ? { value: sent } : notAnOption(definition, wrong);
}

function notAnOption(definition: PropertyDefinition, sent: string): Reading {
  const options = definition.options
    .map((option) => `label: "${option.label}"\nvalue: "${option.value}"\n`)
    .join(', ');
  return {
    message: `${sent} was not one of the allowed options: [${options}]`,
    error: 'INVALID_OPTION',
  };
}
