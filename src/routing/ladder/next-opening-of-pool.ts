import { nextOpening } from '../availability.ts';
import { DAY_MS, firstMomentAt, localSpan } from '../local-span.ts';
import { memberOf, poolOf } from '../team.ts';
import type { Asked } from './rung.ts';

/**
 * When somebody of the pool can take a lead again, in milliseconds since 1970; undefined when
 * nobody can say. Where a cap keeps the lead from somebody who is there, it is looked at again when
 * the next day begins, theirs or the pool's: the days of both may differ.
 */
export function nextOpeningOfPool(name: string, { routing, basis }: Asked): number | undefined {
  const now = basis.decidedAt;
  const pool = poolOf(routing.team, name);
  const openings = (pool?.members ?? []).flatMap(({ member: key }) => {
    const member = memberOf(routing.team, key);
    if (member === undefined) return [];
    const opening = nextOpening(member, basis.absences[key], now);
    if (opening === undefined || opening > now) return opening ?? [];
    const nextDays = [nextDay(now, member.timeZone), nextDay(now, pool?.timeZone)];
    return nextDays.flatMap((day) => nextOpening(member, basis.absences[key], day) ?? []);
  });
  return openings.length === 0 ? undefined : Math.min(...openings);
}

/** When the next day begins there, in milliseconds since 1970. */
function nextDay(now: number, timeZone?: string): number {
  return firstMomentAt((localSpan(now, timeZone).day + 1) * DAY_MS, timeZone);
}
