import { describe, expect, it } from '@jest/globals';
import { type HeldObserved, heldAlarms } from '../../../src/monitoring/held-leads.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const HOUR = 3_600_000;

function observed(held: Partial<HeldObserved['held'][number]>[]): HeldObserved {
  return {
    held: held.map((one, at) => ({
      leadId: `lead-${at + 1}`,
      since: NOW - HOUR,
      until: NOW + HOUR,
      says: 'DACH because country is DE; held until Tue 24 Nov 2026, 09:00',
      ...one,
    })),
    total: held.length,
    promiseMs: 24 * HOUR,
    now: NOW,
  };
}

describe('leads that wait for their people', () => {
  it('raise nothing while they wait for their time, and not for too long', () => {
    expect(heldAlarms(observed([{}, { until: NOW - 10 * 60_000 }]))).toEqual([]);
  });

  it('raise an alarm when their time has come and they are still not assigned', () => {
    const [alarm, ...others] = heldAlarms(
      observed([{ until: NOW - 2 * HOUR }, { until: NOW - HOUR }, {}]),
    );
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({ cause: 'held:overdue', count: 2 });
    expect(alarm?.says).toMatch(/^2 leads are held until 2 .* ago .* the first of them lead-1$/);
    expect(alarm?.doThis).toContain('leadline trace lead-1');
  });

  it('raise an alarm when they are held for longer than promised, and say which waits longest', () => {
    const [alarm, ...others] = heldAlarms(
      observed([{ since: NOW - 25 * HOUR }, { since: NOW - 30 * HOUR }, {}]),
    );
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({ cause: 'held:long', count: 2 });
    expect(alarm?.says).toContain('(3 held in all); lead-2 for 30 hours');
    expect(alarm?.says).toContain('DACH because country is DE');
    expect(alarm?.doThis).toContain('leadline leads --held');
  });
});
