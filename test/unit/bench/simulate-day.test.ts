import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arrivals } from '../../../bench/simulation/arrivals.ts';
import { type Resources, simulateDay } from '../../../bench/simulation/simulate-day.ts';

const PLENTY: Resources = {
  ...{ webs: 1, workers: 1, webCpuMicros: 100, workerCpuMicros: 1_000, redisCpuMicros: 100 },
  ...{ crmCallsPerTenSeconds: 100_000, crmBatchMax: 100, channels: 1_000 },
  ...{ crmCallsPerDay: 100_000_000, shareForOthers: 0 },
};

const atMidnight = (leads: number) => (second: number) => (second === 0 ? leads : 0);

describe('a simulated day', () => {
  it('takes a lead through accept, find and write to its alert in a second each', () => {
    const { hours, ...day } = simulateDay(PLENTY, atMidnight(1), 1);
    expect(day).toMatchObject({ arrived: 1, alerted: 1, tasked: 1 });
    expect(hours[0]).toMatchObject({
      alertDelay: { p50: 3, p99: 3 },
      taskDelay: { p50: 3, p99: 3 },
      crmCalls: 3,
    });
  });

  it('says one thing a second in a channel, so that the hundredth alert of a burst waits 99', () => {
    const { hours } = simulateDay({ ...PLENTY, channels: 1 }, atMidnight(100), 1);
    expect(hours[0]?.alertDelay).toEqual({ p50: 3 + 50, p99: 3 + 99 });
    expect(hours[0]?.longest.alert).toBe(100);
    expect(hours[0]?.taskDelay.p99).toBe(3);
  });

  it('has as many leads in a second as a web process and a worker have CPU time for', () => {
    const web = simulateDay({ ...PLENTY, webCpuMicros: 100_000 }, atMidnight(100), 1);
    expect(web.hours[0]?.alertDelay.p99).toBe(3 + 9);
    const worker = { ...PLENTY, workerCpuMicros: 200_000 };
    expect(simulateDay(worker, atMidnight(100), 1).hours[0]?.alertDelay.p99).toBe(3 + 19);
    const four = simulateDay({ ...worker, workers: 4 }, atMidnight(100), 1);
    expect(four.hours[0]?.alertDelay.p99).toBe(3 + 4);
  });

  it('shares calls of the CRM once more wait than it takes calls', () => {
    const little = { ...PLENTY, crmCallsPerTenSeconds: 30 };
    const { hours, tasked } = simulateDay(little, atMidnight(1_000), 1);
    expect(tasked).toBe(1_000);
    expect(hours[0]?.crmCalls).toBeLessThan(60);
    const unshared = simulateDay({ ...little, crmBatchMax: 1 }, atMidnight(1_000), 1);
    expect(unshared.hours[0]?.crmCalls).toBe(3_000);
  });

  it("does with the calls of HubSpot's day, less those of others, and shares them for it", () => {
    const account = { ...PLENTY, crmCallsPerTenSeconds: 171, crmCallsPerDay: 625_000 };
    const day = { ...account, shareForOthers: 0.1 };
    const { hours, tasked, arrived } = simulateDay(day, () => 30);
    expect(arrived).toBe(30 * 86_400);
    // All but those of its last seconds.
    expect(tasked).toBeGreaterThan(arrived - 30 * 10);
    const calls = hours.reduce((sum, { crmCalls }) => sum + crmCalls, 0);
    expect(calls).toBeLessThan(625_000 * 0.9);
    expect(Math.max(...hours.map(({ alertDelay }) => alertDelay.p99))).toBeLessThanOrEqual(6);
  });

  it('loses no lead: what arrived has been alerted, or waits in one of the lines', () => {
    fc.assert(
      fc.property(
        fc.record({
          webs: fc.integer({ min: 1, max: 3 }),
          workers: fc.integer({ min: 1, max: 3 }),
          webCpuMicros: fc.integer({ min: 100, max: 900_000 }),
          workerCpuMicros: fc.integer({ min: 100, max: 900_000 }),
          redisCpuMicros: fc.integer({ min: 100, max: 900_000 }),
          crmCallsPerTenSeconds: fc.integer({ min: 10, max: 500 }),
          crmBatchMax: fc.integer({ min: 1, max: 100 }),
          channels: fc.integer({ min: 1, max: 20 }),
          crmCallsPerDay: fc.integer({ min: 1, max: 1_000_000 }),
          shareForOthers: fc.double({ min: 0, max: 0.9, noNaN: true }),
        }),
        fc.integer({ min: 0, max: 5_000 }),
        (resources, leads) => {
          const { arrived, alerted, tasked, left } = simulateDay(resources, atMidnight(leads), 1);
          const before = left.web + left.find + left.write;
          expect(arrived).toBe(leads);
          expect(alerted + left.alert + before).toBe(leads);
          expect(tasked + left.task + before).toBe(leads);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('the leads of a day', () => {
  const inHour = (at: (second: number) => number, hour: number) =>
    Array.from({ length: 3_600 }, (_, second) => at(hour * 3_600 + second)).reduce(
      (sum, leads) => sum + leads,
      0,
    );

  it('are as many in the busiest hour as is asked, and fewer at night', () => {
    const at = arrivals(1_000, []);
    expect(inHour(at, 10)).toBe(1_000);
    expect(inHour(at, 3)).toBeLessThan(60);
  });

  it('have their bursts on top, spread over their minutes', () => {
    const at = arrivals(0, [{ atHour: 11, leads: 600, overMinutes: 10 }]);
    expect(inHour(at, 11)).toBe(600);
    expect(at(11 * 3_600 + 5)).toBe(1);
    expect(at(11 * 3_600 + 700)).toBe(0);
  });
});
