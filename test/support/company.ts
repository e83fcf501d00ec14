import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { readEnvironment } from '../../src/settings/environment.ts';
import { loadSettings } from '../../src/settings/load-settings.ts';
import type { Settings } from '../../src/settings/settings.ts';

/** A company that never sleeps: what tests find does not hang on the hour they are run at. */
const CONFIG_FOLDER = path.resolve(import.meta.dirname, '../fixtures/company');

export function exampleVariables(): Record<string, string> {
  const text = readFileSync(path.join(CONFIG_FOLDER, 'example.env'), 'utf8');
  return { ...(parseEnv(text) as Record<string, string>), LEADLINE_CONFIG: CONFIG_FOLDER };
}

/** Throws when the variables or the sample company do not hold together. */
export function sampleSettings(variables: Record<string, string>): Settings {
  const { environment, problems } = readEnvironment(variables);
  const loaded = loadSettings({
    environment,
    configFolder: environment.configFolder,
    readFile: (file) => readFileSync(file, 'utf8'),
  });
  if (!loaded.ok || problems.length > 0) {
    throw new Error(JSON.stringify(loaded.ok ? problems : loaded.problems, null, 2));
  }
  return loaded.settings;
}
