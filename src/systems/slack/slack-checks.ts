import { failedCheck, type SystemCheck, tried } from '../../workflow/system-check.ts';
import type { SystemFailure } from '../../workflow/system-failure.ts';
import { createSlackClient, type SlackClient, type SlackClientOptions } from './slack-client.ts';

export type SlackChecksOptions = SlackClientOptions & {
  /** Channels that the configuration names, with what for: "market dach". */
  channels: { id: string; usedFor: string }[];
  members: { member: string; email: string; slackId?: string }[];
};

type Scope = { scope: string; needed: boolean; without: string };

const SCOPES: Scope[] = [
  { scope: 'chat:write', needed: true, without: 'no alert can be posted' },
  {
    scope: 'channels:history',
    needed: false,
    without: 'an interrupted alert cannot be looked up, so it waits for a person',
  },
  {
    scope: 'channels:read',
    needed: false,
    without: 'an archived channel is noticed only when an alert fails',
  },
  {
    scope: 'users:read.email',
    needed: false,
    without: 'the members of team.yaml cannot be compared with Slack',
  },
];

/**
 * Asks Slack whether everything that the configuration relies on is there. Changes nothing and
 * throws nothing: what cannot be asked is a result too.
 */
export async function slackChecks(options: SlackChecksOptions): Promise<SystemCheck[]> {
  const client = createSlackClient(options);
  const token = await checkToken(client);
  if (token.scopes === undefined) return token.checks;

  const checks = [...token.checks];
  for (const channel of options.channels) checks.push(await checkChannel(client, channel));
  for (const member of options.members) checks.push(await checkMember(client, member));
  return checks;
}

async function checkToken(
  client: SlackClient,
): Promise<{ checks: SystemCheck[]; scopes?: string[] }> {
  const asked = await tried(client.call((slack) => slack.auth.test()));
  if ('failure' in asked) return { checks: [failedCheck('token', 'bad', asked.failure)] };
  const { team, user } = asked.answer;
  const says = `the token is good: ${user ?? 'a bot'} in ${team ?? 'a workspace'}`;
  const scopes = asked.answer.response_metadata?.scopes ?? [];
  return { scopes, checks: [{ subject: 'token', result: 'good', says }, ...checkScopes(scopes)] };
}

function checkScopes(scopes: string[]): SystemCheck[] {
  return SCOPES.map(({ scope, needed, without }) => {
    const subject = `scope ${scope}`;
    if (scopes.includes(scope)) return { subject, result: 'good', says: `${scope} is granted` };
    return {
      subject,
      result: needed ? 'bad' : 'warning',
      says: `${scope} is missing: ${without}`,
      advice: `Add ${scope} under OAuth & Permissions of the Slack app and install it again.`,
    };
  });
}

async function checkChannel(
  client: SlackClient,
  { id, usedFor }: SlackChecksOptions['channels'][number],
): Promise<SystemCheck> {
  const subject = `channel ${id} (${usedFor})`;
  const asked = await tried(client.call((slack) => slack.conversations.info({ channel: id })));
  if ('failure' in asked) {
    // The scope is missing for asking; whether alerts arrive is another matter.
    const cannotAsk = asked.failure.details.code === 'missing_scope';
    return failedCheck(subject, cannotAsk ? 'warning' : 'bad', asked.failure);
  }
  const { channel } = asked.answer;
  const name = `#${channel?.name ?? id}`;
  if (channel?.is_archived) {
    const advice = 'Un-archive the channel or name another one in markets.yaml or alerts.yaml.';
    return { subject, result: 'bad', says: `${name} is archived`, advice };
  }
  if (channel?.is_member === false) {
    return {
      subject,
      result: 'warning',
      says: `${name} is there, but the app is not in it`,
      advice: `Invite the app (/invite in ${name}): else it needs chat:write.public to post, and cannot look up interrupted alerts.`,
    };
  }
  return { subject, result: 'good', says: `${name} is there and open` };
}

async function checkMember(
  client: SlackClient,
  member: SlackChecksOptions['members'][number],
): Promise<SystemCheck> {
  const asked = await askForMember(client, member);
  return 'failure' in asked
    ? failedCheck(`member ${member.member}`, 'warning', asked.failure)
    : asked;
}

/** Whether Slack knows a member, and by the id that team.yaml says; or why it did not answer. */
export async function askForMember(
  client: SlackClient,
  { member, email, slackId }: SlackChecksOptions['members'][number],
): Promise<SystemCheck | { failure: SystemFailure }> {
  const subject = `member ${member}`;
  const asked = await tried(client.call((slack) => slack.users.lookupByEmail({ email })));
  if ('failure' in asked) {
    if (asked.failure.details.code !== 'users_not_found') return asked;
    const says = `nobody in Slack has the address ${email}`;
    const advice = 'Correct the address in team.yaml, or set slackId there by hand.';
    return { subject, result: 'warning', says, advice };
  }
  const { user } = asked.answer;
  if (user?.deleted || user?.is_bot) {
    const says = user.deleted ? 'is deactivated in Slack' : 'is a bot in Slack';
    const advice = 'Take the member out of team.yaml, or correct the address.';
    return { subject, result: 'bad', says: `${email} ${says}`, advice };
  }
  const found = user?.id ?? 'unknown';
  if (slackId === found) return { subject, result: 'good', says: `mentioned as ${found}` };
  return {
    subject,
    result: 'warning',
    says: slackId
      ? `team.yaml says slackId ${slackId}, Slack says ${found}`
      : 'has no slackId in team.yaml: alerts name this person without a mention',
    advice: `Set slackId: ${found} for ${member} in team.yaml.`,
  };
}
