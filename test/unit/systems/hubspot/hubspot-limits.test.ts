import { describe, expect, it } from '@jest/globals';
import { createHubspotLimits } from '../../../../src/systems/hubspot/hubspot-limits.ts';
import type { BudgetTake, CallsOfDay } from '../../../../src/workflow/ports.ts';
import { SystemFailure } from '../../../../src/workflow/system-failure.ts';

function limits(shareForOthers: number, waits: number[] = []) {
  const clock = { ms: 1_000_000 };
  /** What every call asked for, all its buckets at once. */
  const asked: BudgetTake[][] = [];
  const shared: { said?: CallsOfDay } = {};
  const made = createHubspotLimits({
    budget: {
      takeEach: async (takes) => {
        asked.push(takes);
        const [of] = takes;
        const waitMs = waits.shift() ?? 0;
        return of && waitMs > 0 ? { of, waitMs } : undefined;
      },
    },
    daily: {
      learn: async (_system, said) => void (shared.said = said),
      said: async () => shared.said,
    },
    shareForOthers,
    now: () => clock.ms,
  });
  const answer = (headers: Record<string, string>) => ({ status: 200, headers, text: '' });
  const says = (max: number, remaining: number, intervalMs = 10_000) =>
    made.learn(
      'calls',
      answer({
        'x-hubspot-ratelimit-max': `${max}`,
        'x-hubspot-ratelimit-remaining': `${remaining}`,
        'x-hubspot-ratelimit-interval-milliseconds': `${intervalMs}`,
      }),
    );
  const leave = async (bucket: 'calls' | 'associations' | 'search' = 'calls', urgent = true) => {
    await made.leave(bucket, urgent);
    return asked.at(-1)?.at(-1);
  };
  const saysOfDay = (left: number, max = 625_000, bucket: 'calls' | 'search' = 'calls') =>
    made.learn(
      bucket,
      answer({
        'x-hubspot-ratelimit-daily': `${max}`,
        'x-hubspot-ratelimit-daily-remaining': `${left}`,
      }),
    );
  return { clock, asked, says, saysOfDay, shared, leave, learn: made.learn };
}

/** Calls in ten seconds, once the bucket is empty. */
const perTenSeconds = (asked: BudgetTake | undefined) =>
  Math.round(((asked?.capacity ?? 0) / (asked?.perMs ?? 1)) * 10_000);

describe("leadline's share of HubSpot's limits", () => {
  it('is reckoned from the smallest account until an answer says more', async () => {
    const { leave, says } = limits(0.1);
    expect(perTenSeconds(await leave())).toBe(90);
    says(190, 189);
    expect(perTenSeconds(await leave())).toBe(171);
    says(250, 249);
    expect(perTenSeconds(await leave())).toBe(225);
  });

  it.each([
    [0, 184],
    [0.5, 95],
    [0.9, 19],
  ])('leaves %d to others', async (share, calls) => {
    const { leave, says } = limits(share);
    says(190, 190);
    expect(perTenSeconds(await leave())).toBe(calls);
  });

  it('follows what HubSpot says is left, less what belongs to others', async () => {
    const { leave, says, clock } = limits(0.1);
    says(190, 100);
    expect((await leave())?.tokensMax).toBe(100 - 19);
    says(190, 4);
    expect((await leave())?.tokensMax).toBe(4 - 19);
    clock.ms += 1_000;
    expect((await leave())?.tokensMax).toBeCloseTo(4 - 19 + 17.1);
    clock.ms += 9_000;
    expect(await leave()).not.toHaveProperty('tokensMax');
  });

  it('makes nothing of headers that are missing or odd', async () => {
    const { leave, learn } = limits(0.1);
    learn('calls', {
      status: 200,
      headers: { 'x-hubspot-ratelimit-max': '0', 'x-hubspot-ratelimit-remaining': 'many' },
      text: '',
    });
    const asked = await leave();
    expect(perTenSeconds(asked)).toBe(90);
    expect(asked).not.toHaveProperty('tokensMax');
  });

  it('is counted apart for searches, which are five a second, and for associations', async () => {
    const { leave, says } = limits(0.1);
    says(190, 0);
    const search = await leave('search');
    expect(search).toMatchObject({ bucket: 'hubspot:search', capacity: 1 });
    expect(perTenSeconds(search)).toBeLessThanOrEqual(45);
    expect(await leave('associations')).not.toHaveProperty('tokensMax');
  });

  it('keeps some of it for what an alert waits for', async () => {
    const { leave } = limits(0.1);
    expect(await leave('calls', false)).toMatchObject({ urgent: false, reserve: 2 });
    expect(await leave('calls', true)).toMatchObject({ urgent: true });
  });

  it('gives the job back where others come first for too long', async () => {
    const { leave, asked } = limits(
      0.1,
      Array.from({ length: 40 }, () => 2_001),
    );
    await expect(leave()).rejects.toThrow(SystemFailure);
    expect(asked).toHaveLength(1);
  });
});

describe("leadline's share of HubSpot's day", () => {
  const bucketsOf = (asked: BudgetTake[][]) =>
    asked.map((takes) => takes.map(({ bucket }) => bucket));
  const detailsOf = (leaving: Promise<unknown>) =>
    leaving.then(
      () => undefined,
      (failure: SystemFailure) => failure.details,
    );

  it('is no question where answers say nothing of a day, as with OAuth apps', async () => {
    const { asked, says, leave } = limits(0.1);
    says(110, 109);
    await leave();
    await leave('calls', false);
    expect(bucketsOf(asked)).toEqual([['hubspot'], ['hubspot']]);
  });

  it('is learned from one answer, told to all workers, and asked for with the seconds by every call', async () => {
    const { asked, saysOfDay, shared, leave } = limits(0.1);
    saysOfDay(624_999);
    expect(shared.said).toEqual({ max: 625_000, left: 624_999 });
    await leave('calls', true);
    await leave('search', true);
    await leave('associations', false);
    expect(bucketsOf(asked)).toEqual([
      ['hubspot:day:urgent', 'hubspot'],
      ['hubspot:day:urgent', 'hubspot:search'],
      ['hubspot:day:later', 'hubspot:associations'],
    ]);
  });

  it('is known here from what another worker learned a second ago', async () => {
    const { asked, shared, clock, leave } = limits(0.1);
    await leave();
    shared.said = { max: 625_000, left: 500_000 };
    await leave();
    clock.ms += 1_000;
    await leave();
    expect(bucketsOf(asked)).toEqual([['hubspot'], ['hubspot'], ['hubspot:day:urgent', 'hubspot']]);
  });

  it('has nothing near its end for what can wait, which is put off without an attempt', async () => {
    const { asked, saysOfDay, leave } = limits(0.1, [4_000]);
    saysOfDay(62_500 + 20_000);
    expect(await detailsOf(leave('calls', false))).toMatchObject({
      kind: 'throttled',
      when: 'before',
      retryAfterMs: 60_000,
      words: "82,500 of the day's 625,000 calls are left, so calls that can wait do",
    });
    await leave('calls', true);
    expect(bucketsOf(asked)).toEqual([
      ['hubspot:day:look', 'hubspot'],
      ['hubspot:day:urgent', 'hubspot'],
    ]);
  });

  it('ends at the share for others: HubSpot rests, and operations hear what to do', async () => {
    const { saysOfDay, leave } = limits(0.1, [4_000]);
    saysOfDay(62_500);
    expect(await detailsOf(leave('calls', true))).toMatchObject({
      kind: 'throttled',
      when: 'after',
      retryAfterMs: 600_000,
      words:
        "62,500 of the day's 625,000 calls are left, the share for the account's other integrations (0.1)",
      advice: expect.stringContaining('LEADLINE_HUBSPOT_SHARE_FOR_OTHERS'),
    });
  });

  it('sends one call in ten minutes to look whether the day has turned', async () => {
    const { asked, saysOfDay, leave } = limits(0.1);
    saysOfDay(0);
    await leave('calls', false);
    expect(asked[0]?.[0]).toMatchObject({
      bucket: 'hubspot:day:look',
      capacity: 1,
      perMs: 600_000,
    });
    saysOfDay(625_000);
    await leave('calls', false);
    expect(bucketsOf(asked).slice(1)).toEqual([['hubspot:day:later', 'hubspot']]);
  });

  it('is asked for anew after each wait, by what HubSpot said meanwhile', async () => {
    const waits = [1];
    const { asked, saysOfDay, leave } = limits(0.1, waits);
    saysOfDay(624_999);
    const leaving = leave('calls', false);
    saysOfDay(62_500 + 20_000);
    waits.push(4_000);
    expect(await detailsOf(leaving)).toMatchObject({ kind: 'throttled', when: 'before' });
    expect(bucketsOf(asked)).toEqual([
      ['hubspot:day:later', 'hubspot'],
      ['hubspot:day:look', 'hubspot'],
    ]);
  });

  it('is seen to turn when much more is left than before, which all workers know', async () => {
    const { saysOfDay, shared, clock, leave } = limits(0.1);
    saysOfDay(100_000);
    await leave();
    // Answers of the same moment overtake each other.
    saysOfDay(100_050);
    expect(shared.said).not.toHaveProperty('turnedAt');
    clock.ms += 5_000;
    const turnedAt = clock.ms;
    saysOfDay(624_990);
    clock.ms += 5_000;
    saysOfDay(624_000);
    expect(shared.said).toEqual({ max: 625_000, left: 624_000, turnedAt });
  });
});
