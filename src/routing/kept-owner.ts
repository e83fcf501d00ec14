import { availability } from './availability.ts';
import type { DecidedOwner, Decision, Explanation, Match } from './decision.ts';
import { memberByEmail, memberOf, type Team, type TeamMember } from './team.ts';

/** An owner whom the lead has before any turn is taken; or why the one it had was passed over. */
export type KeptOwner =
  | {
      owner: DecidedOwner;
      ownerBecause: 'keeps_known_owner' | 'joins_earlier_lead';
      /** Goes on from the name: "already owns this contact". */
      because: string;
      considered: Explanation['owners'];
    }
  | { owner?: never; considered: Explanation['owners'] };

/**
 * Whose the lead is already: first the owner of the same person's earlier lead, then the owner of
 * the known contact. Somebody away keeps both, since a person who knows the customer beats a
 * quick stranger; somebody who has left keeps neither.
 */
export function keptOwner(
  match: Match,
  team: Team,
  nowMs: number,
  earlier?: { decision: Decision },
): KeptOwner {
  const considered: Explanation['owners'] = [];
  for (const claim of [earlierClaim(team, earlier), contactClaim(match, team)]) {
    if (claim === undefined) {
      continue;
    }
    const { owner, member, ownerBecause, holds, left } = claim;
    if (left !== undefined) {
      considered.push({ name: owner.name, chosen: false, because: `${holds}, but ${left}` });
      continue;
    }
    const absence = member === undefined ? undefined : availability(member, nowMs);
    const because = absence?.available === false ? `${holds} (but ${absence.because})` : holds;
    considered.push({ name: owner.name, chosen: true, because });
    return { owner, ownerBecause, because, considered };
  }
  return { considered };
}

type Claim = {
  owner: DecidedOwner;
  member: TeamMember | undefined;
  ownerBecause: 'keeps_known_owner' | 'joins_earlier_lead';
  holds: string;
  /** Why they can no longer have leads; goes on from "but". */
  left: string | undefined;
};

function earlierClaim(team: Team, earlier?: { decision: Decision }): Claim | undefined {
  const owner = earlier?.decision.owner;
  if (owner === undefined) {
    return undefined;
  }
  const member = owner.member === undefined ? undefined : memberOf(team, owner.member);
  return {
    owner,
    member,
    ownerBecause: 'joins_earlier_lead',
    holds: "already has this person's earlier lead",
    left: leftTheTeam(member),
  };
}

function contactClaim(match: Match, team: Team): Claim | undefined {
  const inCrm = match.known ? match.owner : undefined;
  if (inCrm === undefined) {
    return undefined;
  }
  const found = memberByEmail(team, inCrm.email);
  const owner: DecidedOwner =
    found === undefined
      ? {
          name: inCrm.name ?? inCrm.email ?? `CRM owner ${inCrm.ownerId}`,
          email: inCrm.email ?? '',
          ownerId: inCrm.ownerId,
        }
      : { ...asOwner(found.key, found.member), ownerId: inCrm.ownerId };
  return {
    owner,
    member: found?.member,
    ownerBecause: 'keeps_known_owner',
    holds: 'already owns this contact',
    left: inCrm.active ? leftTheTeam(found?.member) : 'is no longer active in the CRM',
  };
}

function leftTheTeam(member: TeamMember | undefined): string | undefined {
  return member?.active === false ? 'is marked inactive in team.yaml' : undefined;
}

export function asOwner(key: string, member: TeamMember): DecidedOwner {
  return {
    member: key,
    name: member.name,
    email: member.email,
    ...(member.slackId === undefined ? {} : { slackId: member.slackId }),
  };
}
