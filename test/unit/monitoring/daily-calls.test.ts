import { describe, expect, it } from '@jest/globals';
import { dailyCallsAlarm, dailyCallsLook } from '../../../src/monitoring/daily-calls.ts';
import type { CallsOfDay } from '../../../src/workflow/ports.ts';

const MAX = 625_000;

const CRM = { system: 'acme', title: 'Acme', advice: 'Nothing is lost. Get more calls from Acme.' };

const alarmAt = (left: number) => dailyCallsAlarm(CRM, { max: MAX, left }, 0.1);

describe("what is left of the CRM's day", () => {
  it('is no alarm while there is enough for everything', () => {
    expect(alarmAt(100_000)).toBeUndefined();
  });

  it('is an alarm before leads wait, which says what waits and what goes on', () => {
    expect(alarmAt(80_000)).toEqual({
      cause: 'daily-calls:acme',
      says: '80,000 of the 625,000 calls that Acme gives the account for the day are left, and 62,500 are kept for its other integrations. New tasks wait, and so does the look at which are completed; matching, assigning and alerting go on',
      doThis: 'Nothing is lost. Get more calls from Acme.',
    });
  });

  it('is the same alarm once leads wait, and says so', () => {
    const alarm = alarmAt(62_500);
    expect(alarm?.cause).toBe('daily-calls:acme');
    expect(alarm?.says).toContain('No lead is matched or assigned until there are more');
  });

  it('is measured, and nothing is where the CRM tells of none', async () => {
    const told: { said?: CallsOfDay } = {};
    const gauges: [string, Record<string, string>, number][] = [];
    const look = dailyCallsLook({
      of: CRM,
      dailyCalls: { said: async (system) => (system === 'acme' ? told.said : undefined) },
      shareForOthers: () => 0.1,
      metrics: { gauge: (...gauge) => void gauges.push(gauge) },
    });
    expect(await look.alarms()).toEqual([]);
    expect(gauges).toEqual([]);
    told.said = { max: MAX, left: 70_000 };
    expect(await look.alarms()).toMatchObject([{ cause: 'daily-calls:acme' }]);
    expect(gauges).toEqual([['leadline_daily_calls_left', { system: 'acme' }, 70_000]]);
    expect(look.over('daily-calls:acme')).toBe(
      'Acme has calls enough for the day again, and everything goes on.',
    );
  });
});
