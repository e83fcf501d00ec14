import { isMap, isScalar } from 'yaml';
import type { z } from 'zod';
import type { ConfigFile } from './config-file.ts';
import type { ConfigPath, ConfigProblem } from './config-problem.ts';
import { nearestName } from './nearest-name.ts';
import { isSecretField } from './secret-fields.ts';

type Issue = z.core.$ZodIssue;

/** What a schema says about a file, each with the place of the very value or key. */
export function schemaProblems(file: ConfigFile, issues: readonly Issue[]): ConfigProblem[] {
  return issues.flatMap((issue) => problemsOf(file, issue, pathOf(issue.path)));
}

/** A problem that a check over a whole file, or over several, found at a path. */
export function problemAt(file: ConfigFile, path: ConfigPath, message: string): ConfigProblem {
  return describe(file, path, message, 'value');
}

function problemsOf(file: ConfigFile, issue: Issue, path: ConfigPath): ConfigProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(file, [...path, key], key, issue.message));
  }
  if (issue.code === 'invalid_key') {
    return [describe(file, path, issue.message, 'key')];
  }
  if (issue.code === 'invalid_union') {
    const meant = branchMeant(issue.errors);
    if (meant) {
      return meant.flatMap((inner) => problemsOf(file, inner, [...path, ...pathOf(inner.path)]));
    }
  }
  return [describe(file, path, issue.message, 'value')];
}

/**
 * Of a choice between shapes, the one that the writer had in mind: that whose outermost type fits,
 * then that with the fewest complaints. None fits: the choice itself is what was expected.
 */
function branchMeant(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return branches
    .filter((issues) => !issues.some((issue) => isOtherType(issue)))
    .toSorted((one, other) => one.length - other.length)[0];
}

function isOtherType(issue: Issue): boolean {
  return issue.path.length === 0 && issue.code === 'invalid_type';
}

function unknownKey(
  file: ConfigFile,
  path: ConfigPath,
  key: string,
  message: string,
): ConfigProblem {
  const meant = nearestName(key, namesIn(message));
  const expected = expectedIn(message);
  return {
    file: file.name,
    ...file.placeOf(path, 'key'),
    path: path.join('.'),
    found: `the key ${key}`,
    expected,
    says: `unknown key ${key}${meant === undefined ? `, expected ${expected}` : `; did you mean ${meant}?`}`,
    ...(meant === undefined ? {} : { doThis: `Write ${meant} instead of ${key}.` }),
  };
}

function describe(
  file: ConfigFile,
  path: ConfigPath,
  message: string,
  of: 'key' | 'value',
): ConfigProblem {
  const found = of === 'key' ? `the key ${String(path.at(-1))}` : foundAt(file, path);
  const expected = expectedIn(message);
  const advice = adviceFor(file, path, found, expected, message);
  return {
    file: file.name,
    ...file.placeOf(path, of),
    path: path.join('.'),
    found,
    expected,
    says: message.startsWith('expected ') ? sentence(path, found, expected) : message,
    ...(advice === undefined ? {} : { doThis: advice }),
  };
}

function sentence(path: ConfigPath, found: string, expected: string): string {
  return found === NOTHING && path.length > 0
    ? `${String(path.at(-1))} is missing, expected ${expected}`
    : `found ${found}, expected ${expected}`;
}

const NOTHING = 'nothing';
const VALUE_CHARACTERS_MAX = 60;

/** A secret is never shown, be it written out or put in from the environment. */
function foundAt(file: ConfigFile, path: ConfigPath): string {
  const written = file.written(path);
  if (written === '') return NOTHING;
  const node = file.nodeAt(path);
  if (isMap(node)) return 'a mapping (key: value)';
  if (!isScalar(node)) return 'a list';
  if (isSecretField(path) && !written.includes('${')) return 'a value that is not shown';
  const shown = typeof node.value === 'string' && !/^["']/.test(written) ? `"${written}"` : written;
  return shown.length > VALUE_CHARACTERS_MAX ? `${shown.slice(0, VALUE_CHARACTERS_MAX)}…` : shown;
}

function adviceFor(
  file: ConfigFile,
  path: ConfigPath,
  found: string,
  expected: string,
  message: string,
): string | undefined {
  const node = file.nodeAt(path);
  const written = file.written(path);
  if (expected === 'text' && isScalar(node) && found !== NOTHING) {
    return isSecretField(path) ? 'Put it in quotes.' : `Put it in quotes: "${written}"`;
  }
  if (expected === 'text' && written.startsWith('{{')) {
    return `Put it in quotes: "${written}"; YAML reads braces as a mapping otherwise.`;
  }
  if (!isScalar(node) || typeof node.value !== 'string') return undefined;
  const meant = nearestName(node.value, namesIn(message));
  return meant === undefined || meant === node.value ? undefined : `Did you mean ${meant}?`;
}

/** The part of a message that says what would be right. */
function expectedIn(message: string): string {
  const parts = message.split(/\bexpected /);
  return parts.length > 1 ? (parts.at(-1) ?? message) : message;
}

/** The names that a message offers: behind "one of:" or "known are" or "there are". */
function namesIn(message: string): string[] {
  const [, ...offered] = message.split(/\bone of:? |\b(?:known|there) are /);
  return (offered.at(-1) ?? '').match(/[\w.-]+/g) ?? [];
}

function pathOf(path: readonly PropertyKey[]): ConfigPath {
  return path.map((step) => (typeof step === 'number' ? step : String(step)));
}
