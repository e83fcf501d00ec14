import { describe, expect, it } from '@jest/globals';
import { dailyCallsAlarm, dailyCallsLook } from '../../../src/monitoring/daily-calls.ts';
import type { CallsOfDay } from '../../../src/workflow/ports.ts';

const MAX = 625_000;

describe("what is left of HubSpot's day", () => {
  it('is no alarm while there is enough for everything', () => {
    expect(dailyCallsAlarm({ max: MAX, left: 100_000 }, 0.1)).toBeUndefined();
  });

  it('is an alarm before leads wait, which says what waits and what goes on', () => {
    expect(dailyCallsAlarm({ max: MAX, left: 80_000 }, 0.1)).toEqual({
      cause: 'daily-calls:hubspot',
      says: '80,000 of the 625,000 calls that HubSpot gives the account for the day are left, and 62,500 are kept for its other integrations. New tasks wait, and so does the look at which are completed; matching, assigning and alerting go on',
      doThis: expect.stringMatching(/Nothing is lost.*lower LEADLINE_HUBSPOT_SHARE_FOR_OTHERS/),
    });
  });

  it('is the same alarm once leads wait, and says so', () => {
    const alarm = dailyCallsAlarm({ max: MAX, left: 62_500 }, 0.1);
    expect(alarm?.cause).toBe('daily-calls:hubspot');
    expect(alarm?.says).toContain('No lead is matched or assigned until there are more');
  });

  it('is measured, and nothing is where HubSpot tells of none', async () => {
    const told: { said?: CallsOfDay } = {};
    const gauges: [string, Record<string, string>, number][] = [];
    const look = dailyCallsLook({
      dailyCalls: { said: async () => told.said },
      shareForOthers: () => 0.1,
      metrics: { gauge: (...gauge) => void gauges.push(gauge) },
    });
    expect(await look.alarms()).toEqual([]);
    expect(gauges).toEqual([]);
    told.said = { max: MAX, left: 70_000 };
    expect(await look.alarms()).toMatchObject([{ cause: 'daily-calls:hubspot' }]);
    expect(gauges).toEqual([['leadline_daily_calls_left', { system: 'hubspot' }, 70_000]]);
    expect(look.over('daily-calls:hubspot')).toContain('calls enough');
  });
});
