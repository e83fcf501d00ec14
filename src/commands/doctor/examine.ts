import type { Leadline } from '../../compose.ts';
import { missingCredentials } from '../../settings/missing-credentials.ts';
import type { Settings } from '../../settings/settings.ts';
import { hubspotChecks } from '../../systems/hubspot/hubspot-checks.ts';
import { reachRedis } from '../../systems/redis/reach-redis.ts';
import { redisChecks } from '../../systems/redis/redis-checks.ts';
import { redisHosts } from '../../systems/redis/redis-url.ts';
import { slackChecks } from '../../systems/slack/slack-checks.ts';
import type { ConversionDestination } from '../../workflow/ports.ts';
import { failedCheck, type SystemCheck, tried } from '../../workflow/system-check.ts';
import { composeAside, withoutRedis } from '../compose-aside.ts';
import { alertChannels } from './alert-channels.ts';
import { claimChecks } from './claim-checks.ts';
import { type Finding, findingsOf } from './finding.ts';

/** Nobody waits longer for an answer at a terminal. */
const CALL_TIMEOUT_MS = 10_000;

/**
 * Tries everything outside that the settings rely on, changes nothing there, and answers all of it
 * at once: Redis, HubSpot, Slack, conversion destinations. One that is away keeps no other from
 * being tried.
 */
export async function examine(settings: Settings): Promise<Finding[]> {
  const { redisUrl } = settings.environment.secrets;
  const reach = redisUrl === undefined ? undefined : await reachRedis(redisUrl);
  const away = reach?.ok === false ? [unreachable(redisUrl ?? '', reach.says)] : [];
  const reachable = away.length > 0 ? withoutRedis(settings) : settings;
  try {
    const found = await composeAside(reachable, async (leadline) => [
      ...(away.length > 0
        ? []
        : findingsOf('Redis', await redisChecks(leadline.redis, leadline.redisUrl))),
      ...(await examineOutside(leadline)),
    ]);
    return [
      ...findingsOf('Redis', away),
      ...findingsOf('leadline', ownChecks(settings)),
      ...findingsOf('Slack', claimChecks(settings)),
      ...found,
    ];
  } catch (error) {
    // What cannot even be built is the finding: a name that GA4 refuses, no redis-server here.
    if (!(error instanceof Error)) throw error;
    const check: SystemCheck = { subject: 'start', result: 'bad', says: error.message };
    return [...findingsOf('Redis', away), ...findingsOf('leadline', [check])];
  }
}

function unreachable(url: string, says: string): SystemCheck {
  return {
    subject: 'connection',
    result: 'bad',
    says: `Redis at ${redisHosts(url)} cannot be reached: ${says}`,
    advice: 'Start it, or correct REDIS_URL; without it leadline runs a Redis of its own.',
  };
}

function ownChecks({ environment }: Settings): SystemCheck[] {
  const checks: SystemCheck[] = [];
  if (environment.secrets.redisUrl === undefined) {
    checks.push({
      subject: 'own Redis',
      result: 'good',
      says: `REDIS_URL is not set: leadline runs a Redis of its own under ${environment.dataFolder}`,
    });
  }
  if (environment.secrets.encryptionKeys.length === 0) {
    checks.push({
      subject: 'encryption key',
      result: 'warning',
      says: `LEADLINE_ENCRYPTION_KEYS is not set: the key that is kept under ${environment.dataFolder} is used`,
      advice: 'Set it where more than one machine runs leadline: openssl rand -base64 32.',
    });
  }
  return checks;
}

async function examineOutside(leadline: Leadline): Promise<Finding[]> {
  const [hubspot, slack, ...destinations] = await Promise.all([
    withCredential(leadline, 'HUBSPOT_ACCESS_TOKEN', examineHubspot),
    withCredential(leadline, 'SLACK_BOT_TOKEN', examineSlack),
    ...leadline.destinations.map(examineDestination),
  ]);
  return [
    ...findingsOf('HubSpot', hubspot),
    ...findingsOf('Slack', slack),
    ...destinations.flatMap((check, index) =>
      findingsOf(leadline.destinations[index]?.name ?? '', [check]),
    ),
  ];
}

async function withCredential(
  leadline: Leadline,
  variable: string,
  ask: (leadline: Leadline) => Promise<SystemCheck[]>,
): Promise<SystemCheck[]> {
  const missing = missingCredentials(leadline.settings.environment).find(
    (each) => each.variable === variable,
  );
  if (!missing) return ask(leadline);
  const { says, doThis } = missing;
  return [
    { subject: variable, result: 'bad', says, ...(doThis !== undefined && { advice: doThis }) },
  ];
}

function examineHubspot({ hubspot, crm, settings }: Leadline): Promise<SystemCheck[]> {
  return hubspotChecks({
    api: hubspot,
    probe: crm.probe,
    owners: crm.owners,
    settings: settings.crm,
    members: activeMembers(settings).map(([member, { crmOwnerEmail }]) => ({
      member,
      email: crmOwnerEmail,
    })),
  });
}

function examineSlack({ settings, world }: Leadline): Promise<SystemCheck[]> {
  const { slack, secrets } = settings.environment;
  return slackChecks({
    token: secrets.slackBotToken ?? '',
    apiUrl: slack.apiUrl,
    timeoutMs: CALL_TIMEOUT_MS,
    now: world.now,
    channels: alertChannels(settings),
    members: activeMembers(settings).map(([member, { email, slackId }]) => ({
      member,
      email,
      ...(slackId !== undefined && { slackId }),
    })),
  });
}

/** Who has left stands in team.yaml for old receipts only. */
function activeMembers({ team }: Settings) {
  return Object.entries(team.members).filter(([, { active }]) => active);
}

/** How far a destination can be tried without sending it an event. */
const TRIED: Record<string, string> = {
  ga4: 'the event is valid; whether the secret is, Google Analytics never tells',
  webhook: 'its address may be called; nothing was sent to try it',
};

async function examineDestination({ kind, probe }: ConversionDestination): Promise<SystemCheck> {
  const subject = `${kind} destination`;
  const asked = await tried(probe());
  if ('failure' in asked) return failedCheck(subject, 'bad', asked.failure);
  return { subject, result: 'good', says: TRIED[kind] ?? 'answers as it should' };
}
