import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { FailureOrder } from '../../src/sandbox/failure-order.ts';
import {
  A_WHILE_MS,
  expectLeftAlone,
  HOUR_MS,
  HTML,
  JSON_TYPE,
  type Misbehaviour,
  SECOND_MS,
  WITH_A_PAGE,
  WITHOUT_AN_ANSWER,
} from '../support/misbehaviour.ts';
import { type Submitted, startTimedStack, type TimedStack } from '../support/timed-stack.ts';

const graphError = (status: number, error: object): Partial<FailureOrder> => ({
  status,
  headers: JSON_TYPE,
  body: JSON.stringify({ error: { message: 'no', type: 'OAuthException', ...error } }),
});

let stack: TimedStack;
beforeAll(async () => {
  stack = await startTimedStack({ destinations: ['meta'] });
});
afterEach(() => stack.meta.mend());
afterAll(() => stack.stop());

/** Meta does this to the first event of a lead. */
const failOnce = (order: Partial<FailureOrder>) =>
  stack.meta.fail({ path: '/events', times: 1, ...order });

/** Those that count in Meta's reports. */
const countedOf = ({ leadId }: Submitted) =>
  stack.meta
    .state()
    .events.filter(
      ({ event, deduplicated }) => !deduplicated && String(event.event_id).includes(leadId),
    );

const step = async ({ leadId }: Submitted) => (await stack.recordOf(leadId)).steps['convert~meta'];

async function expectCountedOnce(lead: Submitted): Promise<void> {
  expect(await stack.recordOf(lead.leadId)).toMatchObject({ status: 'complete' });
  expect(countedOf(lead)).toHaveLength(1);
}

describe('Meta asks for less', () => {
  it.each<Misbehaviour & { waitMs: number }>([
    {
      does: '429 with Retry-After',
      order: { status: 429, headers: { 'retry-after': '42' } },
      waitMs: 42 * SECOND_MS,
    },
    { does: '429 without any words', order: { status: 429 }, waitMs: 10 * SECOND_MS },
    { does: '400 with code 4', order: graphError(400, { code: 4 }), waitMs: 10 * SECOND_MS },
    {
      does: '200 with code 80003',
      order: graphError(200, { code: 80_003 }),
      waitMs: 10 * SECOND_MS,
    },
  ])('by $does: it is left alone for exactly that long, and no attempt is spent', async (row) => {
    const lead = await stack.submit();
    failOnce(row.order);
    expectLeftAlone(await stack.drive(lead.leadId), 'convert~meta', row.waitMs);
    expect(await step(lead)).toMatchObject({ state: 'done', attempts: 0 });
    await expectCountedOnce(lead);
  });
});

describe('Meta does not let leadline in', () => {
  it.each<Misbehaviour>([
    { does: '401 for a token that has expired', order: graphError(401, { code: 190 }) },
    { does: '403 for a missing permission', order: graphError(403, { code: 200 }) },
    {
      does: '400 for a pixel that the token may not use',
      order: graphError(400, { code: 100, error_subcode: 33 }),
    },
  ])('by $does: only this destination pauses, with one alarm', async ({ order }) => {
    const alarmsBefore = stack.alarms().length;
    const leads = [await stack.submit(), await stack.submit()];
    stack.meta.fail(order);
    for (const { leadId } of leads) await stack.drive(leadId, A_WHILE_MS);
    await stack.leadline.prober.probe();
    for (const lead of leads) {
      await stack.drive(lead.leadId, A_WHILE_MS);
      expect(await step(lead)).toMatchObject({ state: 'pending', attempts: 0 });
      expect((await stack.recordOf(lead.leadId)).steps['alert']).toMatchObject({ state: 'done' });
    }
    expect(stack.alarms().slice(alarmsBefore)).toEqual(['meta']);

    stack.meta.mend();
    await stack.leadline.prober.probe();
    for (const lead of leads) {
      await stack.drive(lead.leadId);
      await expectCountedOnce(lead);
    }
  });
});

describe('Meta breaks', () => {
  const breaks: Misbehaviour[] = [
    ...WITH_A_PAGE,
    ...WITHOUT_AN_ANSWER,
    { does: 'an answer of another kind', order: { status: 200, ...HTML } },
    { does: 'an empty answer', order: { status: 200, headers: JSON_TYPE, body: '' } },
    { does: '200 that says failure', order: graphError(200, { code: 2, is_transient: true }) },
  ];
  const slow = { does: 'an answer that takes too long', order: { how: 'slow-body', forMs: 1_000 } };

  it.each<Misbehaviour>([...breaks, slow as Misbehaviour])(
    'by $does after the event was taken: it is sent again, and Meta counts it once',
    async ({ order }) => {
      const lead = await stack.submit();
      failOnce({ ...order, when: 'after' });
      await stack.drive(lead.leadId);
      expect(await step(lead)).toMatchObject({ state: 'done', attempts: 1 });
      await expectCountedOnce(lead);
    },
  );

  it.each<Misbehaviour>(breaks)(
    'by $does before the event was taken: it is sent again',
    async ({ order }) => {
      const lead = await stack.submit();
      failOnce({ ...order, when: 'before' });
      await stack.drive(lead.leadId);
      expect(await step(lead)).toMatchObject({ state: 'done', attempts: 1 });
      await expectCountedOnce(lead);
    },
  );

  it.each<Misbehaviour>([
    {
      does: '200 that took nothing',
      order: { status: 200, headers: JSON_TYPE, body: '{"events_received":0}' },
    },
    { does: '400 for a wrong parameter', order: graphError(400, { code: 100 }) },
  ])('by $does: only a person can mend it, so it waits in the dead letters', async ({ order }) => {
    const lead = await stack.submit();
    failOnce(order);
    await stack.drive(lead.leadId);
    expect(await step(lead)).toMatchObject({ state: 'dead', attempts: 0 });
    const [found] = await stack.leadline.deadLetters.find({ leadId: lead.leadId });
    if (found) await stack.leadline.deadLetters.replay(found.deadLetter);
    await stack.drive(lead.leadId);
    await expectCountedOnce(lead);
  });

  it('by an hour of nothing: the event waits in the dead letters, and a replay sends it', async () => {
    const lead = await stack.submit();
    stack.meta.fail({ how: 'reset' });
    await stack.drive(lead.leadId, 3 * HOUR_MS);
    expect(await stack.recordOf(lead.leadId)).toMatchObject({ status: 'dead' });
    const [found] = await stack.leadline.deadLetters.find({ leadId: lead.leadId });
    expect(found?.deadLetter).toMatchObject({ step: 'convert~meta', errorClass: 'unavailable' });

    stack.meta.mend();
    if (found) await stack.leadline.deadLetters.replay(found.deadLetter);
    await stack.drive(lead.leadId);
    await expectCountedOnce(lead);
  });
});
