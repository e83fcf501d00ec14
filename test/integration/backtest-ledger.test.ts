import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BacktestOptions, runBacktest } from '../../src/commands/backtest.ts';
import type { BacktestReport } from '../../src/commands/backtest-text.ts';
import type { PastLead } from '../../src/routing/backtest/past-lead.ts';
import {
  type CompanyFolder,
  companyFolder,
  following,
  giveAustriaAway,
} from '../support/changed-company.ts';
import { type PastStack, startPastStack } from '../support/past-leads.ts';
import { ran, ranJson } from '../support/run-command.ts';

/** A Monday; the last of the leads is of two weeks later. */
const STARTED_AT = Date.parse('2026-11-02T06:00:00Z');
const SINCE = '2026-11-01';
const LEADS = 120;
const COUNTRIES = ['DE', 'AT', 'GB', 'DE', 'US', 'CH', 'BR', 'ZA', 'JP', 'AT'];

let stack: PastStack;
let live: CompanyFolder;
let candidate: CompanyFolder;
let written: string;

/** Every twentieth is of somebody who was a lead ten leads before. */
const isKnown = (index: number) => index % 20 === 19;

beforeAll(async () => {
  live = companyFolder();
  candidate = companyFolder();
  giveAustriaAway(candidate);
  written = mkdtempSync(path.join(tmpdir(), 'leadline-leads-'));
  stack = await startPastStack(STARTED_AT, { LEADLINE_CONFIG: live.folder });
  // It is the live configuration from its first start on.
  const follower = await following(stack.leadline);
  await follower.stop();
  for (let index = 0; index < LEADS; index += 1) {
    const person = isKnown(index) ? index - 10 : index;
    const country = COUNTRIES[index % COUNTRIES.length] ?? 'DE';
    await stack.assigned({ email: `lena@company-${person}.example.com`, country });
  }
}, 240_000);

afterAll(async () => {
  await stack.stop();
  for (const folder of [live, candidate]) folder.remove();
  rmSync(written, { recursive: true, force: true });
});

const backtest = (options: BacktestOptions) =>
  ranJson<BacktestReport>(stack.env, (io) =>
    runBacktest({ since: SINCE, json: true, ...options }, io),
  );

/** Whoever comes again stays with the owner that the first lead got. */
const AUSTRIANS = Array.from({ length: LEADS }, (_, index) => index).filter(
  (index) => COUNTRIES[index % COUNTRIES.length] === 'AT',
).length;

describe('a backtest of the live configuration against itself', () => {
  it('moves nobody, and decides every lead as it was really decided', async () => {
    const { exit, document } = await backtest({ config: live.folder });

    expect(exit).toBe(0);
    expect(document).toMatchObject({
      ...{ leads: LEADS, moved: 0, movedMarket: 0, newlyUnrouted: 0, newlyHeld: 0 },
      asRecorded: { same: LEADS, of: LEADS },
      examples: [],
    });
    expect(document.live).toBe(document.candidate);
    expect(document.members.every(({ before, after }) => before === after)).toBe(true);
  });
});

describe('a backtest of a market that was changed', () => {
  it('moves its leads, and shifts the load of those who lose and get them', async () => {
    const { document } = await backtest({ config: candidate.folder });
    const of = (loads: BacktestReport['markets'], name: string) =>
      loads.find((load) => load.name === name);

    expect(document.movedMarket).toBe(AUSTRIANS);
    expect(document.moved).toBeGreaterThanOrEqual(AUSTRIANS);
    expect(document).toMatchObject({ newlyUnrouted: 0, newlyHeld: 0 });
    const dach = of(document.markets, 'DACH');
    expect((dach?.before ?? 0) - (dach?.after ?? 0)).toBe(AUSTRIANS);
    const dora = of(document.members, 'Dora Almeida');
    expect((dora?.after ?? 0) - (dora?.before ?? 0)).toBe(AUSTRIANS);
    expect(document.asRecorded).toEqual({ same: LEADS, of: LEADS });
  });

  it('explains an example by both configurations', async () => {
    const { document } = await backtest({ config: candidate.folder });
    const example = document.examples.find(({ kind }) => kind === 'market');

    expect(example?.before.because).toMatch(/^DACH because country is AT; /u);
    expect(example?.after).toMatchObject({ owner: 'Dora Almeida' });
    expect(example?.after.explanation).toContain('Brazil and Latin America');
  });

  it('ends with 1 above a threshold, and names it', async () => {
    const above = await backtest({ config: candidate.folder, failIf: ['market>5%', 'held>0'] });
    const within = await backtest({ config: candidate.folder, failIf: ['moved>90%', 'held>0'] });

    expect([above.exit, within.exit]).toEqual([1, 0]);
    expect(above.document.failed).toEqual([
      expect.stringMatching(/^market is [\d.]+%, above the threshold market>5%$/u),
    ]);
    expect(within.document.failed).toEqual([]);
  });

  it('is Markdown for a pull request', async () => {
    const { exit, text } = await ran(stack.env, (io) =>
      runBacktest(
        { config: candidate.folder, since: SINCE, markdown: true, failIf: ['market>5%'] },
        io,
      ),
    );

    expect(exit).toBe(1);
    expect(text).toMatch(/^### Backtest: 120 leads, market is [\d.]+%, above the threshold/u);
    expect(text).toContain('| Dora Almeida |');
    expect(text).toMatch(/<details><summary>Another market: .+ → Dora Almeida/u);
  });

  it('is a table for people', async () => {
    const { text } = await ran(stack.env, (io) =>
      runBacktest({ config: candidate.folder, since: SINCE }, io),
    );

    expect(text).toMatch(/With another owner\s+\d+ \([\d.]+%\)/u);
    expect(text).toMatch(/Live, simulated as it really was\s+120 of 120 \(100%\)/u);
    expect(text).toContain('No threshold was passed.');
  });
});

describe('a backtest of a file', () => {
  it('comes out as that of the ledger it was written from, without Redis and credentials', async () => {
    const file = path.join(written, 'leads.jsonl');
    const ofLedger = await backtest({ config: candidate.folder, save: file });
    const bare = Object.fromEntries(
      Object.entries(stack.env).filter(([name]) => !/REDIS|HUBSPOT|SLACK/u.test(name)),
    );
    const { document } = await ranJson<BacktestReport>(bare, (io) =>
      runBacktest({ config: candidate.folder, against: live.folder, leads: file, json: true }, io),
    );

    const { seconds: _, examples: __, ...figures } = ofLedger.document;
    expect(document).toMatchObject(figures);
  });

  it('holds no person, but all that rules ask about', async () => {
    const file = path.join(written, 'without-persons.jsonl');
    await backtest({ config: live.folder, save: file });
    const text = readFileSync(file, 'utf8');
    const [first] = text.trimEnd().split('\n');
    const { lead } = JSON.parse(first ?? '') as PastLead;

    expect(text.trimEnd().split('\n')).toHaveLength(LEADS);
    expect(text).not.toMatch(/Hofer|lena@|192\.0\.2\.1/u);
    expect(lead.person).toMatchObject({
      country: 'DE',
      email: { domain: 'company-0.example.com' },
    });
  });

  it('names the line that is wrong', async () => {
    const file = path.join(written, 'wrong.jsonl');
    await backtest({ config: live.folder, save: file });
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [lines[0], '{ "lead": ', ...lines.slice(1)].join('\n'));
    const { exit, text } = await ran(stack.env, (io) => runBacktest({ leads: file }, io));

    expect(exit).toBe(1);
    expect(text).toContain('wrong.jsonl:2: is no JSON document');
  });
});

describe('a file that cannot be used', () => {
  const fileOf = (name: string, text: string) => {
    const file = path.join(written, name);
    writeFileSync(file, text);
    return file;
  };
  const of = (options: BacktestOptions) =>
    ran(stack.env, (io) => runBacktest({ config: live.folder, ...options }, io));

  it('is named with its line and what it lacks', async () => {
    const leads = fileOf('thin.jsonl', '{"lead":{"leadId":"x","person":{}},"decidedAt":1}\n');
    const { exit, text } = await of({ leads });
    expect({ exit, text }).toMatchObject({ exit: 1, text: expect.stringContaining(`${leads}:1`) });
  });

  it('is named where the leads were to be written to', async () => {
    const save = path.join(written, 'no-such-folder', 'leads.jsonl');
    const { exit, text } = await of({ leads: fileOf('empty.jsonl', ''), save });
    expect({ exit, text }).toMatchObject({ exit: 1, text: expect.stringContaining(save) });
  });
});
