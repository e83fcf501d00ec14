import { describe, expect, it } from '@jest/globals';
import { fallbackAlarms } from '../../../src/monitoring/fallback-leads.ts';

const usual = { leads: 100, fallback: 30, nobody: 0, fallbackPercent: 50 };

describe('the fallback', () => {
  it('raises nothing while it is the exception', () => {
    expect(fallbackAlarms(usual)).toEqual([]);
    expect(fallbackAlarms({ ...usual, fallback: 50 })).toEqual([]);
  });

  it('raises an alarm when it takes more of a day’s leads than expected', () => {
    const [alarm, ...others] = fallbackAlarms({ ...usual, fallback: 51 });
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({ cause: 'fallback:share', count: 51 });
    expect(alarm?.says).toContain('51% of the last 24 hours');
  });

  it('raises none for a handful of leads, which is chance', () => {
    expect(fallbackAlarms({ ...usual, leads: 19, fallback: 19 })).toEqual([]);
  });

  it('raises an alarm for a single lead that nobody has, with how to find out why', () => {
    const [alarm] = fallbackAlarms({ ...usual, nobody: 1, latest: 'lead-7' });
    expect(alarm).toMatchObject({ cause: 'fallback:nobody', count: 1 });
    expect(alarm?.says).toContain('1 lead of the last 24 hours');
    expect(alarm?.says).toContain('lead-7');
    expect(alarm?.doThis).toContain('leadline explain');
  });
});
