import { type Checked, type ConfigInput, checkFile } from './check-file.ts';
import type { ConfigProblem } from './config-problem.ts';
import { CONFIG_SCHEMAS, type ConfigKey } from './config-schemas.ts';
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
import { locateProblem } from './locate-problem.ts';
import { holidayProblems } from './public-holidays.ts';
import type { Settings } from './settings.ts';

export type LoadedSettings =
  | { ok: true; settings: Settings; warnings: ConfigProblem[] }
  | { ok: false; problems: ConfigProblem[]; warnings: ConfigProblem[] };

/**
 * Reads the configuration folder. Either everything is right, or all that is wrong is answered at
 * once, ordered by file and line: nobody should have to mend one thing to see the next.
 *
 * @param nowMs milliseconds since 1970: looks also at the weeks from then on, and at everything
 *   that is only doubtful; for who checks a configuration rather than runs it
 * @throws never
 */
export function loadSettings(input: ConfigInput, nowMs?: number): LoadedSettings {
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
    ...(markets.value && sources.value
      ? unknownSources(markets.value, routing.value, sources.value)
      : []),
    // Before the routing, which needs the holidays that this makes known.
    ...(team.value ? holidayProblems(team.value) : []),
    ...(markets.value && team.value && routing.value
      ? routingProblems(
          {
            markets: markets.value,
            team: team.value,
            routing: routing.value,
            ...(sources.value && { sources: sources.value }),
          },
          nowMs,
        )
      : []),
    ...(crm.value ? crmPathProblems(crm.value) : []),
    ...(alerts.value ? alertPathProblems(alerts.value) : []),
    ...(conversions.value ? conversionPathProblems(conversions.value) : []),
    ...templateProblems(crm.value, markets.value),
  ];
  const problems = problemsOf(files, 'problems', cross.filter(isError));
  const warnings = problemsOf(
    files,
    'warnings',
    cross.filter((problem) => !isError(problem)),
  );
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
    return { ok: false, problems, warnings };
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
    warnings,
  };
}

function isError({ severity = 'error' }: CrossProblem): boolean {
  return severity === 'error';
}

function problemsOf(
  files: Record<ConfigKey, Checked<unknown>>,
  of: 'problems' | 'warnings',
  cross: CrossProblem[],
): ConfigProblem[] {
  return Object.entries(files).flatMap(([key, file]) =>
    inOrder([
      ...file[of],
      ...cross
        .filter((problem) => problem.file === key)
        .map((problem) => locateProblem(problem, files)),
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

function inOrder(problems: ConfigProblem[]): ConfigProblem[] {
  return problems.toSorted((one, other) => one.line - other.line || one.column - other.column);
}
