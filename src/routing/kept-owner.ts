import { availability } from './availability.ts';
import type { DecidedOwner, Decision, Explanation, Match } from './decision.ts';
import { memberByEmail, memberOf, type Team, type TeamMember } from './team.ts';

type KeptBecause = Extract<
  Decision['ownerBecause'],
  'keeps_known_owner' | 'joins_earlier_lead' | 'announced'
>;

/** What was decided about the same lead or person before. */
export type DecidedBefore = {
  /** The same person's lead that this submission joins. */
  earlier: { decision: Decision } | undefined;
  /** What the provisional alert of this very lead said, while the CRM was away. */
  announced: { decision: Decision } | undefined;
  /** The lead's market now. */
  market: string;
};

/** An owner whom the lead has before any turn is taken; or why the one it had was passed over. */
export type KeptOwner =
  | {
      owner: DecidedOwner;
      ownerBecause: KeptBecause;
      /** Goes on from the name: "already owns this contact". */
      because: string;
      considered: Explanation['owners'];
    }
  | { owner?: never; considered: Explanation['owners'] };

/**
 * Whose the lead is already: first the owner of the same person's earlier lead, then the owner of
 * the known contact, then whoever was named in the provisional alert of this lead. Somebody away
 * keeps all of them, since a person who knows the customer beats a quick stranger; somebody who
 * has left keeps none.
 */
export function keptOwner(
  match: Match,
  team: Team,
  nowMs: number,
  before: DecidedBefore,
): KeptOwner {
  const considered: Explanation['owners'] = [];
  const claims = [
    earlierClaim(team, before.earlier),
    contactClaim(match, team),
    announcedClaim(team, before),
  ];
  for (const claim of claims) {
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
  ownerBecause: KeptBecause;
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

/** Only in the market that was announced: in another one, the CRM knew better. */
function announcedClaim(team: Team, { announced, market }: DecidedBefore): Claim | undefined {
  const owner = announced?.decision.owner;
  if (announced === undefined || owner === undefined) {
    return undefined;
  }
  const member = owner.member === undefined ? undefined : memberOf(team, owner.member);
  const moved = announced.decision.market !== market;
  return {
    owner,
    member,
    ownerBecause: 'announced',
    holds: 'was named while the CRM was away',
    left: moved ? `in another market (${announced.decision.marketTitle})` : leftTheTeam(member),
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
