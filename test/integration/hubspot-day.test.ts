import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDailyCalls } from '../../src/systems/redis/daily-calls.ts';
import { keysFor } from '../../src/systems/redis/keys.ts';
import { stepOf } from '../../src/workflow/steps.ts';
import { type Submitted, startTimedStack, type TimedStack } from '../support/timed-stack.ts';

const HOUR_MS = 3_600_000;

/** Of 625,000; LEADLINE_HUBSPOT_SHARE_FOR_OTHERS of the sample company is 0.1. */
const KEPT_FOR_OTHERS = 62_500;
const KEPT_FOR_ALERTS = 31_250;

/** Longer than the time between two looks at whether the day has turned. */
const A_LOOK_LATER_MS = 660_000;

let stack: TimedStack;
beforeEach(async () => {
  stack = await startTimedStack({ destinations: [] });
});
afterEach(() => stack.stop());

const stepsOf = async ({ leadId }: Submitted) => {
  const { steps } = await stack.recordOf(leadId);
  return Object.fromEntries(Object.entries(steps).map(([step, { state }]) => [step, state]));
};

const callsToday = () => stack.hubspot.journal.length;

/** HubSpot's answer to a lead is what leadline learns the day from. */
async function learnThatAreLeft(calls: number): Promise<void> {
  stack.hubspot.leaveToday(calls);
  await stack.leadline.crm.probe();
}

/** Its steps, in a moment that fills no budget. */
async function runAtOnce({ leadId }: Submitted): Promise<void> {
  for (const step of ['deduplicate', 'assign', 'task', 'alert']) {
    await stack.leadline.runStep({ leadId, step: stepOf(step) });
  }
}

async function openAlarms(): Promise<string[]> {
  await stack.leadline.watching.watch.round();
  return (await stack.leadline.watching.alarms.open()).map(({ cause }) => cause);
}

describe("HubSpot's day", () => {
  it('is told to all workers by the answers of one', async () => {
    await learnThatAreLeft(500_000);
    const { redis, settings } = stack.leadline;
    const otherWorker = createDailyCalls(redis, settings.environment.redisPrefix);
    expect(await otherWorker.said('hubspot')).toEqual({ max: 625_000, left: 499_999 });
    expect(
      await redis.pttl(keysFor(settings.environment.redisPrefix).dailyCalls('hubspot')),
    ).toBeGreaterThan(23 * HOUR_MS);
    await stack.pass(24 * HOUR_MS);
    const turnedAt = stack.now();
    await stack.leadline.crm.probe();
    expect(await otherWorker.said('hubspot')).toEqual({ max: 625_000, left: 624_999, turnedAt });
    expect(await otherWorker.said('pipedrive')).toBeUndefined();
  });

  it('near its end lets tasks wait while alerts go out, and makes them when it has turned', async () => {
    await learnThatAreLeft(KEPT_FOR_OTHERS + KEPT_FOR_ALERTS);
    const first = await stack.submit();
    const second = await stack.submit();
    await runAtOnce(first);
    await runAtOnce(second);
    // The first one's task was the look at whether the day has turned.
    expect(await stepsOf(first)).toMatchObject({ alert: 'done', task: 'done' });
    expect(await stepsOf(second)).toMatchObject({ assign: 'done', alert: 'done', task: 'pending' });
    expect(await openAlarms()).toContain('daily-calls:hubspot');
    expect(await stack.leadline.systems.paused()).toEqual([]);

    await stack.pass(24 * HOUR_MS);
    await stack.drive(second.leadId);
    expect(await stepsOf(second)).toMatchObject({ task: 'done' });
    expect((await stack.recordOf(second.leadId)).steps['task']?.attempts).toBe(0);
    expect(await openAlarms()).not.toContain('daily-calls:hubspot');
  });

  it('is left to the other integrations once their share is reached: leads wait, none is lost', async () => {
    await learnThatAreLeft(KEPT_FOR_OTHERS);
    const alarmsBefore = stack.alarms().length;
    const leads = [await stack.submit(), await stack.submit()];
    for (const { leadId } of leads) await stack.drive(leadId, 0);
    const callsBefore = callsToday();
    for (const { leadId } of leads) await stack.drive(leadId, 0);
    expect(callsToday()).toBe(callsBefore);
    for (const lead of leads) expect(await stepsOf(lead)).toMatchObject({ alert: 'pending' });

    const [pause] = await stack.leadline.systems.paused();
    expect(pause).toMatchObject({
      system: 'hubspot',
      reason: expect.stringMatching(
        /^62,49\d of the day's 625,000 calls are left, the share for the account's other/,
      ),
      advice: expect.stringContaining('LEADLINE_HUBSPOT_SHARE_FOR_OTHERS'),
    });
    expect(stack.alarms().length - alarmsBefore).toBe(1);
    expect(await openAlarms()).toEqual(
      expect.arrayContaining(['paused:hubspot', 'daily-calls:hubspot']),
    );

    await stack.pass(24 * HOUR_MS);
    await stack.leadline.prober.probe();
    expect(await stack.leadline.systems.paused()).toEqual([]);
    for (const { leadId } of leads) await stack.drive(leadId);
    for (const lead of leads) {
      expect(await stack.recordOf(lead.leadId)).toMatchObject({ status: 'complete' });
      expect(await stepsOf(lead)).toMatchObject({ alert: 'done', task: 'done' });
    }
  });

  it('is looked at by one call at a time while it is used up, and leads go on when it has more', async () => {
    await learnThatAreLeft(KEPT_FOR_OTHERS - 1_000);
    const lead = await stack.submit();
    await stack.drive(lead.leadId, 0);
    await stack.pass(A_LOOK_LATER_MS);
    const callsBefore = callsToday();
    await stack.leadline.prober.probe();
    await stack.leadline.prober.probe();
    expect(callsToday() - callsBefore).toBe(1);
    expect(await stack.leadline.systems.paused()).toHaveLength(1);

    // Somebody bought more, or an administrator switched off what called so often.
    stack.hubspot.leaveToday(KEPT_FOR_OTHERS + KEPT_FOR_ALERTS + 1_000);
    await stack.pass(A_LOOK_LATER_MS);
    await stack.leadline.prober.probe();
    expect(await stack.leadline.systems.paused()).toEqual([]);
    await stack.drive(lead.leadId);
    expect(await stack.recordOf(lead.leadId)).toMatchObject({ status: 'complete' });
  });
});
