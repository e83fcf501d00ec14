import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
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
beforeAll(async () => {
  stack = await startTimedStack({ destinations: ['ga4'] });
});
afterEach(() => stack.ga4.mend());
afterAll(() => stack.stop());

/** Google Analytics, or whatever stands before it, does this to the first event of a lead. */
const failOnce = (order: Partial<FailureOrder>) =>
  stack.ga4.fail({ path: '/mp/collect', times: 1, ...order });

const eventsOf = ({ leadId }: Submitted) =>
  stack.ga4.state().events.filter(({ params }) => JSON.stringify(params).includes(leadId));

const requestsOf = ({ leadId }: Submitted) =>
  stack.ga4.journal.filter(({ body }) => body.includes(leadId));

const step = async ({ leadId }: Submitted) => (await stack.recordOf(leadId)).steps['convert~ga4'];

describe('Google Analytics asks for less', () => {
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
  ])('by $does: it is left alone for exactly that long, and no attempt is spent', async (row) => {
    const lead = await stack.submit();
    failOnce(row.order);
    expectLeftAlone(await stack.drive(lead.leadId), 'convert~ga4', row.waitMs);
    expect(await step(lead)).toMatchObject({ state: 'done', attempts: 0 });
    expect(eventsOf(lead)).toHaveLength(1);
  });
});

describe('Google Analytics does not let leadline in', () => {
  it.each([401, 403])('by %d: only this destination pauses, with one alarm', async (status) => {
    const alarmsBefore = stack.alarms().length;
    const leads = [await stack.submit(), await stack.submit()];
    stack.ga4.fail({ status });
    for (const lead of leads) {
      await stack.drive(lead.leadId, A_WHILE_MS);
      expect(await step(lead)).toMatchObject({ state: 'pending', attempts: 0 });
      expect((await stack.recordOf(lead.leadId)).steps['alert']).toMatchObject({ state: 'done' });
    }
    expect(stack.alarms().slice(alarmsBefore)).toEqual(['ga4']);

    stack.ga4.mend();
    await stack.leadline.prober.probe();
    for (const lead of leads) {
      await stack.drive(lead.leadId);
      expect(await stack.recordOf(lead.leadId)).toMatchObject({ status: 'complete' });
      expect(eventsOf(lead)).toHaveLength(1);
    }
  });
});

describe('Google Analytics breaks', () => {
  it.each<Misbehaviour>(WITH_A_PAGE)(
    'by $does from before it: the event was not taken, and is sent again',
    async ({ order }) => {
      const lead = await stack.submit();
      failOnce({ ...order, when: 'before' });
      await stack.drive(lead.leadId);
      expect(await step(lead)).toMatchObject({ state: 'done', attempts: 1 });
      expect(requestsOf(lead)).toHaveLength(2);
      expect(eventsOf(lead)).toHaveLength(1);
    },
  );

  it.each<Misbehaviour>(WITHOUT_AN_ANSWER)(
    'by $does after the event was taken: it would count twice, so it is not sent again',
    async (row) => {
      const lead = await stack.submit();
      failOnce({ ...row.order, when: 'after' });
      await stack.drive(lead.leadId);
      expect(await step(lead)).toMatchObject({ state: 'done', attempts: 1 });
      expect(requestsOf(lead)).toHaveLength(1);
      expect(eventsOf(lead)).toHaveLength(1);
      expect(await stack.recordOf(lead.leadId)).toMatchObject({ status: 'complete' });
    },
  );

  it.each<Misbehaviour>(WITHOUT_AN_ANSWER)(
    'by $does before: nobody can tell it from the other, so at most one event is sent',
    async (row) => {
      const lead = await stack.submit();
      failOnce({ ...row.order, when: 'before' });
      await stack.drive(lead.leadId);
      expect(requestsOf(lead)).toHaveLength(1);
      expect(await step(lead)).toMatchObject({ result: { reference: 'assumed: no answer came' } });
    },
  );

  it.each<Misbehaviour>([
    { does: 'an answer of another kind', order: { status: 200, ...HTML } },
    { does: 'an empty answer', order: { status: 204, body: '' } },
  ])('in no way by $does: it answers nothing that could be read', async ({ order }) => {
    const lead = await stack.submit();
    failOnce({ ...order, when: 'after' });
    await stack.drive(lead.leadId);
    expect(await step(lead)).toMatchObject({ state: 'done', attempts: 0 });
    expect(eventsOf(lead)).toHaveLength(1);
  });

  it('by an hour of errors: the event waits in the dead letters, and a replay sends it', async () => {
    const lead = await stack.submit();
    stack.ga4.fail({ status: 500, ...HTML });
    await stack.drive(lead.leadId, 3 * HOUR_MS);
    expect(await stack.recordOf(lead.leadId)).toMatchObject({ status: 'dead' });
    const [found] = await stack.leadline.deadLetters.find({ leadId: lead.leadId });
    expect(found?.deadLetter).toMatchObject({ step: 'convert~ga4', system: 'ga4' });

    stack.ga4.mend();
    if (found) await stack.leadline.deadLetters.replay(found.deadLetter);
    await stack.drive(lead.leadId);
    expect(await stack.recordOf(lead.leadId)).toMatchObject({ status: 'complete' });
    expect(eventsOf(lead)).toHaveLength(1);
  });
});
