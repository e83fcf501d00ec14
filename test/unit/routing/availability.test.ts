import { describe, expect, it } from '@jest/globals';
import type { Absences } from '../../../src/routing/absences.ts';
import { availability, nextOpening } from '../../../src/routing/availability.ts';
import { aMember, moment, OFFICE_HOURS } from './member-fixture.ts';

const holiday = [{ from: '2026-07-01', until: '2026-07-02', note: 'holiday' }];
const NOON = moment('2026-07-01T12:00Z');

describe('a team member', () => {
  it('is available unless something is said', () => {
    expect(availability(aMember({}), undefined, NOON)).toEqual({
      available: true,
      because: 'is available',
      until: Infinity,
    });
    expect(nextOpening(aMember({}), undefined, NOON)).toBe(NOON);
  });

  it('is not available when inactive, and nobody can say when', () => {
    const member = aMember({ active: false });
    expect(availability(member, undefined, NOON)).toEqual({
      available: false,
      because: 'is marked inactive in team.yaml',
      until: Infinity,
    });
    expect(nextOpening(member, undefined, NOON)).toBeUndefined();
  });

  it('is not available while switched off, in team.yaml or by command', () => {
    const off: Absences[string] = { away: [], off: { since: 1, by: 'ops' } };
    for (const [member, said] of [
      [aMember({ off: true }), undefined],
      [aMember({}), off],
    ] as const) {
      expect(availability(member, said, NOON)).toMatchObject({
        available: false,
        because: 'is switched off for now',
      });
      expect(nextOpening(member, said, NOON)).toBeUndefined();
    }
  });
});

describe('out of office', () => {
  it('lasts from the first to the last day, both included', () => {
    const member = aMember({ away: holiday });
    const at = (iso: string) => availability(member, undefined, moment(iso));
    expect(at('2026-06-30T23:59:59Z').available).toBe(true);
    expect(at('2026-07-01T00:00Z')).toMatchObject({
      available: false,
      because: 'is away until 2026-07-02 (holiday)',
    });
    expect(at('2026-07-02T23:59:59Z').available).toBe(false);
    expect(at('2026-07-03T00:00Z').available).toBe(true);
  });

  it('goes by the days of their own time zone', () => {
    const at = (timeZone: string, iso: string) =>
      availability(aMember({ away: holiday, timeZone }), undefined, moment(iso)).available;
    expect(at('Pacific/Auckland', '2026-06-30T12:00Z')).toBe(false);
    expect(at('Pacific/Auckland', '2026-07-02T12:00Z')).toBe(true);
    expect(at('Pacific/Honolulu', '2026-07-01T09:00Z')).toBe(true);
    expect(at('Pacific/Honolulu', '2026-07-03T09:00Z')).toBe(false);
  });

  it('may be given by the hour, in their own time zone', () => {
    const away = [{ from: '2026-07-01T13:00', until: '2026-07-01T15:30', note: 'dentist' }];
    const member = aMember({ away, timeZone: 'Europe/Berlin' });
    const at = (iso: string) => availability(member, undefined, moment(iso));
    expect(at('2026-07-01T12:59+02:00').available).toBe(true);
    expect(at('2026-07-01T13:00+02:00')).toEqual({
      available: false,
      because: 'is away until 2026-07-01 15:30 (Europe/Berlin; dentist)',
      until: moment('2026-07-01T15:30+02:00'),
    });
    expect(at('2026-07-01T15:30+02:00').available).toBe(true);
  });

  it('counts whether team.yaml says it or a command', () => {
    const said: Absences[string] = { away: [{ from: '2026-07-01', until: '2026-07-01' }] };
    expect(availability(aMember({}), said, NOON).because).toBe('is away until 2026-07-01');
    expect(availability(aMember({}), { away: [] }, NOON).available).toBe(true);
  });

  it('is told to the end where one absence follows on another', () => {
    const said: Absences[string] = {
      away: [{ from: '2026-07-03', until: '2026-07-05', note: 'training' }],
    };
    const member = aMember({ away: [...holiday, { from: '2026-07-07', until: '2026-07-07' }] });
    expect(availability(member, said, NOON).because).toBe(
      'is away until 2026-07-05 (holiday, training)',
    );
    expect(nextOpening(member, said, NOON)).toBe(moment('2026-07-06T00:00Z'));
  });

  it('ends with the next working hour after it', () => {
    const away = [{ from: '2026-11-20', until: '2026-11-21' }];
    const member = aMember({ ...OFFICE_HOURS, away });
    expect(nextOpening(member, undefined, moment('2026-11-20T10:00Z'))).toBe(
      moment('2026-11-23T09:00+01:00'),
    );
  });

  it('beyond a year has no opening that anybody could wait for', () => {
    const away = [{ from: '2026-07-01', until: '2027-07-01' }];
    const member = aMember({ away });
    expect(nextOpening(member, undefined, moment('2026-07-01T00:00Z'))).toBe(
      moment('2027-07-02T00:00Z'),
    );
    const longer = aMember({ away: [{ from: '2026-07-01', until: '2027-07-02' }] });
    expect(nextOpening(longer, undefined, moment('2026-07-01T00:00Z'))).toBeUndefined();
    expect(nextOpening(longer, undefined, moment('2026-07-02T00:00Z'))).toBe(
      moment('2027-07-03T00:00Z'),
    );
  });
});

describe('working hours', () => {
  const member = aMember(OFFICE_HOURS);
  const at = (iso: string) => availability(member, undefined, moment(iso));

  it('have several blocks a day', () => {
    expect(at('2026-11-23T08:59+01:00')).toEqual({
      available: false,
      because: 'is outside working hours until 09:00 (Europe/Berlin)',
      until: moment('2026-11-23T09:00+01:00'),
    });
    expect(at('2026-11-23T09:00+01:00')).toEqual({
      available: true,
      because: 'is available',
      until: moment('2026-11-23T12:00+01:00'),
    });
    expect(at('2026-11-23T12:00+01:00').because).toBe(
      'is outside working hours until 13:00 (Europe/Berlin)',
    );
    expect(at('2026-11-23T13:00+01:00').available).toBe(true);
  });

  it('name the next day once this one is over', () => {
    expect(at('2026-11-23T18:00+01:00').because).toBe(
      'is outside working hours until Tue 24 Nov 09:00 (Europe/Berlin)',
    );
    expect(at('2026-11-21T10:00+01:00').because).toBe(
      'does not work on Saturdays; next on Mon 23 Nov 09:00 (Europe/Berlin)',
    );
    expect(nextOpening(member, undefined, moment('2026-11-21T10:00+01:00'))).toBe(
      moment('2026-11-23T09:00+01:00'),
    );
  });

  it('may reach to midnight and go on after it', () => {
    const night = aMember({ workingHours: { mon: '22:00-24:00', tue: '00:00-06:00' } });
    const when = (iso: string) => availability(night, undefined, moment(iso)).available;
    expect(when('2026-11-23T23:59:59Z')).toBe(true);
    expect(when('2026-11-24T00:00Z')).toBe(true);
    expect(when('2026-11-24T06:00Z')).toBe(false);
  });

  it('without any hour are never open', () => {
    const never = aMember({ workingHours: {} });
    expect(availability(never, undefined, NOON).because).toBe(
      'does not work on Wednesdays; no working hour in the year ahead',
    );
    expect(nextOpening(never, undefined, NOON)).toBeUndefined();
  });
});

describe('working hours where the clock changes', () => {
  const early = aMember({ timeZone: 'Europe/Berlin', workingHours: { sun: '02:00-03:00' } });
  const open = (iso: string) => availability(early, undefined, moment(iso)).available;

  it('have no moment in an hour that is skipped', () => {
    expect(open('2026-03-29T01:59:59+01:00')).toBe(false);
    expect(open('2026-03-29T03:00+02:00')).toBe(false);
    expect(nextOpening(early, undefined, moment('2026-03-29T00:00+01:00'))).toBe(
      moment('2026-04-05T02:00+02:00'),
    );
  });

  it('are open twice in an hour that comes twice', () => {
    expect(open('2026-10-25T01:59:59+02:00')).toBe(false);
    expect(open('2026-10-25T02:00+02:00')).toBe(true);
    expect(open('2026-10-25T02:59:59+01:00')).toBe(true);
    expect(open('2026-10-25T03:00+01:00')).toBe(false);
  });

  it('keep to the local clock over the change', () => {
    const member = aMember(OFFICE_HOURS);
    expect(nextOpening(member, undefined, moment('2026-03-28T12:00+01:00'))).toBe(
      moment('2026-03-30T09:00+02:00'),
    );
  });

  it('know a day without midnight', () => {
    // Chile's clock goes from 23:59:59 on Saturday to 01:00 on Sunday.
    const member = aMember({ timeZone: 'America/Santiago', workingHours: { sun: '00:00-02:00' } });
    expect(nextOpening(member, undefined, moment('2026-09-05T12:00-04:00'))).toBe(
      moment('2026-09-06T01:00-03:00'),
    );
  });
});
