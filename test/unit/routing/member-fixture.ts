import { memberOf, type TeamMember } from '../../../src/routing/team.ts';
import { theTeam } from './routing-fixture.ts';

/** Hours with a break, in a place where the clock changes. */
export const OFFICE_HOURS = {
  timeZone: 'Europe/Berlin',
  workingHours: { 'mon-thu': ['09:00-12:00', '13:00-17:30'], fri: '09:00-14:00' },
};

/** Ada, with these lines in team.yaml. */
export function aMember(parts: object): TeamMember {
  const member = memberOf(theTeam({ ada: parts }), 'ada');
  if (member === undefined) throw new Error('the fixture has no ada');
  return member;
}

/** Milliseconds since 1970. */
export function moment(iso: string): number {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) throw new Error(`${iso} is no moment`);
  return ms;
}
