import { DateTime } from 'luxon';
import type { TeamMember } from './team.ts';

/** `because` goes on from the name: "Bob" + "is away until 2026-08-14 (summer holiday)". */
export type Availability = { available: boolean; because: string };

/**
 * Can this member take a lead now?
 *
 * @param nowMs milliseconds since 1970; the day is that of the member's time zone
 */
export function availability(member: TeamMember, nowMs: number): Availability {
  if (!member.active) {
    return { available: false, because: 'is marked inactive in team.yaml' };
  }
  const today = DateTime.fromMillis(nowMs, { zone: member.timeZone ?? 'utc' }).toISODate();
  const absence =
    today === null
      ? undefined
      : member.away.find(({ from, until }) => from <= today && today <= until);
  if (absence === undefined) {
    return { available: true, because: 'is available' };
  }
  const note = absence.note === undefined ? '' : ` (${absence.note})`;
  return { available: false, because: `is away until ${absence.until}${note}` };
}
