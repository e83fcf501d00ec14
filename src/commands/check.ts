import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { editorSchemas } from '../settings/config-schemas.ts';
import { readEnvironment } from '../settings/environment.ts';
import { loadSettings } from '../settings/load-settings.ts';
import { missingCredentials, missingForClaims } from '../settings/missing-credentials.ts';
import { type CheckFinding, ofEnvironment, ofFile } from './check/check-finding.ts';
import { checkPeople } from './check/check-people.ts';
import { type CheckResult, summaryOf } from './check/check-result.ts';
import { checkInWords } from './check/check-text.ts';
import type { CommandIo, SettingsOptions } from './open-settings.ts';
import type { ExitCode } from './print-result.ts';

export type CheckOptions = SettingsOptions & {
  /** Writes the editors' JSON Schemas into the folder's `schema/` first. */
  writeSchemas?: boolean;
  /** HubSpot and Slack are not asked about the members, though their credentials are set. */
  offline?: boolean;
};

const SEVERITIES: CheckFinding['severity'][] = ['error', 'warning', 'note'];

/**
 * `leadline check`: would leadline start with this configuration and environment, and would every
 * lead get to somebody? Changes nothing outside; where credentials are set, HubSpot and Slack are
 * asked whether they know the members. That credentials are missing is no mistake, so that a pull
 * request can be checked without them.
 *
 * Answers the exit code: 0 all is well or only doubtful, 1 errors were found, 2 the schemas could
 * not be written.
 */
export async function runCheck(options: CheckOptions, io: CommandIo): Promise<ExitCode> {
  const { environment, problems: wrongVariables } = readEnvironment(io.env);
  const configFolder = options.config ?? environment.configFolder;
  const written = options.writeSchemas ? writeSchemas(configFolder) : [];
  if (!Array.isArray(written)) {
    io.print(
      options.json ? JSON.stringify({ ok: false, error: written.refusal }) : written.refusal,
    );
    return 2;
  }
  const input = {
    environment: { ...environment, configFolder },
    configFolder,
    readFile: (path: string) => readFileSync(path, 'utf8'),
  };
  const loaded = loadSettings(input, Date.now());
  const people =
    loaded.ok && !options.offline
      ? await checkPeople(loaded.settings, () => Date.now())
      : { asked: [], findings: [] };
  const findings = [
    ...wrongVariables.map(ofEnvironment),
    ...(loaded.ok ? [] : loaded.problems.map((problem) => ofFile('error', problem))),
    ...loaded.warnings.map((problem) => ofFile('warning', problem)),
    ...people.findings,
  ].toSorted((one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity));
  const count = (wanted: CheckFinding['severity']) =>
    findings.filter(({ severity }) => severity === wanted).length;
  const result: CheckResult = {
    ok: count('error') === 0,
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    configFolder,
    findings,
    asked: people.asked,
    missing: [
      ...missingCredentials(environment),
      ...(loaded.ok ? missingForClaims(loaded.settings) : []),
    ],
    schemasWritten: written,
    ...(loaded.ok ? { summary: summaryOf(loaded.settings) } : {}),
  };
  io.print(options.json ? JSON.stringify(result, null, 2) : checkInWords(result));
  return result.ok ? 0 : 1;
}

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
