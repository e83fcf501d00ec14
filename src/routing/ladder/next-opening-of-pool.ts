import { DateTime } from 'luxon';
import { nextOpening } from '../availability.ts';
import { memberOf, poolOf, type TeamMember } from '../team.ts';
import type { Asked } from './rung.ts';

/**
 * When somebody of the pool can take a lead again, in milliseconds since 1970; undefined when
 * nobody can say. Whoever has reached a cap can at the latest when their next day begins, and is
 * looked at again then.
 */
export function nextOpeningOfPool(name: string, { routing, basis }: Asked): number | undefined {
  const now = basis.decidedAt;
  const openings = (poolOf(routing.team, name)?.members ?? []).flatMap(({ member: key }) => {
    const member = memberOf(routing.team, key);
    if (member === undefined) return [];
    const opening = nextOpening(member, basis.absences[key], now);
    if (opening === undefined || opening > now) return opening ?? [];
    const tomorrow = nextDay(member, now);
    return nextOpening(member, basis.absences[key], tomorrow) ?? [];
  });
  return openings.length === 0 ? undefined : Math.min(...openings);
}

function nextDay({ timeZone }: TeamMember, now: number): number {
  const local = DateTime.fromMillis(now, { zone: timeZone ?? 'utc' });
  return local.plus({ days: 1 }).startOf('day').toMillis();
}
