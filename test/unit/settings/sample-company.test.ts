import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { CONFIG_KEYS, editorSchemas } from '../../../src/settings/config-schemas.ts';
import { readEnvironment } from '../../../src/settings/environment.ts';
import { VARIABLE_NAMES } from '../../../src/settings/environment-variables.ts';
import { loadSettings } from '../../../src/settings/load-settings.ts';
import { missingCredentials } from '../../../src/settings/missing-credentials.ts';

const CONFIG = join(import.meta.dirname, '../../../config');
const FILES = readdirSync(CONFIG).filter((name) => name.endsWith('.yaml'));
const read = (path: string) => readFileSync(path, 'utf8');
const exampleText = read(join(CONFIG, 'example.env'));
const example = parseEnv(exampleText) as NodeJS.ProcessEnv;

describe('the configuration that comes with leadline', () => {
  it('is right, without a warning, in the example environment', () => {
    const { environment, problems } = readEnvironment(example);
    const loaded = loadSettings({ environment, configFolder: CONFIG, readFile: read });

    expect(problems).toEqual([]);
    expect(missingCredentials(environment)).toEqual([]);
    expect(loaded).toMatchObject({ ok: true, warnings: [] });
  });

  it('has no file that leadline does not read, and lacks none but routing.yaml', () => {
    const known = CONFIG_KEYS.map((key) => `${key}.yaml`);

    expect(known).toEqual(expect.arrayContaining(FILES));
    expect(['routing.yaml', ...FILES]).toEqual(expect.arrayContaining(known));
  });

  it('has every variable of leadline in its example environment', () => {
    const named = [...exampleText.matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name]) => name);

    expect(named).toEqual(expect.arrayContaining([...VARIABLE_NAMES]));
  });

  it('has an example for every variable that its files refer to', () => {
    const referred = FILES.flatMap((name) => [
      ...read(join(CONFIG, name))
        .replaceAll(/^\s*#.*$/gm, '')
        .matchAll(/\$\{([A-Z0-9_]+)\}/g),
    ]).map(([, name]) => name);

    expect(referred.length).toBeGreaterThan(5);
    expect(Object.keys(example)).toEqual(expect.arrayContaining(referred));
  });

  it('names in each file the schema by which an editor checks it', () => {
    for (const name of FILES) {
      const [first] = read(join(CONFIG, name)).split('\n');
      const schema = name.replace('.yaml', '.schema.json');
      expect(first).toBe(`# yaml-language-server: $schema=./schema/${schema}`);
    }
  });

  it('has the very schemas that leadline check --write-schemas makes', () => {
    const made = editorSchemas();

    expect(readdirSync(join(CONFIG, 'schema')).toSorted()).toEqual(
      Object.keys(made)
        .map((path) => path.replace('schema/', ''))
        .toSorted(),
    );
    for (const [path, text] of Object.entries(made)) {
      expect([path, read(join(CONFIG, path))]).toEqual([path, text]);
    }
  });

  it('lets an editor accept a reference where a text has a fixed form', () => {
    const { 'schema/conversions.schema.json': conversions = '' } = editorSchemas();

    expect(conversions).toContain(String.raw`"pattern": "\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}"`);
  });
});
