import {
  type Absence,
  type Absences,
  absenceEnd,
  absenceStart,
  type SaidAbsence,
} from './absences.ts';
import { firstMomentAt } from './local-span.ts';
import type { TeamMember } from './team.ts';

type Said = Absences[string];

/** Where an absence stands at a moment, by the member's clock. */
export function whenIsAbsence(
  absence: Absence,
  { timeZone }: Pick<TeamMember, 'timeZone'>,
  nowMs: number,
): 'over' | 'now' | 'planned' {
  if (firstMomentAt(absenceEnd(absence), timeZone) <= nowMs) return 'over';
  return firstMomentAt(absenceStart(absence), timeZone) <= nowMs ? 'now' : 'planned';
}

/** With one more; the same days said again replace what was said of them. What is over goes. */
export function sayAway(said: Said, absence: SaidAbsence, member: TeamMember, nowMs: number): Said {
  const kept = said.away.filter(
    (one) =>
      whenIsAbsence(one, member, nowMs) !== 'over' &&
      (one.from !== absence.from || one.until !== absence.until),
  );
  return { ...said, away: [...kept, absence] };
}

/** Without what they are away by now, and with `planned` without what is still to come. */
export function sayBack(
  said: Said,
  member: TeamMember,
  nowMs: number,
  { planned }: { planned: boolean },
): { said: Said; ended: SaidAbsence[] } {
  const when = (absence: Absence) => whenIsAbsence(absence, member, nowMs);
  const ends = (absence: Absence) =>
    when(absence) === 'now' || (planned && when(absence) === 'planned');
  return {
    said: { ...said, away: said.away.filter((one) => when(one) === 'planned' && !ends(one)) },
    ended: said.away.filter(ends),
  };
}

/** Who is switched off already stays so since then, and by whom it was. */
export function sayOff(said: Said, by: string, nowMs: number): Said {
  return said.off === undefined ? { ...said, off: { since: nowMs, by } } : said;
}

export function sayOn({ off: _ended, ...said }: Said): Said {
  return said;
}
