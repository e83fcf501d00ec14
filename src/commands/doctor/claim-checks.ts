import { memberOf } from '../../routing/team.ts';
import { missingForClaims } from '../../settings/missing-credentials.ts';
import type { Settings } from '../../settings/settings.ts';
import type { SystemCheck } from '../../workflow/system-check.ts';

/** Whether people can claim leads, as far as the settings say; nothing where no pool is for that. */
export function claimChecks(settings: Settings): SystemCheck[] {
  const { team } = settings;
  const missing = missingForClaims(settings).map(
    ({ variable, says, doThis = '' }): SystemCheck => ({
      ...{ subject: variable, result: 'bad', says, advice: doThis },
    }),
  );
  const unknown = Object.entries(team.pools).flatMap(([pool, { choice, members }]) =>
    choice !== 'first-to-claim'
      ? []
      : members.flatMap(({ member }) => {
          const found = memberOf(team, member);
          return found?.active && found.slackId === undefined ? [unknownInSlack(member, pool)] : [];
        }),
  );
  return [...missing, ...unknown];
}

function unknownInSlack(member: string, pool: string): SystemCheck {
  return {
    subject: `claims of ${member}`,
    result: 'warning',
    says: `${member} cannot claim the leads of pool ${pool}: team.yaml has no slackId`,
    advice: `Set slackId for ${member} in team.yaml; the check of the member shows it.`,
  };
}
