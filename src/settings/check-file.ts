import { join } from 'node:path';
import type { z } from 'zod';
import { type ConfigFile, readConfigFile } from './config-file.ts';
import type { ConfigProblem } from './config-problem.ts';
import { type ConfigKey, OPTIONAL_FILES } from './config-schemas.ts';
import type { Environment } from './environment.ts';
import { expectation } from './expectation.ts';
import {
  literalSecrets,
  replaceReferences,
  type UnsetReference,
  unsetProblems,
} from './references.ts';
import { schemaProblems } from './schema-problems.ts';

export type ConfigInput = {
  environment: Environment;
  /** Folder with the YAML files. */
  configFolder: string;
  /** UTF-8 text of a file; throws when there is none. */
  readFile: (path: string) => string;
};

export type Checked<T> = {
  file: ConfigFile;
  /** As it was read; absent where there is no such file. */
  text?: string;
  /** Absent when the file has problems that keep it from having a meaning. */
  value?: T;
  problems: ConfigProblem[];
  warnings: ConfigProblem[];
};

/** Reads one file of the folder, and says all that is wrong with it by itself. Never throws. */
export function checkFile<T>(key: ConfigKey, schema: z.ZodType<T>, input: ConfigInput): Checked<T> {
  const name = `${key}.yaml`;
  const { text, absent } = readText(join(input.configFolder, name), input.readFile);
  const file = readConfigFile(name, text ?? '');
  if (absent && OPTIONAL_FILES.includes(key)) {
    return { file, value: schema.parse({}), problems: [], warnings: [] };
  }
  if (text === undefined) {
    return { file, problems: [missingFile(file, input.configFolder)], warnings: [] };
  }
  if (!file.readable) return { file, text, problems: file.problems, warnings: [] };

  const warnings = literalSecrets(file);
  const unset = replaceReferences(file, input.environment.variable);
  const needed = unset.filter(({ path }) => switchedOffBy(file, path) === undefined);
  const content = contentOf(key, withoutUnusable(file, schema, unset));
  const parsed = schema.safeParse(content, { error: expectation });
  const told = new Set(unset.map(({ path }) => path.join('.')));
  const issues = parsed.success
    ? []
    : parsed.error.issues.filter(({ path }) => !told.has(path.join('.')));
  return {
    file,
    text,
    ...(parsed.success ? { value: parsed.data } : {}),
    problems: [...file.problems, ...unsetProblems(file, needed), ...schemaProblems(file, issues)],
    warnings,
  };
}

/** An optional file with nothing in it but comments means the same as no file. */
function contentOf(key: ConfigKey, content: unknown): unknown {
  return OPTIONAL_FILES.includes(key) ? (content ?? {}) : content;
}

/** A file that is there but may not be read is not absent: its defaults would be a surprise. */
function readText(
  path: string,
  readFile: ConfigInput['readFile'],
): { text?: string; absent: boolean } {
  try {
    return { text: readFile(path).replace(/^\uFEFF/, ''), absent: false };
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error && error.code;
    return { absent: code === 'ENOENT' };
  }
}

function missingFile(file: ConfigFile, folder: string): ConfigProblem {
  return {
    file: file.name,
    ...file.placeOf([]),
    path: '',
    found: 'no such file',
    expected: `${file.name} in ${folder}`,
    says: `${file.name} is not there, or cannot be read; expected it in ${folder}`,
    doThis: `Create it, or set LEADLINE_CONFIG to the folder that has it.`,
  };
}

/** The conversion destination with `enabled: false` that a path is in: it needs no secrets. */
function switchedOffBy(file: ConfigFile, path: UnsetReference['path']): string | undefined {
  const [top, name] = path;
  if (file.name !== 'conversions.yaml' || top !== 'destinations' || name === undefined) {
    return undefined;
  }
  return file.written([top, name, 'enabled']) === 'false' ? String(name) : undefined;
}

/**
 * The file's content without the switched-off destinations that lack a variable: `${NAME}` in the
 * place of a URL or secret would otherwise count as a wrong one. All else about them is checked.
 */
function withoutUnusable(file: ConfigFile, schema: z.ZodType, unset: UnsetReference[]): unknown {
  const parsed = schema.safeParse(file.value());
  if (parsed.success) return file.value();
  const paths = new Set(unset.map(({ path }) => path.join('.')));
  for (const name of new Set(unset.map(({ path }) => switchedOffBy(file, path)))) {
    if (name === undefined) continue;
    const start = `destinations.${name}.`;
    const own = parsed.error.issues.filter(({ path }) => `${path.join('.')}.`.startsWith(start));
    if (own.length > 0 && own.every(({ path }) => paths.has(path.join('.')))) {
      file.document.deleteIn(['destinations', name]);
    }
  }
  return file.value();
}
