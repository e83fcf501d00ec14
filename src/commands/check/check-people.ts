import type { Settings } from '../../settings/settings.ts';
import { createHttpClient } from '../../systems/http/http-client.ts';
import { createHubspotApi } from '../../systems/hubspot/hubspot-api.ts';
import { ownerChecks } from '../../systems/hubspot/hubspot-checks.ts';
import { createHubspotOwners } from '../../systems/hubspot/hubspot-owners.ts';
import { askForMember } from '../../systems/slack/slack-checks.ts';
import { createSlackClient } from '../../systems/slack/slack-client.ts';
import { failedCheck, type SystemCheck } from '../../workflow/system-check.ts';
import { atMember } from './at-member.ts';
import type { CheckFinding } from './check-finding.ts';

/** Nobody waits longer for an answer at a terminal. */
const CALL_TIMEOUT_MS = 10_000;

/** Slack answers some fifty such questions a minute. */
const ASKED_OF_SLACK_MAX = 40;

export type PeopleCheck = {
  /** `HubSpot`, `Slack`: those whose credentials are set. */
  asked: string[];
  findings: CheckFinding[];
};

/**
 * Asks HubSpot and Slack, where their credentials are set, whether they know the members of
 * team.yaml. What cannot be asked is a warning: a configuration is no worse for a system that is
 * away.
 */
export async function checkPeople(settings: Settings, now: () => number): Promise<PeopleCheck> {
  const { hubspotAccessToken, slackBotToken } = settings.environment.secrets;
  const [ofHubspot, ofSlack] = await Promise.all([
    hubspotAccessToken === undefined ? undefined : askHubspot(settings, hubspotAccessToken, now),
    slackBotToken === undefined ? undefined : askSlack(settings, slackBotToken, now),
  ]);
  return {
    asked: [...(ofHubspot ? ['HubSpot'] : []), ...(ofSlack ? ['Slack'] : [])],
    findings: [...(ofHubspot ?? []), ...(ofSlack ?? [])],
  };
}

async function askHubspot(
  settings: Settings,
  accessToken: string,
  now: () => number,
): Promise<CheckFinding[]> {
  const { baseUrl, apiVersion } = settings.environment.hubspot;
  const http = createHttpClient({ system: 'hubspot', timeoutMs: CALL_TIMEOUT_MS });
  try {
    const api = createHubspotApi({
      ...{ accessToken, baseUrl, apiVersion, http, now },
      // A few calls by hand: there is nobody to share a budget with.
      budget: { takeEach: () => Promise.resolve(undefined) },
      daily: { learn: () => Promise.resolve(), said: () => Promise.resolve(undefined) },
    });
    const members = activeMembers(settings).map(({ key, member }) => ({
      member: key,
      email: member.crmOwnerEmail,
    }));
    const checks = await ownerChecks(createHubspotOwners(api, now), members);
    return checks.flatMap((check) => hubspotFinding(check, settings));
  } finally {
    await http.close();
  }
}

function hubspotFinding(check: SystemCheck, settings: Settings): CheckFinding[] {
  if (check.result === 'good') return [];
  const { subject } = check;
  if (!subject.startsWith(OWNER)) return [notAsked('HubSpot', check)];
  const member = subject.slice(OWNER.length);
  return [atMember('no-hubspot-owner', 'error', check, member, 'crmOwnerEmail', settings)];
}

/** How `ownerChecks` names what it says of a member. */
const OWNER = 'owner ';

async function askSlack(
  settings: Settings,
  token: string,
  now: () => number,
): Promise<CheckFinding[]> {
  const { apiUrl } = settings.environment.slack;
  const client = createSlackClient({ token, apiUrl, timeoutMs: CALL_TIMEOUT_MS, now });
  const members = activeMembers(settings);
  const findings: CheckFinding[] = [];
  for (const { key, member } of members.slice(0, ASKED_OF_SLACK_MAX)) {
    const { email, slackId } = member;
    const check = await askForMember(client, { member: key, email, ...(slackId && { slackId }) });
    // Whatever kept Slack from an answer will keep it from the next.
    if ('failure' in check) {
      return [...findings, notAsked('Slack', failedCheck(key, 'warning', check.failure))];
    }
    if (check.result === 'good') continue;
    const severity = check.result === 'bad' ? 'error' : 'warning';
    findings.push(atMember('no-slack-user', severity, check, key, 'email', settings));
  }
  const left = members.length - ASKED_OF_SLACK_MAX;
  if (left <= 0) return findings;
  const says = `Slack was asked about the first ${ASKED_OF_SLACK_MAX} members only; leadline doctor asks about the other ${left} too`;
  return [...findings, notAsked('Slack', { subject: 'members', result: 'warning', says })];
}

function notAsked(system: string, { says, advice }: SystemCheck): CheckFinding {
  return {
    severity: 'warning',
    code: 'not-asked',
    file: 'team.yaml',
    says: `whether ${system} knows the members of team.yaml could not be asked: ${says}`,
    ...(advice !== undefined && { doThis: advice }),
  };
}

/** Who has left stands in team.yaml for old receipts only. */
function activeMembers({ team }: Settings) {
  return Object.entries(team.members).flatMap(([key, member]) =>
    member.active ? [{ key, member }] : [],
  );
}
