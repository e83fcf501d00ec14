import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CheckOptions, runCheck } from '../../../src/commands/check.ts';

const CONFIG = join(import.meta.dirname, '../../../config');
const EXAMPLE = parseEnv(readFileSync(join(CONFIG, 'example.env'), 'utf8')) as NodeJS.ProcessEnv;

async function check(options: CheckOptions, env: NodeJS.ProcessEnv = EXAMPLE) {
  const printed: string[] = [];
  const exitCode = await runCheck(options, { print: (text) => printed.push(text), env });
  return { exitCode, text: printed.join('\n') };
}

describe('leadline check', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leadline-check-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('answers a right configuration with a calm summary', async () => {
    const { exitCode, text } = await check({ config: CONFIG });

    expect(exitCode).toBe(0);
    expect(text).toContain('is good.\n  sources       8\n  markets       7\n');
    expect(text).toContain('destinations  ga4, meta, warehouse');
    expect(text).not.toContain('still needs');
  });

  it('says what is still needed to start, without calling it a mistake', async () => {
    const { exitCode, text } = await check({ config: CONFIG }, { ...EXAMPLE, SLACK_BOT_TOKEN: '' });

    expect(exitCode).toBe(0);
    expect(text).toContain('To start, leadline still needs:\n  SLACK_BOT_TOKEN is not set');
  });

  it('prints every problem of the files and of the environment', async () => {
    const { exitCode, text } = await check({ config: folder }, { ...EXAMPLE, PORT: 'eighty' });

    expect(exitCode).toBe(1);
    expect(text).toContain('environment  PORT: found "eighty"');
    expect(text).toContain('sources.yaml:1:1  sources.yaml is not there');
    expect(text).toContain('7 problems found.');
  });

  it('finds the folder in LEADLINE_CONFIG when none is named', async () => {
    const { exitCode, text } = await check({}, { ...EXAMPLE, LEADLINE_CONFIG: CONFIG });

    expect(exitCode).toBe(0);
    expect(text).toContain(CONFIG);
  });

  it('prints one JSON document for machines', async () => {
    const good = await check({ config: CONFIG, json: true });
    const bad = await check({ config: folder, json: true });

    expect(JSON.parse(good.text)).toMatchObject({
      ok: true,
      problems: [],
      summary: { sources: 8 },
    });
    expect(JSON.parse(bad.text)).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([
        expect.objectContaining({ file: 'team.yaml', line: 1, column: 1 }),
      ]),
    });
  });

  it("writes the editors' schemas into the folder", async () => {
    const { text } = await check({ config: folder, writeSchemas: true });

    expect(readdirSync(join(folder, 'schema'))).toHaveLength(6);
    expect(text).toContain(`Wrote ${join(folder, 'schema/sources.schema.json')}`);
  });

  it('ends with 2 when the schemas cannot be written there', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');

    const { exitCode, text } = await check({ config: file, writeSchemas: true });

    expect(exitCode).toBe(2);
    expect(text).toContain('could not be written');
  });
});
