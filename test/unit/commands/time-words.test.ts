import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { durationInWords, readMoment } from '../../../src/commands/time-words.ts';

const NOW = Date.parse('2026-07-01T12:00:00.000Z');
const HOUR_MS = 3_600_000;

describe('times at the terminal', () => {
  it('says durations in at most two units', () => {
    expect(
      [0, 480, 1_240, 59_400, 200_000, 3_600_000, 7_500_000, 356_400_000].map(durationInWords),
    ).toEqual(['0 ms', '480 ms', '1.2 s', '59.4 s', '3 m 20 s', '1 h', '2 h 5 m', '4 d 3 h']);
  });

  it('reads how long ago something was', () => {
    expect(readMoment('2h', NOW)).toBe(NOW - 2 * HOUR_MS);
    expect(readMoment('1.5h', NOW)).toBe(NOW - 1.5 * HOUR_MS);
    expect(readMoment(' 3d ', NOW)).toBe(NOW - 72 * HOUR_MS);
    expect(readMoment('30m', NOW)).toBe(NOW - HOUR_MS / 2);
  });

  it('reads a date or time as ISO 8601 writes it', () => {
    expect(readMoment('2026-07-01', NOW)).toBe(Date.parse('2026-07-01T00:00:00Z'));
    expect(readMoment('2026-07-01T10:00:00+02:00', NOW)).toBe(Date.parse('2026-07-01T08:00:00Z'));
  });

  it('knows what is no moment, rather than guess one', () => {
    for (const text of [
      '',
      'yesterday',
      '5',
      '2 hours',
      '2026',
      '2026-13-45',
      '07/01/2026',
      '-2h',
    ]) {
      expect(readMoment(text, NOW)).toBeUndefined();
    }
  });

  it('answers a time or nothing, for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const at = readMoment(text, NOW);
        expect(at === undefined || Number.isFinite(at)).toBe(true);
      }),
    );
  });
});
