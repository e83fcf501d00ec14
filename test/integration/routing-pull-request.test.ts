import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { PastLead } from '../../src/routing/backtest/past-lead.ts';
import { aLead, anEmailAddress } from '../support/lead-builder.ts';
import { repositoryFile } from '../support/repository-files.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

type Step = { name?: string; uses?: string; run?: string; if?: string };
type Workflow = {
  on: { pull_request: { paths: string[] } };
  permissions: Record<string, string>;
  jobs: { routing: { env: Record<string, string>; steps: Step[] } };
};

const workflow = parse(repositoryFile('docs/routing-pull-request.yml').text) as Workflow;
const { env, steps } = workflow.jobs.routing;

let folder: string;
let repository: string;
let base: string;

/** A repository with the sample company, and past leads of Germany and Austria. */
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-pull-request-'));
  repository = path.join(folder, 'repository');
  for (const name of ['temp', 'bin', 'repository']) mkdirSync(path.join(folder, name));
  cpSync(path.join(ROOT, 'config'), path.join(repository, 'config'), { recursive: true });
  writeFileSync(path.join(repository, 'config/leads.jsonl'), pastLeads());
  // Stands in for GitHub's own command, which would go out to the network.
  const gh = '#!/bin/sh\necho "$@" > "$RUNNER_TEMP/gh.txt"\n';
  writeFileSync(path.join(folder, 'bin/gh'), gh, { mode: 0o755 });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'the rules as they are');
  base = git('rev-parse', 'HEAD').trim();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): string {
  const who = ['-c', 'user.name=Jo Lang', '-c', 'user.email=jo.lang@example.com'];
  const { status, stdout, stderr } = spawnSync('git', [...who, ...args], {
    cwd: repository,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function change(file: string, from: string, to: string): void {
  const target = path.join(repository, 'config', file);
  const text = readFileSync(target, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(target, text.replace(from, to));
  git('commit', '--quiet', '--all', '-m', 'other rules');
}

/** What is run of the workflow, step by step, as GitHub's runner would; the first failure ends it. */
function runWorkflow(): { failed?: string; summary: string; gh: string } {
  const temp = path.join(folder, 'temp');
  const summary = path.join(temp, 'summary.md');
  const variables = {
    ...env,
    PATH: `${path.join(folder, 'bin')}:${process.env['PATH']}`,
    LEADLINE: `node --import ${path.join(ROOT, 'node_modules/tsx/dist/loader.mjs')} ${path.join(ROOT, 'src/main.ts')}`,
    BASE: base,
    NUMBER: '7',
    RUNNER_TEMP: temp,
    GITHUB_STEP_SUMMARY: summary,
  };
  const ours = steps.filter(({ name }) => name !== undefined);
  const failed = ours.find(({ run = '' }) => {
    const bash = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run];
    return spawnSync('bash', bash, { cwd: repository, env: variables }).status !== 0;
  });
  return {
    ...(failed?.name !== undefined && { failed: failed.name }),
    summary: readFileSync(summary, 'utf8'),
    gh: readFileSync(path.join(temp, 'gh.txt'), 'utf8'),
  };
}

const STARTED_AT = Date.parse('2026-11-23T09:00:00Z');

function pastLeads(): string {
  const lines = Array.from({ length: 20 }, (_, index): PastLead => {
    const decidedAt = STARTED_AT + index * 600_000;
    const lead = aLead({
      leadId: `01920000-0000-7000-8000-${String(index).padStart(12, '0')}`,
      receivedAt: new Date(decidedAt).toISOString(),
      person: {
        email: anEmailAddress(`person-${index}@company-${index}.example`),
        country: index % 4 === 0 ? 'AT' : 'DE',
      },
    });
    return { lead, match: { known: false, properties: {} }, decidedAt };
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

describe('the workflow for pull requests', () => {
  it('begins for changes of the configuration, and may read and comment only', () => {
    expect(workflow.on.pull_request.paths).toEqual(['config/**']);
    expect(workflow.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
    expect(steps.filter(({ uses }) => uses !== undefined)).toHaveLength(2);
    expect(steps.map(({ run = '' }) => run).join('\n')).not.toContain('${{');
  });

  it('says that nobody is moved by a new title, and comments so', () => {
    change('markets.yaml', 'title: DACH', 'title: German-speaking');
    const { failed, summary, gh } = runWorkflow();

    expect(failed).toBeUndefined();
    expect(summary).toContain('<details><summary>Check</summary>');
    expect(summary).toContain('### Backtest: 20 leads, within the thresholds');
    expect(summary).toContain('| With another owner | 0 (0%) |');
    expect(gh).toMatch(/^pr comment 7 --body-file \S+comment\.md /u);
  });

  it('fails when too many leads would get another owner, with the table of who', () => {
    change('markets.yaml', 'country: [DE, AT, CH, LI]', 'country: [AT, CH, LI]');
    const { failed, summary } = runWorkflow();

    expect(failed).toBe('Verdict');
    expect(summary).toMatch(
      /### Backtest: 20 leads, moved is \d+%, above the threshold moved>25%/u,
    );
    expect(summary).toContain('| DACH | 20 | 5 | -15 |');
    expect(summary).toContain('| International | 0 | 15 | +15 |');
  });

  it('fails on a wrong configuration, with file and line, and backtests nothing', () => {
    change('markets.yaml', 'country: [US, CA]', 'country: [USA, CA]');
    const { failed, summary } = runWorkflow();

    expect(failed).toBe('Verdict');
    expect(summary).toContain('<details open><summary>Check</summary>');
    expect(summary).toMatch(/markets\.yaml:\d+:\d+\s+"USA" is not an ISO 3166-1 country code/u);
    expect(summary).not.toContain('### Backtest');
  });

  it('only checks where there are no past leads, and says how to get them', () => {
    git('rm', '--quiet', 'config/leads.jsonl');
    change('markets.yaml', 'title: DACH', 'title: German-speaking');
    const { failed, summary } = runWorkflow();

    expect(failed).toBeUndefined();
    expect(summary).toContain('No past leads: `leadline backtest --save config/leads.jsonl`');
  });
});
