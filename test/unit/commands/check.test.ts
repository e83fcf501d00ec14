import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CheckOptions, runCheck } from '../../../src/commands/check.ts';

const CONFIG = join(import.meta.dirname, '../../../config');
const EXAMPLE = parseEnv(readFileSync(join(CONFIG, 'example.env'), 'utf8')) as NodeJS.ProcessEnv;

/** Nothing outside is asked: the credentials of the example are nobody's. */
async function check(options: CheckOptions, env: NodeJS.ProcessEnv = EXAMPLE) {
  const printed: string[] = [];
  const exitCode = await runCheck(
    { offline: true, ...options },
    { print: (text) => printed.push(text), env },
  );
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
    expect(text).toMatch(/\nThe configuration in \S+ (is good|has no errors)/);
    expect(text).toMatch(/\n {2}sources {7}8\n {2}markets {7}\d\n/);
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
      errors: 0,
      summary: { sources: 8 },
    });
    expect(JSON.parse(bad.text)).toMatchObject({
      ok: false,
      errors: 6,
      findings: expect.arrayContaining([
        expect.objectContaining({ severity: 'error', file: 'team.yaml', line: 1, column: 1 }),
      ]),
    });
  });

  describe('a configuration that would start', () => {
    const market = (name: string, when: string, pool: string) =>
      [
        `  - { name: ${name}, title: ${name}, when: ${when}, pool: ${pool}, channel: C0TEST001,`,
        '      followUpWithinMinutes: 60 }',
      ].join('\n');
    const withMarkets = (...markets: string[]) => {
      cpSync(CONFIG, folder, { recursive: true });
      const rest =
        '  - { name: rest, title: R, fallback: true, pool: all, channel: C0TEST001, followUpWithinMinutes: 60 }';
      writeFileSync(join(folder, 'markets.yaml'), ['markets:', ...markets, rest, ''].join('\n'));
      writeFileSync(
        join(folder, 'team.yaml'),
        [
          'members:',
          '  ada: { name: Ada, email: ada@example.com, workingHours: { mon-fri: 09:00-17:00 } }',
          '  bob: { name: Bob, email: bob@example.com }',
          'pools: { day: { members: [ada] }, all: { members: [bob] } }',
          '',
        ].join('\n'),
      );
      writeFileSync(join(folder, 'routing.yaml'), '');
      return { config: folder };
    };
    const american = market('north-america', '{ country: [US, CA] }', 'all');
    const californian = market('california', '{ country: US, region: CA }', 'all');

    it('is refused where a market never gets a lead, with what hides it and an example', async () => {
      const { exitCode, text } = await check(withMarkets(american, californian));

      expect(exitCode).toBe(1);
      expect(text).toContain(
        'markets.yaml:4:50  market "california" never gets a lead: market "north-america" before it takes every lead that it could get; move it up\n',
      );
      expect(text).toContain(
        '      For example: a lead with country US and region CA goes to north-america (markets.yaml:2).\n' +
          '      See markets.yaml:2:50.\n',
      );
      expect(text).toMatch(/1 problem found\.$/);
    });

    it('is good to go with warnings, which come after the errors', async () => {
      const tells = market('tells', '{ known: true }', 'day').replace(
        'title',
        'whenNobody: tell, title',
      );
      const warned = await check(withMarkets(tells));
      expect(warned.exitCode).toBe(0);
      expect(warned.text).toMatch(/^Warnings:\nmarkets\.yaml:2:/);
      expect(warned.text).toContain('has no errors, and 2 warnings to look at.');

      const { exitCode, text } = await check({
        ...withMarkets(tells, american, californian),
        json: true,
      });
      const document = JSON.parse(text) as { findings: { severity: string; code: string }[] };
      expect(exitCode).toBe(1);
      expect(document).toMatchObject({ ok: false, errors: 1, warnings: 2, notes: 1 });
      expect(document.findings.map(({ severity, code }) => [severity, code])).toEqual([
        ['error', 'hidden-rule'],
        ['warning', 'nobody-at-hours'],
        ['warning', 'follow-up-out-of-reach'],
        ['note', 'countries-without-market'],
      ]);
    });
  });

  it("writes the editors' schemas into the folder", async () => {
    const { text } = await check({ config: folder, writeSchemas: true });

    expect(readdirSync(join(folder, 'schema'))).toHaveLength(7);
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
