import { NEW_STANDING, nextInTurn, owed, sharesOf } from '../../src/routing/fair-share.ts';
import { EMPTY_ROTATION, type RotationState, type Take } from '../../src/routing/rotation-state.ts';
import { type Team, teamSchema } from '../../src/routing/team.ts';
import type { DecidedLead, Rotation } from '../../src/workflow/ledger.ts';

/** A pool of three, one of whom takes twice as many leads, and decisions by turn alone. */

const MEMBERS = ['ada', 'bob', 'cleo'];
const WEIGHTS: Record<string, number> = { ada: 2, bob: 1, cleo: 1 };

export const rotationTeam: Team = teamSchema.parse({
  members: Object.fromEntries(
    MEMBERS.map((member) => [member, { name: member, email: `${member}@seller.example` }]),
  ),
  pools: {
    dach: { members: MEMBERS.map((member) => ({ member, weight: WEIGHTS[member] })) },
    world: { members: MEMBERS },
  },
});

type Decide = Parameters<Rotation['decideOnce']>[1];

export const DECIDED_AT = Date.parse('2026-11-23T12:00:00Z');

/** Whoever of the pool is next. */
export function nextOf(pool = 'dach', among = MEMBERS): Decide {
  return (now) => {
    const seats = among.map((member) => ({
      member,
      weight: WEIGHTS[member] ?? 1,
      standing: now.rotation.pools[pool]?.members[member] ?? NEW_STANDING,
    }));
    const { member } = nextInTurn(seats);
    return decidedFor(now, member, { pool, member, counts: 1, shares: sharesOf(seats) });
  };
}

/** This very member, whoever's turn it is. */
export function turnOf(member: string, company?: string): Decide {
  const shares = sharesOf(MEMBERS.map((each) => ({ member: each, weight: WEIGHTS[each] ?? 1 })));
  const take = {
    pool: 'dach',
    member,
    counts: 1,
    shares,
    ...(company !== undefined && { company }),
  };
  return (now) => decidedFor(now, member, take);
}

/** An owner's own lead: no turn. */
export function ownLeadOf(member: string): Decide {
  return (now) => decidedFor(now, member);
}

export function held(): Decide {
  return (now) => {
    const { decision, basis } = decidedFor(now, '');
    const { owner: _, ...rest } = decision;
    return { decision: { ...rest, outcome: 'held', pool: 'dach' }, basis };
  };
}

function decidedFor(now: Parameters<Decide>[0], member: string, take?: Take): DecidedLead {
  return {
    decision: {
      ...{ market: 'dach', marketTitle: 'DACH', fallback: false, outcome: 'assigned' },
      ...{ because: 'a test', configuration: 'c1', decidedAt: DECIDED_AT },
      rung: take === undefined ? 'known-owner' : 'fair-share',
      owner: { member, name: member, email: `${member}@seller.example` },
      ...(take && { pool: take.pool, take }),
    },
    basis: { decidedAt: DECIDED_AT, rotation: EMPTY_ROTATION, absences: now.absences },
  };
}

export function takenIn(rotation: RotationState, pool = 'dach'): Record<string, number> {
  const members = Object.entries(rotation.pools[pool]?.members ?? {});
  return Object.fromEntries(members.map(([member, { taken }]) => [member, taken]));
}

export function owedIn(rotation: RotationState, pool = 'dach'): Record<string, number> {
  const members = Object.entries(rotation.pools[pool]?.members ?? {});
  return Object.fromEntries(members.map(([member, standing]) => [member, owed(standing)]));
}
