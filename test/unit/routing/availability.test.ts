import { describe, expect, it } from '@jest/globals';
import { availability } from '../../../src/routing/availability.ts';
import { memberOf, type TeamMember } from '../../../src/routing/team.ts';
import { NOON, theTeam } from './routing-fixture.ts';

function ada(parts: object): TeamMember {
  const member = memberOf(theTeam({ ada: parts }), 'ada');
  if (member === undefined) {
    throw new Error('the fixture has no ada');
  }
  return member;
}

const holiday = [{ from: '2026-07-01', until: '2026-07-02', note: 'holiday' }];
const at = (iso: string) => Date.parse(iso);

describe('a team member', () => {
  it('is available unless something is said', () => {
    expect(availability(ada({}), NOON)).toEqual({ available: true, because: 'is available' });
  });

  it('is not available when inactive', () => {
    expect(availability(ada({ active: false }), NOON)).toEqual({
      available: false,
      because: 'is marked inactive in team.yaml',
    });
  });

  it('is away from the first to the last day, both included', () => {
    const member = ada({ away: holiday });
    expect(availability(member, at('2026-06-30T23:59:59Z')).available).toBe(true);
    expect(availability(member, at('2026-07-01T00:00:00Z'))).toEqual({
      available: false,
      because: 'is away until 2026-07-02 (holiday)',
    });
    expect(availability(member, at('2026-07-02T23:59:59Z')).available).toBe(false);
    expect(availability(member, at('2026-07-03T00:00:00Z')).available).toBe(true);
  });

  it('is away by the days of their own time zone', () => {
    const auckland = ada({ away: holiday, timeZone: 'Pacific/Auckland' });
    expect(availability(auckland, at('2026-06-30T12:00:00Z')).available).toBe(false);
    expect(availability(auckland, at('2026-07-02T12:00:00Z')).available).toBe(true);
    const honolulu = ada({ away: holiday, timeZone: 'Pacific/Honolulu' });
    expect(availability(honolulu, at('2026-07-01T09:00:00Z')).available).toBe(true);
    expect(availability(honolulu, at('2026-07-03T09:00:00Z')).available).toBe(false);
  });
});
