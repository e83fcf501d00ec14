import { DateTime } from 'luxon';
import type { Absences } from './absences.ts';
import type { TeamMember } from './team.ts';

/** `because` goes on from the name: "Bob" + "is away until 2026-08-14 (summer holiday)". */
export type Availability = { available: boolean; because: string };

/**
 * Can this member take a lead now?
 *
 * @param said what was said of them by command
 * @param nowMs milliseconds since 1970; days and hours are those of the member's time zone
 */
export function availability(
  member: TeamMember,
  said: Absences[string] | undefined,
  nowMs: number,
): Availability {
  if (!member.active) {
    return { available: false, because: 'is marked inactive in team.yaml' };
  }
  if (member.off || said?.off !== undefined) {
    return { available: false, because: 'is switched off for now' };
  }
  const today = DateTime.fromMillis(nowMs, { zone: member.timeZone ?? 'utc' }).toISODate();
  const absence =
    today === null
      ? undefined
      : [...member.away, ...(said?.away ?? [])].find(
          ({ from, until }) => from <= today && today <= until,
        );
  if (absence === undefined) {
    return { available: true, because: 'is available' };
  }
  const note = absence.note === undefined ? '' : ` (${absence.note})`;
  return { available: false, because: `is away until ${absence.until}${note}` };
}

/**
 * When the member can take leads again, in milliseconds since 1970; `nowMs` itself for somebody
 * who can. Undefined when nobody can say: inactive, switched off, or away beyond a year.
 */
export function nextOpening(
  member: TeamMember,
  said: Absences[string] | undefined,
  nowMs: number,
): number | undefined {
  return availability(member, said, nowMs).available ? nowMs : undefined;
}
