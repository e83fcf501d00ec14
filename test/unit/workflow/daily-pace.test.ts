import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dailyPace, dailyStanding, type Urgency } from '../../../src/workflow/daily-pace.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const HOUR_MS = 3_600_000;
const PROFESSIONAL = 625_000;
const SHARE = 0.1;
const KEPT = PROFESSIONAL * SHARE;
const TWENTIETH = PROFESSIONAL / 20;

/** Calls a second of this class, once an hour of it has gone at once; 0: none. */
function perSecond(left: number, urgency: Urgency, turnedAt?: number): number {
  const said = { max: PROFESSIONAL, left, ...(turnedAt !== undefined && { turnedAt }) };
  const pace = dailyPace(said, SHARE, urgency, NOW);
  return pace ? Math.round((pace.capacity / pace.perMs) * 100_000) / 100 : 0;
}

describe('the calls that a day still has', () => {
  it.each([
    ['at its beginning', PROFESSIONAL, 'all', 4.1, 2.05],
    ['in its middle', PROFESSIONAL / 2, 'all', 1.69, 0.84],
    ['above a twentieth', KEPT + TWENTIETH + 1, 'all', 1, 0],
    ['at a twentieth', KEPT + TWENTIETH, 'urgent', 1, 0],
    ['with one call left', KEPT + 1, 'urgent', 1, 0],
    ['at the share for others', KEPT, 'none', 0, 0],
    ['below it', KEPT / 2, 'none', 0, 0],
  ] as const)('go %s', (_, left, standing, urgent, later) => {
    expect(dailyStanding({ max: PROFESSIONAL, left }, SHARE)).toBe(standing);
    expect(perSecond(left, 'urgent')).toBe(urgent);
    expect(perSecond(left, 'later')).toBe(later);
  });

  it.each([
    ['a day', 0, 4.1],
    ['half a day', 12 * HOUR_MS, 8.2],
    ['the last hours', 21 * HOUR_MS, 32.79],
    ['the last minutes, of which nobody is sure', 24 * HOUR_MS - 60_000, 49.19],
    ['a day, the one after the next', 48 * HOUR_MS, 4.1],
    ['a day, where clocks disagree', -HOUR_MS, 4.1],
  ])('are to last for %s, where it was seen when days begin', (_, agoMs, urgent) => {
    expect(perSecond(PROFESSIONAL, 'urgent', NOW - agoMs)).toBe(urgent);
  });

  it('go at once as far as an hour has them, so that no burst waits', () => {
    const pace = dailyPace({ max: PROFESSIONAL, left: PROFESSIONAL }, SHARE, 'urgent', NOW);
    expect(pace).toEqual({ capacity: 14_756, perMs: expect.any(Number) });
    expect(pace?.perMs).toBeCloseTo(3_600_000, -3);
  });

  it('go all where no share is kept for others', () => {
    expect(dailyStanding({ max: 100, left: 1 }, 0)).toBe('urgent');
    expect(dailyStanding({ max: 100, left: 0 }, 0)).toBe('none');
  });

  const days = fc.record({
    max: fc.integer({ min: 1, max: 3_000_000 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    share: fc.double({ min: 0, max: 0.9, noNaN: true }),
  });

  it('keep back what can wait long before what an alert waits for', () => {
    fc.assert(
      fc.property(days, ({ max, part, share }) => {
        const said = { max, left: Math.floor(max * part) };
        const later = dailyPace(said, share, 'later', NOW);
        const urgent = dailyPace(said, share, 'urgent', NOW);
        if (!later) return;
        expect(urgent).toBeDefined();
        expect((urgent?.capacity ?? 0) / (urgent?.perMs ?? 1)).toBeGreaterThan(
          later.capacity / later.perMs,
        );
      }),
    );
  });

  it('never keep an alert waiting for more than a second, while there are any', () => {
    fc.assert(
      fc.property(days, ({ max, part, share }) => {
        const pace = dailyPace({ max, left: Math.floor(max * part) }, share, 'urgent', NOW);
        if (pace) expect(pace.perMs / pace.capacity).toBeLessThanOrEqual(1_000);
      }),
    );
  });

  it('are not used up by what can wait: its pace falls with what is left', () => {
    let left = PROFESSIONAL;
    for (let hour = 0; hour < 240; hour += 1) left -= perSecond(left, 'later') * 3_600;
    expect(left).toBeGreaterThan(KEPT + TWENTIETH);
  });
});
