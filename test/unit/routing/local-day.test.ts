import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { localDay } from '../../../src/routing/local-day.ts';
import { firstMomentAt, localSpan } from '../../../src/routing/local-span.ts';
import { aMoment, aTimeZone, DAY_MS } from './local-times.ts';
import { moment } from './member-fixture.ts';

const placeAndMoments = aTimeZone.chain((timeZone) =>
  fc.record({
    timeZone: fc.constant(timeZone),
    moments: fc.array(aMoment(timeZone), { minLength: 1, maxLength: 20 }),
  }),
);

describe('the local day', () => {
  it('is that of the place, and UTC where none is given', () => {
    const ms = moment('2026-11-22T23:30Z');
    expect(localDay(ms)).toEqual({ day: '2026-11-22', week: '2026-W47' });
    expect(localDay(ms, 'Europe/Berlin')).toEqual({ day: '2026-11-23', week: '2026-W48' });
    expect(localDay(ms, 'Pacific/Honolulu').day).toBe('2026-11-22');
  });

  it('belongs to the week of its Thursday', () => {
    expect(localDay(moment('2027-01-01T12:00Z'))).toEqual({ day: '2027-01-01', week: '2026-W53' });
  });

  it('is what the local calendar says at any moment', () => {
    fc.assert(
      fc.property(placeAndMoments, ({ timeZone, moments }) => {
        for (const ms of moments) {
          const local = DateTime.fromMillis(ms, { zone: timeZone });
          expect(localDay(ms, timeZone)).toEqual({
            day: local.toFormat('yyyy-MM-dd'),
            week: local.toFormat("kkkk-'W'WW"),
          });
        }
      }),
    );
  });
});

describe('a piece of local time', () => {
  it('runs evenly, within one day, around the moment that it was asked for', () => {
    fc.assert(
      fc.property(placeAndMoments, ({ timeZone, moments }) => {
        for (const ms of moments) {
          const { from, until, offsetMs, day } = localSpan(ms, timeZone);
          expect(from <= ms && ms < until && until - from <= DAY_MS).toBe(true);
          for (const each of [from, ms, until - 1]) {
            const { offset } = DateTime.fromMillis(each, { zone: timeZone });
            expect(offset * 60_000).toBe(offsetMs);
            expect(Math.floor((each + offsetMs) / DAY_MS)).toBe(day);
          }
        }
      }),
    );
  });

  it('knows a day that a place left out', () => {
    const lastOf29th = moment('2011-12-29T23:59:59-10:00');
    expect(localDay(lastOf29th, 'Pacific/Apia').day).toBe('2011-12-29');
    expect(localDay(lastOf29th + 1_000, 'Pacific/Apia').day).toBe('2011-12-31');
    expect(firstMomentAt(moment('2011-12-30T09:00Z'), 'Pacific/Apia')).toBe(lastOf29th + 1_000);
  });

  it('finds the first moment at which the clock shows a time or a later one', () => {
    const berlin = (wall: string) => firstMomentAt(moment(`${wall}Z`), 'Europe/Berlin');
    expect(berlin('2026-07-01T09:00')).toBe(moment('2026-07-01T09:00+02:00'));
    expect(berlin('2026-03-29T02:30')).toBe(moment('2026-03-29T03:00+02:00'));
    expect(berlin('2026-10-25T02:30')).toBe(moment('2026-10-25T02:30+02:00'));
    expect(berlin('9999-12-31T00:00')).toBe(moment('9999-12-31T00:00+01:00'));
  });

  it('says which time zone does not exist', () => {
    expect(() => localSpan(0, 'Europe/Atlantis')).toThrow('Europe/Atlantis');
  });
});
