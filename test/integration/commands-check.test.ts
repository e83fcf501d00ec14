import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CheckResult } from '../../src/commands/check/check-result.ts';
import { runCheck } from '../../src/commands/check.ts';
import { ran, ranJson } from '../support/run-command.ts';
import { type Stack, startStack } from '../support/stack.ts';

let stack: Stack;

beforeEach(async () => {
  stack = await startStack();
});
afterEach(() => stack.stop());

async function check(variables: Record<string, string> = {}, options: { offline?: boolean } = {}) {
  const { exit, document } = await ranJson<CheckResult>({ ...stack.env, ...variables }, (io) =>
    runCheck({ json: true, ...options }, io),
  );
  const aboutPeople = document.findings.filter(({ code }) =>
    ['no-hubspot-owner', 'no-slack-user', 'not-asked'].includes(code),
  );
  return { exit, document, aboutPeople };
}

describe('leadline check, where credentials are set', () => {
  it('asks HubSpot and Slack about the members, says so, and changes nothing', async () => {
    const before = JSON.stringify([stack.hubspot.state(), stack.slack.state()]);
    const { exit, document, aboutPeople } = await check();
    expect(exit).toBe(0);
    expect(document.asked).toEqual(['HubSpot', 'Slack']);
    expect(aboutPeople).toEqual([]);
    expect(JSON.stringify([stack.hubspot.state(), stack.slack.state()])).toBe(before);

    const { text } = await ran(stack.env, (io) => runCheck({}, io));
    expect(text).toContain('asked         HubSpot and Slack, about the members');
  });

  it('finds a member whom HubSpot does not know, at their line of team.yaml', async () => {
    const ewan = stack.hubspot.state().owners.find(({ email }) => email.startsWith('e.clarke'));
    stack.hubspot.archiveOwner(ewan?.id ?? '');
    const { exit, document, aboutPeople } = await check();
    expect(exit).toBe(1);
    expect(document).toMatchObject({ ok: false, errors: 1 });
    expect(aboutPeople).toMatchObject([
      {
        severity: 'error',
        code: 'no-hubspot-owner',
        file: 'team.yaml',
        path: 'members.ewan.crmOwnerEmail',
        says: 'e.clarke@example.com is deactivated in HubSpot',
        sourceLine: expect.stringContaining('crmOwnerEmail: e.clarke@example.com'),
        doThis: expect.stringContaining('Invite ewan to HubSpot'),
      },
    ]);
  });

  it.each([
    ['HubSpot', { HUBSPOT_ACCESS_TOKEN: 'pat-na1-wrong' }],
    ['Slack', { SLACK_BOT_TOKEN: 'xoxb-wrong' }],
    ['HubSpot', { HUBSPOT_BASE_URL: 'http://127.0.0.1:1' }],
  ])('only warns where %s cannot be asked', async (system, variables) => {
    const { exit, aboutPeople } = await check(variables);
    expect(exit).toBe(0);
    expect(aboutPeople).toEqual([
      expect.objectContaining({
        severity: 'warning',
        code: 'not-asked',
        says: expect.stringContaining(`whether ${system} knows the members`),
      }),
    ]);
  });

  it('asks nobody without credentials, nor when told not to', async () => {
    const journals = () => [stack.hubspot.journal.length, stack.slack.journal.length];
    const before = journals();
    const none = await check({ HUBSPOT_ACCESS_TOKEN: '', SLACK_BOT_TOKEN: '' });
    const offline = await check({}, { offline: true });
    expect([none.document.asked, offline.document.asked]).toEqual([[], []]);
    expect(journals()).toEqual(before);
  });
});
