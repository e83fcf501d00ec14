import { describe, expect, it } from '@jest/globals';
import { createHubspotLimits } from '../../../../src/systems/hubspot/hubspot-limits.ts';
import type { BudgetAsks, BudgetLimit } from '../../../../src/workflow/ports.ts';
import { SystemFailure } from '../../../../src/workflow/system-failure.ts';

type Asked = BudgetLimit & BudgetAsks & { bucket: string };

function limits(shareForOthers: number, waits: number[] = []) {
  const clock = { ms: 1_000_000 };
  const asked: Asked[] = [];
  const made = createHubspotLimits({
    budget: {
      takeMs: async (bucket, limit, asks) => {
        asked.push({ bucket, ...limit, ...asks });
        return waits.shift() ?? 0;
      },
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
    return asked.at(-1);
  };
  return { clock, asked, says, leave, learn: made.learn };
}

/** Calls in ten seconds, once the bucket is empty. */
const perTenSeconds = (asked: Asked | undefined) =>
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
