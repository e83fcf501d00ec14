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
    .map(({ variable, expected }) => ({
      variable,
      found: 'nothing',
      expected,
      says: `${variable} is not set, expected ${expected}`,
      doThis: `Set ${variable}; config/example.env shows every variable.`,
    }));
}
