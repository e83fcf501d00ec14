import type { Team } from '../routing/team.ts';
import { inWords } from '../routing/wording.ts';
import type { Environment, EnvironmentProblem } from './environment.ts';

/** What a running leadline cannot do without. Checking a configuration needs none of it. */
export function missingCredentials({ secrets }: Environment): EnvironmentProblem[] {
  const wanted = [
    {
      variable: 'HUBSPOT_ACCESS_TOKEN',
      present: secrets.hubspotAccessToken !== undefined,
      expected: 'a service key or private app token of your HubSpot account',
    },
    {
      variable: 'SLACK_BOT_TOKEN',
      present: secrets.slackBotToken !== undefined,
      expected: 'the bot token (xoxb-…) of your Slack app',
    },
  ];
  return wanted
    .filter(({ present }) => !present)
    .map(({ variable, expected }) => missing(variable, expected));
}

/**
 * What it takes besides for leads to be claimed in Slack, where team.yaml has pools for that. A
 * leadline without it runs, and gives these leads by turn when their time is over.
 */
export function missingForClaims({
  environment: { secrets, publicUrl },
  team,
}: {
  environment: Environment;
  team: Team;
}): EnvironmentProblem[] {
  const pools = Object.entries(team.pools)
    .filter(([, { choice }]) => choice === 'first-to-claim')
    .map(([name]) => name);
  if (pools.length === 0) return [];
  const of = `: nobody can claim the leads of ${inWords(pools, 'and')} without it`;
  const secret = missing('SLACK_SIGNING_SECRET', `the signing secret of your Slack app${of}`);
  const url = missing('LEADLINE_PUBLIC_URL', `the address at which Slack reaches leadline${of}`);
  return [
    ...(secrets.slackSigningSecret === undefined ? [secret] : []),
    ...(publicUrl === undefined ? [url] : []),
  ];
}

function missing(variable: string, expected: string): EnvironmentProblem {
  return {
    variable,
    found: 'nothing',
    expected,
    says: `${variable} is not set, expected ${expected}`,
    doThis: `Set ${variable}; config/example.env shows every variable.`,
  };
}
