import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SlackStandIn, startSlackStandIn } from '../../src/sandbox/slack/slack-stand-in.ts';
import { type SlackChecksOptions, slackChecks } from '../../src/systems/slack/slack-checks.ts';
import { START } from './slack-setup.ts';

let slack: SlackStandIn;
const now = () => START;

beforeEach(async () => {
  slack = await startSlackStandIn({
    now,
    channels: [
      { id: 'C0OPEN', name: 'leads' },
      { id: 'C0GONE', name: 'old-leads', archived: true },
      { id: 'C0AWAY', name: 'far', botIsMember: false },
    ],
    users: [
      { id: 'U0ADA', name: 'ada', realName: 'Ada', email: 'ada@us.example' },
      { id: 'U0BOB', name: 'bob', realName: 'Bob', email: 'bob@us.example', deleted: true },
    ],
  });
});
afterEach(() => slack.close());

const check = (asked: Partial<Pick<SlackChecksOptions, 'channels' | 'members' | 'token'>>) =>
  slackChecks({
    token: 'xoxb-sandbox',
    apiUrl: slack.apiUrl,
    timeoutMs: 1_500,
    now,
    channels: [],
    members: [],
    ...asked,
  });

describe('what doctor asks Slack', () => {
  it('finds nothing wrong with a good token that has its scopes', async () => {
    const checks = await check({});
    expect(checks.map(({ result }) => result)).toEqual(['good', 'good', 'good', 'good', 'good']);
  });

  it('asks no further when the token is no good', async () => {
    const checks = await check({
      token: 'xoxb-wrong',
      channels: [{ id: 'C0OPEN', usedFor: 'market dach' }],
    });
    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({ subject: 'token', result: 'bad' });
    expect(checks[0]?.advice).toContain('SLACK_BOT_TOKEN');
  });

  it('tells what goes wrong without a scope, and which one to add', async () => {
    slack.setToken('xoxb-sandbox', { scopes: ['chat:write'] });
    const checks = await check({ channels: [{ id: 'C0OPEN', usedFor: 'market dach' }] });
    expect(checks.map(({ subject, result }) => [subject, result])).toEqual([
      ['token', 'good'],
      ['scope chat:write', 'good'],
      ['scope channels:history', 'warning'],
      ['scope channels:read', 'warning'],
      ['scope users:read.email', 'warning'],
      ['channel C0OPEN (market dach)', 'warning'],
    ]);
  });

  it('cannot post at all without chat:write', async () => {
    slack.setToken('xoxb-sandbox', { scopes: ['users:read'] });
    const checks = await check({});
    expect(checks[1]).toMatchObject({ subject: 'scope chat:write', result: 'bad' });
  });

  it.each([
    ['C0OPEN', 'good', '#leads is there and open'],
    ['C0GONE', 'bad', '#old-leads is archived'],
    ['C0AWAY', 'warning', '#far is there, but the app is not in it'],
    [
      'C0NEVER',
      'bad',
      'there is no such channel, or it is private and the app is not in it (channel_not_found)',
    ],
  ])('says of channel %s that it is %s', async (id, result, says) => {
    const checks = await check({ channels: [{ id, usedFor: 'market dach' }] });
    expect(checks.at(-1)).toMatchObject({ result, says });
  });

  it.each([
    [{ email: 'ada@us.example', slackId: 'U0ADA' }, 'good', 'mentioned as U0ADA'],
    [{ email: 'ada@us.example', slackId: 'U0EVE' }, 'warning', 'says U0ADA'],
    [{ email: 'ada@us.example' }, 'warning', 'has no slackId'],
    [{ email: 'bob@us.example', slackId: 'U0BOB' }, 'bad', 'is deactivated in Slack'],
    [{ email: 'eve@us.example' }, 'warning', 'nobody in Slack has the address eve@us.example'],
  ])('compares the member %j with Slack: %s', async (member, result, says) => {
    const checks = await check({ members: [{ member: 'somebody', ...member }] });
    expect(checks.at(-1)).toMatchObject({ subject: 'member somebody', result });
    expect(checks.at(-1)?.says).toContain(says);
  });

  it('reports a Slack that does not answer instead of failing itself', async () => {
    slack.fail({ how: 'reset' });
    expect(await check({})).toMatchObject([{ subject: 'token', result: 'bad' }]);
  });
});
