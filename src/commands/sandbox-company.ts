import type { SandboxCompany } from '../sandbox/sandbox.ts';
import type { Settings } from '../settings/settings.ts';

/** The stand-ins play the company of the configuration: its people and its channels. */
export function sandboxCompany(
  settings: Pick<Settings, 'team' | 'markets' | 'alerts'>,
): SandboxCompany {
  const { team, markets, alerts } = settings;
  return {
    people: Object.values(team.members).map(({ name, email, crmOwnerEmail, slackId, active }) => ({
      name,
      email,
      crmOwnerEmail,
      gone: !active,
      ...(slackId !== undefined && { slackId }),
    })),
    channels: [
      ...new Set(
        [
          ...markets.markets.map(({ channel }) => channel),
          alerts.fallbackChannel,
          alerts.operationsChannel,
        ].filter((channel) => channel !== undefined),
      ),
    ],
  };
}
