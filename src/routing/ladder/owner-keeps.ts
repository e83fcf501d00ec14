import type { Absences } from '../absences.ts';
import { availability, nextOpening } from '../availability.ts';
import type { CrmOwnerOfRecord, DecidedOwner } from '../decision.ts';
import { sharesOf } from '../fair-share.ts';
import type { Take } from '../rotation-state.ts';
import { memberByEmail, memberOf, type Pool, poolOf, type Team, type TeamMember } from '../team.ts';
import { durationInWords } from '../wording.ts';
import type { Answer, Asked } from './rung.ts';
import { seatsIn } from './seats.ts';

/** Somebody who has a claim on the lead before any turn is taken. */
export type Claim = {
  owner: DecidedOwner;
  /** Absent for somebody whom only the CRM knows. */
  member?: TeamMember;
  /** Goes on from the name: "already owns this contact". */
  holds: string;
  /** Why the claim ended, whoever they are; goes on from "but". */
  ended?: string;
};

const HOUR_MS = 3_600_000;

/**
 * An owner keeps the lead unless they have left, are deactivated in the CRM, or are away for longer
 * than the market is patient: a person who knows the customer beats a quick stranger, but not for
 * weeks. Somebody who is only switched off for now keeps what is theirs.
 */
export function claimAnswer(claim: Claim, asked: Asked): Answer {
  const { owner, member, holds } = claim;
  const lost = claim.ended ?? whyLost(claim, asked);
  if (lost !== undefined) {
    const says = `${owner.name} ${holds}, but ${lost}`;
    return { decided: false, says, passedOver: [says] };
  }
  const { decidedAt } = asked.basis;
  const said = saidOf(owner, asked);
  const now = member === undefined ? undefined : availability(member, said, decidedAt);
  const remark = now?.available === false ? ` (but ${now.because})` : '';
  const take = takeOfOwner(owner, asked);
  return {
    decided: true,
    outcome: 'assigned',
    owner,
    says: `${owner.name} ${holds}${remark}`,
    ...(take && { take }),
  };
}

function whyLost({ owner, member }: Claim, asked: Asked): string | undefined {
  if (member === undefined) return undefined;
  if (!member.active) return 'is marked inactive in team.yaml';
  const said = saidOf(owner, asked);
  // The switch ends no claim, and it hides no leave.
  return member.off || said?.off !== undefined
    ? awayTooLong({ ...member, off: false }, { away: said?.away ?? [] }, asked)
    : awayTooLong(member, said, asked);
}

function awayTooLong(
  member: TeamMember,
  said: Absences[string] | undefined,
  { basis: { decidedAt }, market, routing }: Asked,
): string | undefined {
  const now = availability(member, said, decidedAt);
  const back = nextOpening(member, said, decidedAt);
  const hours = market.ownerPatienceHours ?? routing.routing.ownerPatienceHours;
  if (back !== undefined && back - decidedAt <= hours * HOUR_MS) return undefined;
  return hours === 0
    ? `${now.because}, and the market does not wait for owners`
    : `${now.because}, beyond the market's patience of ${durationInWords(hours * HOUR_MS)}`;
}

function saidOf({ member }: DecidedOwner, { basis }: Asked) {
  return member === undefined ? undefined : basis.absences[member];
}

/** A lead by ownership counts in the market's pool as much as `credits.ownership` says. */
function takeOfOwner({ member }: DecidedOwner, asked: Asked): Take | undefined {
  const counts = asked.routing.routing.credits.ownership;
  const name = asked.market.pool;
  const pool = poolOf(asked.routing.team, name);
  if (member === undefined || counts === 0 || pool === undefined || !isIn(pool, member)) {
    return undefined;
  }
  const seats = seatsIn(name, asked);
  const among = seats.filter((seat) => seat.excluded === undefined || seat.member === member);
  return { pool: name, member, counts, shares: sharesOf(among, counts) };
}

function isIn(pool: Pool, member: string): boolean {
  return pool.members.some((entry) => entry.member === member);
}

/** A team member's claim by their key. */
export function claimOfMember(team: Team, key: string, holds: string): Claim | undefined {
  const member = memberOf(team, key);
  return member && { owner: asOwner(key, member), member, holds };
}

/** The claim of an owner whom the CRM names, in the team or not. */
export function claimOfCrmOwner(team: Team, inCrm: CrmOwnerOfRecord, holds: string): Claim {
  const found = memberByEmail(team, inCrm.email);
  const ended = inCrm.active ? {} : { ended: 'is no longer active in the CRM' };
  if (found === undefined) {
    const name = inCrm.name ?? inCrm.email ?? `CRM owner ${inCrm.ownerId}`;
    const owner = { name, email: inCrm.email ?? '', ownerId: inCrm.ownerId };
    return { owner, holds, ...ended };
  }
  const owner = { ...asOwner(found.key, found.member), ownerId: inCrm.ownerId };
  return { owner, member: found.member, holds, ...ended };
}

/**
 * The claim of somebody who was decided before. In team.yaml they may have another key or other
 * details by now; nobody else gets the lead for having their old key.
 */
export function claimOfDecided(team: Team, owner: DecidedOwner, holds: string): Claim {
  if (owner.member === undefined) return { owner, holds };
  const now = memberOfDecided(team, owner.member, owner);
  if (now === undefined) return { owner, holds, ended: 'is not in team.yaml any more' };
  const { key, member } = now;
  const sameInCrm = member.email === owner.email && owner.ownerId !== undefined;
  return {
    owner: { ...asOwner(key, member), ...(sameInCrm && { ownerId: owner.ownerId }) },
    holds,
    member,
  };
}

function memberOfDecided(
  team: Team,
  key: string,
  { email, name }: DecidedOwner,
): ReturnType<typeof memberByEmail> {
  const member = memberOf(team, key);
  if (member?.email === email) return { key, member };
  return memberByEmail(team, email) ?? (member?.name === name ? { key, member } : undefined);
}

export function asOwner(key: string, member: TeamMember): DecidedOwner {
  return {
    member: key,
    name: member.name,
    email: member.email,
    ...(member.slackId === undefined ? {} : { slackId: member.slackId }),
  };
}
