import type { Decision } from '../routing/decision.ts';
import { memberOf, type Team } from '../routing/team.ts';
import type { Crm } from '../workflow/ports.ts';
import { SystemFailure } from '../workflow/system-failure.ts';

export type OwnerInCrmDeps = {
  crm: Pick<Crm, 'system' | 'ownerByEmail'>;
  settings: { team: Team };
};

/**
 * The CRM's id of the decided owner; undefined when there is none. An owner that the CRM does not
 * know would be a contact without owner: somebody has to see it, so that is a SystemFailure.
 */
export function ownerInCrm({
  crm,
  settings,
}: OwnerInCrmDeps): (decision: Decision) => Promise<string | undefined> {
  return async ({ owner }) => {
    if (!owner || owner.ownerId !== undefined) return owner?.ownerId;
    const member = owner.member === undefined ? undefined : memberOf(settings.team, owner.member);
    const found = await crm.ownerByEmail(member?.crmOwnerEmail ?? owner.email);
    if (found?.active) return found.ownerId;
    throw new SystemFailure({
      system: crm.system,
      kind: 'refused',
      when: 'before',
      code: 'owner_unknown',
      words: `the CRM has no active owner for team member "${owner.member ?? owner.name}"`,
      advice: 'Invite the person in the CRM or correct crmOwnerEmail in team.yaml, then replay.',
    });
  };
}
