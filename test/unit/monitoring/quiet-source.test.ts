import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectedIn, quietSourceAlarm } from '../../../src/monitoring/quiet-source.ts';

const HOUR_MS = 3_600_000;
const WEEK = 168;

/** Ten o'clock on the fifth Monday. */
const TEN = 5 * WEEK + 10;

/** So many a working hour (9 to 17), on every day before `until`. */
function office(perHour: number, until = TEN): Map<number, number> {
  const counts = new Map<number, number>();
  for (let hour = 0; hour < until; hour += 1) {
    const ofDay = hour % 24;
    if (ofDay >= 9 && ofDay < 17) counts.set(hour, perHour);
  }
  return counts;
}

function volume(counts: Map<number, number>) {
  return { source: 'webinar', firstHour: Math.min(...counts.keys()), counts };
}

const at = (hour: number, minutes = 30) => hour * HOUR_MS + minutes * 60_000;

describe('what is usual in an hour', () => {
  it('is learned from the same hour of the weeks before, the newer counting more', () => {
    const counts = new Map([
      [0, 1],
      [10, 10],
      [10 + WEEK, 10],
      [10 + 2 * WEEK, 20],
    ]);
    expect(expectedIn({ firstHour: 0, counts }, 10 + 3 * WEEK)).toBeCloseTo(13);
  });

  it('is not known before three weeks have passed', () => {
    const counts = new Map([[10, 10]]);
    expect(expectedIn({ firstHour: 10, counts }, 9 + 3 * WEEK)).toBeUndefined();
    expect(expectedIn({ firstHour: 10, counts }, 10 + 3 * WEEK)).toBeDefined();
  });
});

describe('a source that has gone quiet', () => {
  it('raises an alarm after an hour in which five or more are usual', () => {
    const alarm = quietSourceAlarm(volume(office(6, TEN - 1)), at(TEN));
    expect(alarm).toMatchObject({ cause: 'quiet:webinar', count: 6 });
    expect(alarm?.says).toContain('0 submissions in');
  });

  it('is judged by several hours together when it is a small one', () => {
    const small = volume(office(2, TEN - 1));
    expect(quietSourceAlarm(small, at(TEN))).toBeUndefined();
    expect(quietSourceAlarm(small, at(TEN + 2))?.count).toBe(6);
  });

  it('stays quiet over a night in which nothing is usual', () => {
    const dead = volume(office(6, 4 * WEEK + 4 * 24 + 12));
    expect(quietSourceAlarm(dead, at(4 * WEEK + 4 * 24 + 23))).toBeDefined();
  });

  it('raises none in the night, when nothing is usual', () => {
    expect(quietSourceAlarm(volume(office(6, TEN)), at(TEN - 7))).toBeUndefined();
  });

  it('is over with the next submissions', () => {
    const counts = office(6, TEN - 1);
    counts.set(TEN, 1);
    expect(quietSourceAlarm(volume(counts), at(TEN))).toBeUndefined();
  });

  it('is quiet as well when next to nothing is left of a lot', () => {
    const counts = office(100, TEN - 1);
    counts.set(TEN - 1, 4);
    counts.set(TEN, 1);
    expect(quietSourceAlarm(volume(counts), at(TEN))?.says).toContain('5 submissions in');
  });

  it('is never judged with less than three weeks of history', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { minLength: 1, maxLength: 3 * WEEK - 1 }),
        fc.nat(200),
        (hours, quietFor) => {
          const counts = new Map(hours.map((count, hour) => [hour, count + 1]));
          const now = Math.min(hours.length + quietFor, 3 * WEEK - 1);
          return quietSourceAlarm(volume(counts), at(now)) === undefined;
        },
      ),
    );
  });

  it('is never alarmed about while it sends what it always sends', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: TEN, max: TEN + 80 }),
        (many, hour) => quietSourceAlarm(volume(office(many, hour + 1)), at(hour)) === undefined,
      ),
    );
  });
});
