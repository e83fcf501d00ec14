import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { Absence, Absences } from '../../../src/routing/absences.ts';
import { availability, nextOpening } from '../../../src/routing/availability.ts';
import type { TeamMember } from '../../../src/routing/team.ts';
import { WEEKDAYS } from '../../../src/routing/working-hours.ts';
import { aMoment, aTimeZone, DAY_MS } from './local-times.ts';
import { aMember } from './member-fixture.ts';

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Up to three blocks, on the quarter of an hour, none overlapping. */
const blocks = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 0, maxLength: 6 })
  .map((edges) => edges.toSorted((one, other) => one - other).map((quarter) => quarter * 15))
  .map((edges) =>
    edges.flatMap((from, index) => {
      const until = edges[index + 1];
      return index % 2 === 1 || until === undefined ? [] : [`${clock(from)}-${clock(until)}`];
    }),
  );

const workingHours = fc.option(
  fc.record(Object.fromEntries(WEEKDAYS.map((day) => [day, blocks])), { requiredKeys: [] }),
  { nil: undefined },
);

/** Days or weeks away, near the moment that is asked for. */
const away = (near: number) =>
  fc.array(
    fc
      .record({
        start: fc.integer({ min: -20, max: 20 }),
        days: fc.integer({ min: 0, max: 10 }),
        note: fc.option(fc.constantFrom('holiday', 'training'), { nil: undefined }),
      })
      .map(({ start, days, note }): Absence => {
        const day = (offset: number) => new Date(near + offset * DAY_MS).toISOString().slice(0, 10);
        const ends = { from: day(start), until: day(start + days) };
        return note === undefined ? ends : { ...ends, note };
      }),
    { maxLength: 4 },
  );

const question = fc
  .tuple(aTimeZone, workingHours)
  .chain(([timeZone, hours]) =>
    fc.record({
      timeZone: fc.constant(timeZone),
      hours: fc.constant(hours),
      moments: fc.array(aMoment(timeZone), { minLength: 1, maxLength: 6 }),
    }),
  )
  .chain(({ moments, ...rest }) =>
    fc.record({
      member: away(moments[0] ?? 0).map((days) =>
        aMember({
          timeZone: rest.timeZone,
          away: days,
          ...(rest.hours && { workingHours: rest.hours }),
        }),
      ),
      said: fc.option(
        away(moments[0] ?? 0).map((days): Absences[string] => ({ away: days })),
        { nil: undefined },
      ),
      moments: fc.constant(moments),
    }),
  );

/** Reads the local clock and looks it up: slow, and plainly right. */
function plainlyAvailable(
  member: TeamMember,
  said: Absences[string] | undefined,
  ms: number,
): boolean {
  const local = DateTime.fromMillis(ms, { zone: member.timeZone ?? 'utc' });
  const day = local.toFormat('yyyy-MM-dd');
  const minute = local.hour * 60 + local.minute;
  const gone = [...member.away, ...(said?.away ?? [])].some(
    ({ from, until }) => from <= day && day <= until,
  );
  const hours = member.workingHours?.[WEEKDAYS[local.weekday - 1] ?? 'mon'];
  return !gone && (hours?.some(({ from, until }) => from <= minute && minute < until) ?? true);
}

/** The same in new objects, of which nothing can be remembered. */
const anew = <T>(value: T): T => structuredClone(value);

describe('availability at any time, also where the clock changes', () => {
  it('is what the local clock says', () => {
    fc.assert(
      fc.property(question, ({ member, said, moments }) => {
        for (const ms of moments) {
          expect(availability(member, said, ms).available).toBe(plainlyAvailable(member, said, ms));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is the same remembered as asked for the first time', () => {
    fc.assert(
      fc.property(question, ({ member, said, moments }) => {
        for (const ms of moments) {
          expect(availability(member, said, ms)).toEqual(
            availability(anew(member), anew(said), ms),
          );
          expect(nextOpening(member, said, ms)).toBe(nextOpening(anew(member), anew(said), ms));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('stays the same as long as it says', () => {
    fc.assert(
      fc.property(question, ({ member, said, moments }) => {
        for (const ms of moments) {
          const answer = availability(member, said, ms);
          const last = Math.min(answer.until, ms + 400 * DAY_MS) - 1;
          expect(answer.until).toBeGreaterThan(ms);
          expect(availability(anew(member), anew(said), last)).toEqual(answer);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('opens next at the first moment that is open, and at no other', () => {
    fc.assert(
      fc.property(question, fc.double({ min: 0, max: 1, noNaN: true }), (asked, share) => {
        const { member, said, moments } = asked;
        for (const ms of moments) {
          const opening = nextOpening(member, said, ms);
          if (opening !== undefined) expect(plainlyAvailable(member, said, opening)).toBe(true);
          const until = opening ?? ms + 365 * DAY_MS;
          const between = Math.floor(ms + share * (until - ms));
          if (between < until) expect(plainlyAvailable(member, said, between)).toBe(false);
          if (ms < until) expect(plainlyAvailable(member, said, until - 1)).toBe(false);
        }
      }),
      { numRuns: 100 },
    );
  });
});
