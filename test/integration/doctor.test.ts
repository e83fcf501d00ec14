import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../src/commands/doctor/finding.ts';
import { runDoctor } from '../../src/commands/doctor.ts';
import { type PrivateRedis, startPrivateRedis } from '../../src/systems/redis/private-redis.ts';
import { onEveryMaster } from '../support/any-redis.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** A redis-server as production should have it, beside the stack's own. */
let redis: PrivateRedis;
let folder: string;
let stack: Stack;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'leadline-doctor-'));
  redis = await startPrivateRedis({ folder: join(folder, 'redis') });
});
afterAll(async () => {
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  stack = await startStack();
});
afterEach(() => stack.stop());

async function printed(
  run: (io: { print: (text: string) => void; env: NodeJS.ProcessEnv }) => Promise<0 | 1 | 2>,
  variables: Record<string, string> = {},
): Promise<{ exitCode: number; text: string }> {
  const texts: string[] = [];
  const exitCode = await run({
    print: (text) => texts.push(text),
    env: { ...stack.env, REDIS_URL: redis.url, ...variables },
  });
  return { exitCode, text: texts.join('\n') };
}

const doctor = (variables: Record<string, string> = {}) =>
  printed((io) => runDoctor({}, io), variables);

/** All that the stand-ins were told, which a mere look must not change. */
function outside(): string {
  return JSON.stringify([stack.hubspot.state(), stack.slack.state(), stack.ga4.state().events]);
}

async function findings(variables: Record<string, string> = {}) {
  const { exitCode, text } = await printed((io) => runDoctor({ json: true }, io), variables);
  const { ok, findings: found } = JSON.parse(text) as { ok: boolean; findings: Finding[] };
  expect(ok).toBe(exitCode === 0);
  return { exitCode, found, wrong: found.filter(({ result }) => result !== 'good') };
}

describe('leadline doctor', () => {
  it('finds nothing to mend where all is as it should be, and changes nothing', async () => {
    const before = outside();
    const { exitCode, wrong, found } = await findings();

    expect(wrong).toEqual([]);
    expect(exitCode).toBe(0);
    expect([...new Set(found.map(({ system }) => system))]).toEqual([
      'Redis',
      'HubSpot',
      'Slack',
      'ga4',
      'meta',
      'warehouse',
    ]);
    expect(outside()).toBe(before);
  });

  it('prints a table for people', async () => {
    const { exitCode, text } = await doctor();
    expect(exitCode).toBe(0);
    expect(text).toMatch(/^Result {2}System +What +Found\n/);
    expect(text).toMatch(/good {4}Redis +persistence +the append-only file is on/);
    expect(text).toMatch(/good {4}HubSpot +owner ewan/);
    expect(text).toMatch(/\n\nAll is well\.$/);
    expect(text).not.toContain('What to do');
  });

  it('looks at everyone who can get a lead, and at nobody who has left', async () => {
    const { found } = await findings();
    const subjects = found.map(({ subject }) => subject);
    expect(subjects).toContain('owner ada');
    expect(subjects).toContain('member ada');
    expect(subjects).not.toContain('owner gus');
    expect(subjects).not.toContain('member gus');
  });

  it('says all that is wrong at once, and what to do about each', async () => {
    const ada = stack.hubspot.state().owners.find(({ email }) => email.startsWith('ada'));
    stack.hubspot.archiveOwner(ada?.id ?? '');
    stack.slack.archiveChannel('C0DACH001');
    stack.meta.fail({ status: 500, body: '' });

    const { exitCode, text } = await doctor();
    expect(exitCode).toBe(1);
    expect(text).toMatch(/mend {4}HubSpot +owner ada +ada\.brandt@example\.com is deactivated/);
    expect(text).toMatch(
      /mend {4}Slack +channel C0DACH001 \(market dach\) +#c0dach001 is archived/,
    );
    expect(text).toMatch(/mend {4}meta +meta destination/);
    expect(text).toContain('What to do\n');
    expect(text).toMatch(/HubSpot, owner ada +Invite ada to HubSpot, set crmOwnerEmail/);
    expect(text).toMatch(/Slack, channel C0DACH001 \(market dach\) +Un-archive the channel/);
    expect(text).toMatch(/\n3 to mend\.$/);
  });

  it('ends well with things that are only to be looked at', async () => {
    stack.slack.removeBot('C0DACH001');
    const { exitCode, text } = await doctor();
    expect(exitCode).toBe(0);
    expect(text).toMatch(/look {4}Slack +channel C0DACH001/);
    expect(text).toMatch(/Nothing to mend, 1 to look at\.$/);
  });

  it.each([
    ['HUBSPOT_ACCESS_TOKEN', 'HubSpot', 'pat-na1-wrong'],
    ['SLACK_BOT_TOKEN', 'Slack', 'xoxb-wrong'],
    ['META_ACCESS_TOKEN', 'meta', 'wrong-meta-token'],
  ])('tries %s, and never shows it', async (variable, system, token) => {
    const { exitCode, wrong } = await findings({ [variable]: token });
    expect(exitCode).toBe(1);
    expect(wrong.map((each) => each.system)).toEqual([system]);
    expect(JSON.stringify(wrong)).not.toContain(token);
  });

  it.each([
    ['HUBSPOT_ACCESS_TOKEN', 'HubSpot'],
    ['SLACK_BOT_TOKEN', 'Slack'],
  ])('says that %s is not set, instead of trying without', async (variable, system) => {
    const { exitCode, wrong } = await findings({ [variable]: '' });
    expect(exitCode).toBe(1);
    expect(wrong).toEqual([
      {
        system,
        subject: variable,
        result: 'bad',
        says: expect.stringContaining(`${variable} is not set`),
        advice: expect.any(String),
      },
    ]);
  });

  it('does not trust a Redis that keeps nothing', async () => {
    await onEveryMaster(stack.leadline.redis, (master) => master.config('SET', 'appendonly', 'no'));
    const { exitCode, wrong } = await findings({ REDIS_URL: stack.env['REDIS_URL'] ?? '' });
    expect(exitCode).toBe(1);
    expect(wrong).toMatchObject([{ system: 'Redis', subject: 'persistence', result: 'bad' }]);
  });

  it('tries everything else although Redis is away', async () => {
    const { exitCode, found, wrong } = await findings({ REDIS_URL: 'redis://:secret@127.0.0.1:1' });
    expect(exitCode).toBe(1);
    expect(wrong).toEqual([
      {
        system: 'Redis',
        subject: 'connection',
        result: 'bad',
        says: expect.stringContaining('Redis at 127.0.0.1:1 cannot be reached'),
        advice: expect.stringContaining('REDIS_URL'),
      },
    ]);
    expect(JSON.stringify(found)).not.toContain('secret@');
    expect(found).toContainEqual({
      system: 'HubSpot',
      subject: 'key',
      result: 'good',
      says: 'the key is good',
    });
  });

  it('leaves no key and no Redis files behind where none are configured', async () => {
    const data = join(folder, 'untouched');
    const { exitCode, wrong, found } = await findings({
      REDIS_URL: '',
      LEADLINE_ENCRYPTION_KEYS: '',
      LEADLINE_DATA: data,
    });
    expect(exitCode).toBe(0);
    expect(found).toContainEqual(
      expect.objectContaining({ subject: 'own Redis', says: expect.stringContaining(data) }),
    );
    expect(wrong).toMatchObject([{ subject: 'encryption key', result: 'warning' }]);
    expect(existsSync(data)).toBe(false);
  });

  it('prints the problems of a configuration that is wrong, and tries nothing', async () => {
    const { exitCode, text } = await doctor({ LEADLINE_CONFIG: folder });
    expect(exitCode).toBe(1);
    expect(text).toContain('markets.yaml is not there');
    expect(stack.hubspot.journal).toEqual([]);
  });
});
