import type { Cap } from './caps.ts';
import { NEW_STANDING, owed } from './fair-share.ts';
import { localDay } from './local-day.ts';
import { countsOn } from './rotation-counts.ts';
import type { Counts, RotationState } from './rotation-state.ts';
import { memberOf, type PoolChoiceName, poolOf, type Team } from './team.ts';

/** Where everybody stands in a pool, as members and operations read it. */
export type PoolStandings = {
  pool: string;
  /** Absent for a pool that is not in team.yaml any more. */
  choice?: PoolChoiceName;
  leads: LeadCounts;
  members: MemberStanding[];
};

export type MemberStanding = {
  member: string;
  name: string;
  /** Absent for somebody who is not in the pool any more. */
  weight?: number;
  /** All in leads: what they are owed is `share + credit - taken`. */
  share: number;
  taken: number;
  credit: number;
  owed: number;
  /** Of all pools together, and by ownership. */
  leads: LeadCounts;
};

export type LeadCounts = { today: number; thisWeek: number; open: number; cap?: Cap };

/**
 * The standings in these pools of the team, and in pools of the past that somebody had leads of.
 *
 * @param nowMs milliseconds since 1970; days and weeks are those of each member and pool
 * @param only one pool, or one member in all pools
 */
export function standingsOf(
  rotation: RotationState,
  team: Team,
  nowMs: number,
  only: { pool?: string; member?: string } = {},
): PoolStandings[] {
  const pools = [...new Set([...Object.keys(team.pools), ...Object.keys(rotation.pools)])];
  return pools
    .filter((name) => only.pool === undefined || name === only.pool)
    .map((name) => poolStandings(name, rotation, team, nowMs))
    .map((pool) => ({
      ...pool,
      members: pool.members.filter(
        ({ member }) => only.member === undefined || member === only.member,
      ),
    }))
    .filter(({ members }) => only.member === undefined || members.length > 0);
}

function poolStandings(
  name: string,
  rotation: RotationState,
  team: Team,
  nowMs: number,
): PoolStandings {
  const pool = poolOf(team, name);
  const kept = rotation.pools[name];
  const weights = new Map(pool?.members.map(({ member, weight }) => [member, weight]));
  const members = [...new Set([...weights.keys(), ...Object.keys(kept?.members ?? {})])];
  return {
    pool: name,
    ...(pool && { choice: pool.choice }),
    leads: leadCounts(kept?.counts, nowMs, pool),
    members: members.map((member) => {
      const standing = kept?.members[member] ?? NEW_STANDING;
      const weight =
        pool?.choice === 'round-robin' ? weights.has(member) && 1 : weights.get(member);
      const inTeam = memberOf(team, member);
      return {
        member,
        name: inTeam?.name ?? member,
        ...(typeof weight === 'number' && { weight }),
        ...standing,
        owed: owed(standing),
        leads: leadCounts(rotation.members[member]?.counts, nowMs, inTeam),
      };
    }),
  };
}

function leadCounts(
  counts: Counts | undefined,
  nowMs: number,
  of: { timeZone?: string | undefined; cap?: Cap | undefined } | undefined,
): LeadCounts {
  const { day, week, open } = countsOn(counts, localDay(nowMs, of?.timeZone));
  return { today: day, thisWeek: week, open, ...(of?.cap && { cap: of.cap }) };
}
