import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/installed-company.ts';
import {
  type EndedCommand,
  type LeadlineProcess,
  runLeadline,
  startLeadline,
} from '../support/leadline-process.ts';

const CONFIG = path.resolve(import.meta.dirname, '../../config');

/** The person, and what stands in their line of the closing table. */
const LINES: [string, ...(string | RegExp)[]][] = [
  ['Lena Hofer', 'HTML form', 'DACH', 'new', 'Ada Brandt', /meta sent/],
  ['Grace Whitfield', 'fetch (JSON)', 'UK and Ireland', 'known', 'Ada Brandt'],
  ['Rosa Quispe', 'Typeform', 'International', 'Dora Almeida'],
  ['Zoe Carter', 'Webflow', 'North America', 'Dora Almeida'],
  ['João Pereira', 'Elementor', 'International', 'Dora Almeida', /instagram .*organico/],
  ['Aoife Byrne', 'Tally', 'UK and Ireland', 'Ewan Clarke'],
  ['Sipho Dlamini', 'Gravity Forms', 'International', 'Ben Huber'],
  ['Mei Tanaka', 'Partner API (JSON)', 'Enterprise', 'Ada Brandt'],
  ['Noah Martin', 'Google Ads lead form', 'International', 'Chidi Okafor'],
];

describe('leadline demo --once', () => {
  let demo: EndedCommand;
  beforeAll(async () => {
    demo = await runLeadline(['demo', '--once']);
  });

  it('ends well, with every expectation met', () => {
    expect(demo.output).toMatch(/Every expectation was met \(\d+ submissions\)\./);
    expect(demo.exit).toBe(0);
  });

  it.each(LINES)('shows %s in its closing table', (person, ...words) => {
    const table = demo.output.slice(demo.output.indexOf('PERSON  '));
    const line = table.split('\n').find((each) => each.startsWith(person)) ?? '';
    for (const word of words) expect(line).toMatch(word);
    expect(line).toMatch(/\d{4,}\.\d{4,}/);
    expect(line).toMatch(/\d+$/);
    expect(table).toMatch(new RegExp(`${person}.*\\n +why: .+`));
  });

  it('tells every lead’s story as it happens', () => {
    const story = demo.output.split('\n').filter((line) => /^ +\+\d+ ms {2}Zoe Carter/.test(line));
    for (const stage of ['accepted', 'deduplicate', 'assign', 'task', 'alert', 'convert~ga4']) {
      expect(story.filter((line) => line.includes(stage))).not.toEqual([]);
    }
  });

  it('shows the dead letter of an archived channel, and its replay', () => {
    const [, letter = ''] = /dead letter (.*)mended/s.exec(demo.output) ?? [];
    expect(letter).toContain('alert');
    expect(letter).toContain('is_archived');
    expect(letter).toMatch(/what to do {4}\S.*\./);
    const replayed = demo.output.split('\n').filter((line) => /Mei Tanaka .*alert/.test(line));
    expect(replayed.find((line) => line.includes('GAVE UP'))).toBeDefined();
    expect(replayed.at(-1)).not.toContain('GAVE UP');
  });

  it('balances its ledger, within three calls of HubSpot a lead', () => {
    const [, accepted, sum = ''] = /Ledger: (\d+) accepted = (.*)/.exec(demo.output) ?? [];
    const parts = [...sum.matchAll(/(\d+) \w+/g)].map(([, leads]) => Number(leads));
    expect(parts.reduce((total, leads) => total + leads, 0)).toBe(Number(accepted));
    expect(sum).toContain('0 dead');
    const [, first, second] = /HubSpot calls: (\d+) .* (\d+) for the known/.exec(demo.output) ?? [];
    expect(Number(first)).toBeLessThanOrEqual(3);
    expect(Number(second)).toBeLessThanOrEqual(3);
  });
});

describe('leadline demo', () => {
  let folder: string;
  let demo: LeadlineProcess | undefined;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'leadline-demo-config-'));
    cpSync(CONFIG, folder, { recursive: true });
  });
  afterAll(async () => {
    await demo?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('ends with 1 and says who is not where they belong', async () => {
    const file = path.join(folder, 'markets.yaml');
    const markets = readFileSync(file, 'utf8');
    writeFileSync(file, markets.replace('country: [DE, AT, CH, LI]', 'country: [IE, AT]'));
    const { exit, output } = await runLeadline(['demo', '--once', '--config', folder]);
    expect(exit).toBe(1);
    expect(output).toContain('NOT as expected:');
    expect(output).toMatch(/- Lena Hofer \(HTML form\): went to international, wanted dach/);
    expect(output).toMatch(/- Aoife Byrne \(Tally\): went to dach, wanted uk-ireland/);
  });

  it('stays up and says where to look, until it is interrupted', async () => {
    const running = await startLeadline(['demo'], {});
    demo = running;
    await eventually(running.output, (text) => text.includes('until Ctrl-C'));
    const page = await fetch(running.url);
    expect(await page.text()).toContain('action="/v1/sources/contact-page"');
    const [, standIn = ''] = /HubSpot stand-in +(\S+)\/__state/.exec(running.output()) ?? [];
    expect((await fetch(`${standIn}/__state`)).status).toBe(200);

    expect(await running.end('SIGINT')).toBe(0);
    await expect(fetch(running.url)).rejects.toThrow();
    await expect(fetch(standIn)).rejects.toThrow();
  });
});
