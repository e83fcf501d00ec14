import { teamSchema } from '../../src/routing/team.ts';
import type { SlackStandIn } from '../../src/sandbox/slack/slack-stand-in.ts';
import type { Settings } from '../../src/settings/settings.ts';

/** The sample company, whose leads of Germany go to whoever claims them first. */
export function claimedCompany(settings: Settings): Settings {
  const { members, pools } = settings.team;
  return {
    ...settings,
    team: teamSchema.parse({
      members,
      pools: {
        ...pools,
        dach: { choice: 'first-to-claim', claimWithinMinutes: 45, members: ['ada', 'ben', 'gus'] },
      },
    }),
  };
}

export const SLACK_IDS = { ada: 'U0ADA0001', ben: 'U0BEN0002', dora: 'U0DORA004' };

type Shown = ReturnType<SlackStandIn['state']>['messages'][number];

/** The latest message about a lead that can be claimed, as it looks now. */
export function claimable(slack: SlackStandIn): Shown {
  const found = slack
    .state()
    .messages.findLast(({ blocks }) => JSON.stringify(blocks).includes('lead_claim'));
  if (!found) throw new Error('no message has a button to claim a lead');
  return { ...found };
}
