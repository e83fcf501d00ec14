import { readFileSync } from 'node:fs';
import { type ConfigProblem, formatProblems } from '../settings/config-problem.ts';
import { type EnvironmentProblem, readEnvironment } from '../settings/environment.ts';
import { loadSettings } from '../settings/load-settings.ts';
import type { Settings } from '../settings/settings.ts';

export type SettingsOptions = {
  /** Configuration folder; else LEADLINE_CONFIG, else ./config. */
  config?: string;
  /** One JSON document instead of text. */
  json?: boolean;
};

export type CommandIo = {
  /** Takes whole texts; adds the line break. */
  print: (text: string) => void;
  /** Else the process's own. */
  env?: NodeJS.ProcessEnv;
};

/**
 * Environment and configuration folder, for every command that works with both. Where anything in
 * them is wrong, all of it is printed as `leadline check` prints it, and nothing is answered: the
 * command then ends with 1. Missing credentials are not looked at, since not every command needs
 * them (`missingCredentials` names them).
 */
export function openSettings(options: SettingsOptions, io: CommandIo): Settings | undefined {
  const { environment, problems: wrongVariables } = readEnvironment(io.env);
  const configFolder = options.config ?? environment.configFolder;
  const loaded = loadSettings({
    environment: { ...environment, configFolder },
    configFolder,
    readFile: (path) => readFileSync(path, 'utf8'),
  });
  if (loaded.ok && wrongVariables.length === 0) return loaded.settings;

  const problems = loaded.ok ? [] : loaded.problems;
  io.print(
    options.json
      ? JSON.stringify({ ok: false, environmentProblems: wrongVariables, problems }, null, 2)
      : inWords(wrongVariables, problems),
  );
  return undefined;
}

function inWords(wrongVariables: EnvironmentProblem[], problems: ConfigProblem[]): string {
  const count = wrongVariables.length + problems.length;
  return [
    ...wrongVariables.map(({ says, doThis }) =>
      doThis === undefined ? `environment  ${says}` : `environment  ${says}\n      ${doThis}`,
    ),
    ...(problems.length > 0 ? [formatProblems(problems)] : []),
    `${count} ${count === 1 ? 'problem' : 'problems'} found.`,
  ].join('\n');
}
