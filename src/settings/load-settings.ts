import { join } from 'node:path';
import type { z } from 'zod';
import { type ConfigFile, readConfigFile } from './config-file.ts';
import type { ConfigProblem } from './config-problem.ts';
import { CONFIG_SCHEMAS, type ConfigKey, OPTIONAL_FILES } from './config-schemas.ts';
import { configurationOf } from './configuration.ts';
import {
  alertPathProblems,
  type CrossProblem,
  conversionPathProblems,
  crmPathProblems,
  routingProblems,
  sourceProblems,
  templateProblems,
  unknownSources,
} from './cross-checks.ts';
import type { Environment } from './environment.ts';
import { expectation } from './expectation.ts';
import {
  literalSecrets,
  replaceReferences,
  type UnsetReference,
  unsetProblems,
} from './references.ts';
import { problemAt, schemaProblems } from './schema-problems.ts';
import type { Settings } from './settings.ts';

export type LoadedSettings =
  | { ok: true; settings: Settings; warnings: ConfigProblem[] }
  | { ok: false; problems: ConfigProblem[] };

type Input = {
  environment: Environment;
  /** Folder with the YAML files. */
  configFolder: string;
  /** UTF-8 text of a file; throws when there is none. */
  readFile: (path: string) => string;
};

/**
 * Reads the configuration folder. Either everything is right, or all that is wrong is answered at
 * once, ordered by file and line: nobody should have to mend one thing to see the next.
 *
 * @throws never
 */
export function loadSettings(input: Input): LoadedSettings {
  const sources = checkFile('sources', CONFIG_SCHEMAS.sources, input);
  const markets = checkFile('markets', CONFIG_SCHEMAS.markets, input);
  const team = checkFile('team', CONFIG_SCHEMAS.team, input);
  const routing = checkFile('routing', CONFIG_SCHEMAS.routing, input);
  const crm = checkFile('crm', CONFIG_SCHEMAS.crm, input);
  const alerts = checkFile('alerts', CONFIG_SCHEMAS.alerts, input);
  const conversions = checkFile('conversions', CONFIG_SCHEMAS.conversions, input);
  const files = { sources, markets, team, routing, crm, alerts, conversions };

  const cross: CrossProblem[] = [
    ...(sources.value ? sourceProblems(sources.value) : []),
    ...(markets.value && team.value ? routingProblems(markets.value, team.value) : []),
    ...(markets.value && sources.value ? unknownSources(markets.value, sources.value) : []),
    ...(crm.value ? crmPathProblems(crm.value) : []),
    ...(alerts.value ? alertPathProblems(alerts.value) : []),
    ...(conversions.value ? conversionPathProblems(conversions.value) : []),
    ...templateProblems(crm.value, markets.value),
  ];
  const problems = problemsOf(files, cross);
  if (
    problems.length > 0 ||
    !sources.value ||
    !markets.value ||
    !team.value ||
    !routing.value ||
    !crm.value ||
    !alerts.value ||
    !conversions.value
  ) {
    return { ok: false, problems };
  }
  return {
    ok: true,
    settings: {
      environment: input.environment,
      configuration: configurationOf(textsOf(files)),
      sources: sources.value,
      markets: markets.value,
      team: team.value,
      routing: routing.value,
      crm: crm.value,
      alerts: alerts.value,
      conversions: conversions.value,
    },
    warnings: Object.values(files).flatMap(({ warnings }) => warnings),
  };
}

type Checked<T> = {
  file: ConfigFile;
  /** As it was read; absent where there is no such file. */
  text?: string;
  /** Absent when the file has problems that keep it from having a meaning. */
  value?: T;
  problems: ConfigProblem[];
  warnings: ConfigProblem[];
};

function problemsOf(
  files: Record<ConfigKey, Checked<unknown>>,
  cross: CrossProblem[],
): ConfigProblem[] {
  return Object.entries(files).flatMap(([key, { file, problems }]) =>
    inOrder([
      ...problems,
      ...cross
        .filter((problem) => problem.file === key)
        .map(({ path, message }) => problemAt(file, path, message)),
    ]),
  );
}

function textsOf(files: Record<ConfigKey, Checked<unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.values(files).flatMap(({ file, text }) =>
      text === undefined ? [] : [[file.name, text] as const],
    ),
  );
}

function checkFile<T>(key: ConfigKey, schema: z.ZodType<T>, input: Input): Checked<T> {
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
function readText(path: string, readFile: Input['readFile']): { text?: string; absent: boolean } {
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

function inOrder(problems: ConfigProblem[]): ConfigProblem[] {
  return problems.toSorted((one, other) => one.line - other.line || one.column - other.column);
}
