import { describe, expect, it, jest } from '@jest/globals';
import { runChaos } from '../support/chaos.ts';

// A minute of kills, and whatever a busy machine needs to end what they left.
jest.setTimeout(300_000);

const LEADS = 240;

/** `SEED=7 npm run jest -- --selectProjects faults -- killed-at-random` repeats a run. */
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));

describe('web, two workers and Redis, killed at random', () => {
  it('lose and double nothing of what was answered with 200', async () => {
    process.stdout.write(`killed-at-random: SEED=${seed}\n`);
    const { answered, kills, balance, differences } = await runChaos({
      seed,
      leads: LEADS,
      forMs: 70_000,
      everyMs: 700,
      say: () => undefined,
    });
    expect({ seed, differences }).toEqual({ seed, differences: [] });
    expect(balance).toMatchObject({ accepted: answered, balanced: true });
    expect(balance.byStatus.complete).toBe(answered);
    expect(answered).toBe(LEADS);
    const count = Object.values(kills).reduce((sum, each) => sum + each, 0);
    expect(count).toBeGreaterThanOrEqual(8);
  });
});
