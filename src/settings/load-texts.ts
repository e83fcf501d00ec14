import { basename } from 'node:path';
import type { RoutingConfiguration } from '../routing/compiled-routing.ts';
import { type ConfigInput, checkFile } from './check-file.ts';
import type { ConfigProblem } from './config-problem.ts';
import { CONFIG_SCHEMAS } from './config-schemas.ts';
import type { Configuration } from './configuration.ts';
import type { Environment } from './environment.ts';
import { type LoadedSettings, loadSettings } from './load-settings.ts';
import { holidayProblems } from './public-holidays.ts';
import { problemAt } from './schema-problems.ts';

/** A configuration that was kept, checked as if its files stood in a folder now. Never throws. */
export function loadTexts(kept: Configuration, environment: Environment): LoadedSettings {
  return loadSettings(inputOf(kept, environment));
}

type LoadedRouting =
  | { ok: true; parts: RoutingConfiguration }
  | { ok: false; problems: ConfigProblem[] };

/**
 * Only what a past decision was made from. Names that another file no longer has are no problem
 * here, nor is a variable that a destination once needed. Never throws.
 */
export function loadRouting(kept: Configuration, environment: Environment): LoadedRouting {
  const input = inputOf(kept, environment);
  const markets = checkFile('markets', CONFIG_SCHEMAS.markets, input);
  const team = checkFile('team', CONFIG_SCHEMAS.team, input);
  const routing = checkFile('routing', CONFIG_SCHEMAS.routing, input);
  // What it answers is wrong; what it learns, routing asks for.
  const holidays = team.value ? holidayProblems(team.value) : [];
  const problems = [
    ...[markets, team, routing].flatMap((file) => file.problems),
    ...holidays.map(({ path, message }) => problemAt(team.file, path, message)),
  ];
  if (problems.length > 0 || !markets.value || !team.value || !routing.value) {
    return { ok: false, problems };
  }
  return {
    ok: true,
    parts: {
      markets: markets.value,
      team: team.value,
      routing: routing.value,
      configuration: { hash: kept.hash },
    },
  };
}

function inputOf({ hash, files }: Configuration, environment: Environment): ConfigInput {
  return {
    environment,
    configFolder: `configuration ${hash}`,
    readFile: (path) => {
      const text = files[basename(path)];
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return text;
    },
  };
}
