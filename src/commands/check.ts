import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ConfigProblem, formatProblems } from '../settings/config-problem.ts';
import { editorSchemas } from '../settings/config-schemas.ts';
import { type EnvironmentProblem, readEnvironment } from '../settings/environment.ts';
import { loadSettings } from '../settings/load-settings.ts';
import { missingCredentials } from '../settings/missing-credentials.ts';
import type { Settings } from '../settings/settings.ts';

export type CheckOptions = {
  /** Configuration folder; else LEADLINE_CONFIG, else ./config. */
  config?: string;
  /** One JSON document instead of text. */
  json?: boolean;
  /** Writes the editors' JSON Schemas into the folder's `schema/` first. */
  writeSchemas?: boolean;
};

export type CheckIo = {
  /** Takes whole texts; adds the line break. */
  print: (text: string) => void;
  /** Else the process's own. */
  env?: NodeJS.ProcessEnv;
};

/**
 * `leadline check`: would leadline start with this configuration and environment? Touches nothing
 * outside. What only a running instance needs (credentials) is a warning here, so that a pull
 * request can be checked without them.
 *
 * Answers the exit code: 0 all is well, 1 problems were found, 2 the schemas could not be written.
 */
export async function runCheck(options: CheckOptions, io: CheckIo): Promise<0 | 1 | 2> {
  const { environment, problems: wrongVariables } = readEnvironment(io.env);
  const configFolder = options.config ?? environment.configFolder;
  const written = options.writeSchemas ? writeSchemas(configFolder) : [];
  if (!Array.isArray(written)) {
    io.print(
      options.json ? JSON.stringify({ ok: false, error: written.refusal }) : written.refusal,
    );
    return 2;
  }
  const loaded = loadSettings({
    environment,
    configFolder,
    readFile: (path) => readFileSync(path, 'utf8'),
  });
  const result: CheckResult = {
    ok: loaded.ok && wrongVariables.length === 0,
    configFolder,
    environmentProblems: wrongVariables,
    problems: loaded.ok ? [] : loaded.problems,
    warnings: loaded.ok ? loaded.warnings : [],
    missing: missingCredentials(environment),
    schemasWritten: written,
    ...(loaded.ok ? { summary: summarise(loaded.settings) } : {}),
  };
  io.print(options.json ? JSON.stringify(result, null, 2) : inWords(result));
  return result.ok ? 0 : 1;
}

type Summary = {
  sources: number;
  markets: number;
  members: number;
  pools: number;
  crmProperties: number;
  destinations: { on: string[]; off: string[] };
};

type CheckResult = {
  ok: boolean;
  configFolder: string;
  environmentProblems: EnvironmentProblem[];
  problems: ConfigProblem[];
  warnings: ConfigProblem[];
  missing: EnvironmentProblem[];
  schemasWritten: string[];
  summary?: Summary;
};

function writeSchemas(configFolder: string): string[] | { refusal: string } {
  try {
    return Object.entries(editorSchemas()).map(([path, text]) => {
      const target = join(configFolder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
      return target;
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { refusal: `The schemas could not be written into ${configFolder}: ${reason}` };
  }
}

function summarise({ sources, markets, team, crm, conversions }: Settings): Summary {
  const destinations = Object.entries(conversions.destinations);
  const named = (enabled: boolean) =>
    destinations.filter(([, each]) => each.enabled === enabled).map(([name]) => name);
  return {
    sources: Object.keys(sources.sources).length,
    markets: markets.markets.length,
    members: Object.values(team.members).filter(({ active }) => active).length,
    pools: Object.keys(team.pools).length,
    crmProperties: Object.keys(crm.properties).length,
    destinations: { on: named(true), off: named(false) },
  };
}

function inWords(result: CheckResult): string {
  const { environmentProblems, problems, warnings, missing, schemasWritten, summary } = result;
  const count = environmentProblems.length + problems.length;
  return [
    ...schemasWritten.map((path) => `Wrote ${path}`),
    ...environmentProblems.map(withAdvice),
    ...(problems.length > 0 ? [formatProblems(problems)] : []),
    ...(warnings.length > 0 ? ['Warnings:', formatProblems(warnings)] : []),
    ...(summary && count === 0 ? [calmSummary(result.configFolder, summary)] : []),
    ...(summary && count === 0 && missing.length > 0
      ? ['', 'To start, leadline still needs:', ...missing.map(({ says }) => `  ${says}`)]
      : []),
    ...(count > 0 ? [`${count} ${count === 1 ? 'problem' : 'problems'} found.`] : []),
  ].join('\n');
}

function withAdvice({ says, doThis }: EnvironmentProblem): string {
  return doThis === undefined ? `environment  ${says}` : `environment  ${says}\n      ${doThis}`;
}

function calmSummary(configFolder: string, summary: Summary): string {
  const { on, off } = summary.destinations;
  const destinations = [
    on.length > 0 ? on.join(', ') : 'none',
    ...(off.length > 0 ? [`(off: ${off.join(', ')})`] : []),
  ].join(' ');
  return [
    `The configuration in ${configFolder} is good.`,
    `  sources       ${summary.sources}`,
    `  markets       ${summary.markets}`,
    `  team          ${summary.members} active in ${summary.pools} pools`,
    `  CRM           ${summary.crmProperties} properties`,
    `  destinations  ${destinations}`,
  ].join('\n');
}
