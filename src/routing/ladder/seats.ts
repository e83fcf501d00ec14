import { availability } from '../availability.ts';
import type { Cap } from '../caps.ts';
import { NEW_STANDING, type Seat } from '../fair-share.ts';
import { localDay } from '../local-day.ts';
import type { Counts } from '../rotation-state.ts';
import { memberOf, poolOf, type TeamMember } from '../team.ts';
import { inWords } from '../wording.ts';
import type { Asked } from './rung.ts';

/** A pool member as a candidate for this lead. */
export type CandidateSeat = Seat & {
  name: string;
  /** The first thing that keeps them from the lead; goes on from the name. */
  excluded?: string;
  /** Leads that are open, for pools that look at them. */
  open: number;
};

export type Needs = { languages: readonly string[]; skills: readonly string[] };

/** Everybody of the pool in its order, each with the first thing that excludes them. */
export function seatsIn(name: string, asked: Asked, needs?: Needs): CandidateSeat[] {
  const { routing, basis } = asked;
  const pool = poolOf(routing.team, name);
  if (pool === undefined) return [];
  const standings = basis.rotation.pools[name]?.members ?? {};
  const full = capOfPoolReached(name, asked);
  return pool.members.map(({ member: key, weight }) => {
    const member = memberOf(routing.team, key);
    const excluded =
      full === undefined
        ? excludedBecause(key, member, asked, needs)
        : `is in a pool that has reached its cap of ${full}`;
    return {
      member: key,
      name: member?.name ?? key,
      weight: pool.choice === 'round-robin' ? 1 : weight,
      standing: standings[key] ?? NEW_STANDING,
      open: basis.rotation.members[key]?.counts.open ?? 0,
      ...(excluded !== undefined && { excluded }),
    };
  });
}

function excludedBecause(
  key: string,
  member: TeamMember | undefined,
  { basis }: Asked,
  needs: Needs | undefined,
): string | undefined {
  if (member === undefined) return 'is not in team.yaml';
  const now = availability(member, basis.absences[key], basis.decidedAt);
  if (!now.available) return now.because;
  const lacks = needs && whatIsMissing(member, needs);
  if (lacks !== undefined) return lacks;
  const counts = basis.rotation.members[key]?.counts;
  const cap = member.cap && capReached(member.cap, counts, basis.decidedAt, member.timeZone);
  return cap && `has reached the cap of ${cap}`;
}

function whatIsMissing(member: TeamMember, { languages, skills }: Needs): string | undefined {
  const unspoken = languages.filter((one) => !member.languages.includes(one));
  const unskilled = skills.filter((one) => !member.skills.includes(one));
  const missing = [
    ...(unspoken.length === 0 ? [] : [`does not speak ${inWords(unspoken, 'or')}`]),
    ...(unskilled.length === 0 ? [] : [`does not have skill ${inWords(unskilled, 'or')}`]),
  ];
  return missing.length === 0 ? undefined : missing.join(' and ');
}

/** "20 leads a day", when the pool as a whole has had as many. */
export function capOfPoolReached(name: string, { routing, basis }: Asked): string | undefined {
  const pool = poolOf(routing.team, name);
  const counts = basis.rotation.pools[name]?.counts;
  return pool?.cap && capReached(pool.cap, counts, basis.decidedAt, pool.timeZone);
}

function capReached(
  cap: Cap,
  counts: Counts | undefined,
  nowMs: number,
  timeZone: string | undefined,
): string | undefined {
  const { day, week } = localDay(nowMs, timeZone);
  const today = counts?.day.of === day ? counts.day.count : 0;
  const thisWeek = counts?.week.of === week ? counts.week.count : 0;
  if (cap.day !== undefined && today >= cap.day) return `${leads(cap.day)} a day`;
  if (cap.week !== undefined && thisWeek >= cap.week) return `${leads(cap.week)} a week`;
  if (cap.open !== undefined && (counts?.open ?? 0) >= cap.open) return leads(cap.open, 'open ');
  return undefined;
}

function leads(count: number, which = ''): string {
  return `${count} ${which}${count === 1 ? 'lead' : 'leads'}`;
}
