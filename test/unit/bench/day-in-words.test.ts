import { describe, expect, it } from '@jest/globals';
import { dayInWords } from '../../../bench/simulation/day-in-words.ts';
import { type Resources, simulateDay } from '../../../bench/simulation/simulate-day.ts';

const RESOURCES: Resources = {
  ...{ webs: 1, workers: 2, webCpuMicros: 400, workerCpuMicros: 2_000, redisCpuMicros: 700 },
  ...{ crmCallsPerTenSeconds: 171, crmBatchMax: 100, channels: 1 },
  ...{ crmCallsPerDay: 625_000, shareForOthers: 0.1 },
};

function wordsOf(leads: number, toMeasure: string[] = []) {
  const tenASecond = (second: number) => (second < leads / 10 ? Math.min(10, leads) : 0);
  const day = simulateDay(RESOURCES, tenASecond, 2);
  const { given, found } = dayInWords(day, RESOURCES, { bytesKept: 14_000, toMeasure });
  return { given: given.join('\n'), found: found.join('\n') };
}

describe('a simulated day, told to somebody who reads it for the first time', () => {
  it('says what there was, and which of the costs nobody has measured here', () => {
    const { given } = wordsOf(1, ['accept', 'cost']);
    expect(given).toContain('1 web process, 2 workers, one Redis, 171 HubSpot calls');
    expect(given).toContain('npm run bench -- accept cost --json');
    expect(wordsOf(1).given).toContain('That was measured');
  });

  it('names what the longest line waited for, and what was used of everything', () => {
    const { found } = wordsOf(1_000);
    expect(found).toContain('1,000 leads arrived, 1,000 were alerted, 1,000 have their task.');
    expect(found).toMatch(/Longest line: [\d,]+ leads at 0:00, for their alerts \(Slack/);
    expect(found).toContain('Slowest hour: 0:00');
    expect(found).toMatch(/In use in the busiest hour \(0:00, 1,000 leads\): .*Slack 28%/);
  });
});
