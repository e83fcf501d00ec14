import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FailureOrder } from '../../src/sandbox/failure-order.ts';
import {
  A_WHILE_MS,
  expectLeftAlone,
  HOUR_MS,
  HTML,
  type Misbehaviour,
  SECOND_MS,
  WITH_A_PAGE,
  WITHOUT_AN_ANSWER,
} from '../support/misbehaviour.ts';
import { type Submitted, startTimedStack, type TimedStack } from '../support/timed-stack.ts';

let stack: TimedStack;
const restart = async (startAgoMs = 0) => {
  await stack?.stop();
  // The receiver takes nothing that is five minutes away from the real time.
  stack = await startTimedStack({ destinations: ['warehouse'], startAgoMs });
};
afterEach(() => stack.webhook.mend());
afterAll(() => stack.stop());

/** A webhook's receiver does this to the first event of a lead. */
const failOnce = (order: Partial<FailureOrder>) => stack.webhook.fail({ times: 1, ...order });

const receivedOf = ({ leadId }: Submitted) =>
  stack.webhook
    .state()
    .received.filter(({ webhookId, duplicate }) => !duplicate && webhookId.includes(leadId));

const step = async ({ leadId }: Submitted) =>
  (await stack.recordOf(leadId)).steps['convert~warehouse'];

async function expectReceivedOnce(lead: Submitted): Promise<void> {
  expect(await stack.recordOf(lead.leadId)).toMatchObject({ status: 'complete' });
  expect(receivedOf(lead)).toHaveLength(1);
}

describe('a webhook receiver asks for patience', () => {
  beforeAll(() => restart(2 * 60 * SECOND_MS));

  it.each<Misbehaviour & { waitMs: number }>([
    {
      does: '429 with Retry-After',
      order: { status: 429, headers: { 'retry-after': '42' } },
      waitMs: 42 * SECOND_MS,
    },
    { does: '429 without any words', order: { status: 429 }, waitMs: 10 * SECOND_MS },
    {
      does: '503 with Retry-After',
      order: { status: 503, headers: { 'retry-after': '21' } },
      waitMs: 21 * SECOND_MS,
    },
    {
      does: '504 with Retry-After',
      order: { status: 504, headers: { 'retry-after': '13' } },
      waitMs: 13 * SECOND_MS,
    },
  ])('by $does: it is left alone for exactly that long, and no attempt is spent', async (row) => {
    const lead = await stack.submit();
    failOnce(row.order);
    expectLeftAlone(await stack.drive(lead.leadId), 'convert~warehouse', row.waitMs);
    expect(await step(lead)).toMatchObject({ state: 'done', attempts: 0 });
    await expectReceivedOnce(lead);
  });
});

describe('a webhook receiver breaks', () => {
  beforeEach(() => restart());

  const breaks: Misbehaviour[] = [...WITH_A_PAGE, ...WITHOUT_AN_ANSWER];

  it('after it took events, in every way: it has had each of them once', async () => {
    for (const { order } of breaks) {
      const lead = await stack.submit();
      failOnce({ ...order, when: 'after' });
      await stack.drive(lead.leadId);
      await expectReceivedOnce(lead);
    }
  });

  it('before it took events, in every way: it gets each of them', async () => {
    for (const { order } of breaks) {
      const lead = await stack.submit();
      failOnce({ ...order, when: 'before' });
      await stack.drive(lead.leadId);
      await expectReceivedOnce(lead);
    }
  });

  it('in no way by what it answers: any 2xx is a yes', async () => {
    for (const order of [{ status: 200, ...HTML }, { status: 204 }, { status: 207, body: '{}' }]) {
      const lead = await stack.submit();
      failOnce({ ...order, when: 'after' });
      await stack.drive(lead.leadId);
      expect(await step(lead)).toMatchObject({ state: 'done', attempts: 0 });
      await expectReceivedOnce(lead);
    }
  });

  it.each([
    { status: 410, says: 'wants no more' },
    { status: 422, says: 'calls it wrong' },
    { status: 301, says: 'lives elsewhere' },
  ])('with $status: it $says, and only a person can mend it', async ({ status }) => {
    const lead = await stack.submit();
    failOnce({ status });
    await stack.drive(lead.leadId);
    expect(await step(lead)).toMatchObject({ state: 'dead', attempts: 0 });
    const [found] = await stack.leadline.deadLetters.find({ leadId: lead.leadId });
    if (found) await stack.leadline.deadLetters.replay(found.deadLetter);
    await stack.drive(lead.leadId);
    await expectReceivedOnce(lead);
  });
});

describe('a webhook receiver', () => {
  beforeEach(() => restart(0.9 * HOUR_MS));

  it.each([401, 403])(
    'answers %d: only it pauses, with one alarm, until it is mended',
    async (status) => {
      const leads = [await stack.submit(), await stack.submit()];
      stack.webhook.fail({ status });
      for (const lead of leads) {
        await stack.drive(lead.leadId, A_WHILE_MS);
        expect(await step(lead)).toMatchObject({ state: 'pending', attempts: 0 });
        expect((await stack.recordOf(lead.leadId)).steps['alert']).toMatchObject({ state: 'done' });
      }
      expect(stack.alarms()).toEqual(['warehouse']);

      stack.webhook.mend();
      await stack.leadline.prober.probe();
      // To the real time, which the receiver goes by.
      await stack.pass(Date.now() - stack.now());
      for (const lead of leads) {
        await stack.drive(lead.leadId);
        await expectReceivedOnce(lead);
      }
    },
  );

  it('is away for an hour: the event waits in the dead letters, and a replay sends it', async () => {
    const lead = await stack.submit();
    stack.webhook.fail({ how: 'reset' });
    await stack.drive(lead.leadId, 0.9 * HOUR_MS);
    expect(await stack.recordOf(lead.leadId)).toMatchObject({ status: 'dead' });
    const [found] = await stack.leadline.deadLetters.find({ leadId: lead.leadId });
    expect(found?.deadLetter).toMatchObject({ errorClass: 'unavailable', system: 'warehouse' });

    stack.webhook.mend();
    await stack.pass(Date.now() - stack.now());
    if (found) await stack.leadline.deadLetters.replay(found.deadLetter);
    await stack.drive(lead.leadId);
    await expectReceivedOnce(lead);
  });
});
