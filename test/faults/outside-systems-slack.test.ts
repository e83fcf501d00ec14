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

const saysNo = (error: string, more: object = {}): Partial<FailureOrder> => ({
  status: 200,
  headers: JSON_TYPE,
  body: JSON.stringify({ ok: false, error, ...more }),
});

let stack: TimedStack;
beforeAll(async () => {
  stack = await startTimedStack({ destinations: [] });
});
afterEach(() => stack.slack.mend());
afterAll(() => stack.stop());

/** Slack does this to the first message of a lead. */
const failOnce = (order: Partial<FailureOrder>) =>
  stack.slack.fail({ path: 'chat.postMessage', times: 1, ...order });

const messagesOf = ({ leadId }: Submitted) =>
  stack.slack.state().messages.filter((message) => JSON.stringify(message).includes(leadId));

const alertStep = async ({ leadId }: Submitted) => (await stack.recordOf(leadId)).steps['alert'];

/** Calls since the lead came in: `post` a message, or `look` whether it is there. */
const callsSince = ({ submittedAt }: Submitted) =>
  stack.slack.journal.flatMap(({ at, path }) => {
    if (at < submittedAt) return [];
    if (path.endsWith('chat.postMessage')) return ['post'];
    return /conversations\.(history|replies)$/.test(path) ? ['look'] : [];
  });

async function expectTold(lead: Submitted): Promise<void> {
  expect(await stack.recordOf(lead.leadId)).toMatchObject({ status: 'complete' });
  expect(messagesOf(lead)).toHaveLength(1);
}

describe('Slack asks for less', () => {
  it.each<Misbehaviour & { waitMs: number }>([
    {
      does: '429 with Retry-After',
      order: { status: 429, headers: { 'retry-after': '42' } },
      waitMs: 42 * SECOND_MS,
    },
    { does: '429 without any words', order: { status: 429 }, waitMs: 10 * SECOND_MS },
    {
      does: '200 that says "ratelimited"',
      order: saysNo('ratelimited'),
      waitMs: 10 * SECOND_MS,
    },
  ])('by $does: it is left alone for exactly that long, and no attempt is spent', async (row) => {
    const lead = await stack.submit();
    failOnce(row.order);
    expectLeftAlone(await stack.drive(lead.leadId), 'alert', row.waitMs);
    expect(await alertStep(lead)).toMatchObject({ state: 'done', attempts: 0 });
    expect(callsSince(lead)).toEqual(['post', 'post']);
    await expectTold(lead);
  });
});

describe('Slack does not let leadline in', () => {
  it.each<Misbehaviour>([
    { does: 'a token that was revoked', order: saysNo('token_revoked') },
    { does: 'a token that it does not know', order: saysNo('invalid_auth') },
    {
      does: 'a missing scope',
      order: saysNo('missing_scope', { needed: 'chat:write', provided: 'users:read' }),
    },
  ])('by $does: alerts pause with one alarm until it is mended, and nothing else', async (row) => {
    const alarmsBefore = stack.alarms().length;
    const leads = [await stack.submit(), await stack.submit()];
    stack.slack.fail(row.order);
    for (const { leadId } of leads) await stack.drive(leadId, A_WHILE_MS);
    await stack.leadline.prober.probe();
    for (const lead of leads) {
      await stack.drive(lead.leadId, A_WHILE_MS);
      expect(await alertStep(lead)).toMatchObject({ state: 'pending', attempts: 0 });
      expect((await stack.recordOf(lead.leadId)).steps['task']).toMatchObject({ state: 'done' });
    }
    expect(stack.alarms().length - alarmsBefore).toBe(1);

    stack.slack.mend();
    await stack.leadline.prober.probe();
    expect(await stack.leadline.systems.paused()).toEqual([]);
    for (const lead of leads) {
      await stack.drive(lead.leadId);
      await expectTold(lead);
    }
  });
});

describe('Slack breaks', () => {
  it.each<Misbehaviour>([
    ...WITH_A_PAGE,
    ...WITHOUT_AN_ANSWER,
    { does: '200 that says "internal_error"', order: saysNo('internal_error') },
  ])('by $does before the message was posted: it is looked for, and then posted', async (row) => {
    const lead = await stack.submit();
    failOnce({ ...row.order, when: 'before' });
    await stack.drive(lead.leadId);
    const calls = callsSince(lead);
    expect(calls.filter((call) => call === 'post')).toHaveLength(2);
    expect(calls.slice(0, 2)).toEqual(['post', 'look']);
    await expectTold(lead);
  });

  it.each<Misbehaviour>([
    ...WITH_A_PAGE,
    ...WITHOUT_AN_ANSWER,
    { does: '200 that says "fatal_error"', order: saysNo('fatal_error') },
    { does: 'an answer that takes too long', order: { how: 'slow-body', forMs: 1_000 } },
    { does: 'an answer of another kind', order: { status: 200, ...HTML } },
    { does: 'an empty answer', order: { status: 200, headers: JSON_TYPE, body: '' } },
  ])('by $does after the message was posted: it is found, and not posted again', async (row) => {
    const lead = await stack.submit();
    failOnce({ ...row.order, when: 'after' });
    await stack.drive(lead.leadId);
    expect(callsSince(lead)).toEqual(['post', 'look']);
    expect(await alertStep(lead)).toMatchObject({ state: 'done', attempts: 1 });
    await expectTold(lead);
  });

  it('by "service_unavailable", which is a definite no: it is posted again without a look', async () => {
    const lead = await stack.submit();
    failOnce(saysNo('service_unavailable'));
    await stack.drive(lead.leadId);
    expect(callsSince(lead)).toEqual(['post', 'post']);
    expect(await alertStep(lead)).toMatchObject({ state: 'done', attempts: 1 });
    await expectTold(lead);
  });

  it.each(['is_archived', 'channel_not_found', 'not_in_channel'])(
    'by a channel that is no place to post to (%s): sales are told in the other one, once',
    async (code) => {
      const lead = await stack.submit();
      failOnce(saysNo(code));
      await stack.drive(lead.leadId);
      await expectTold(lead);
      const { fallbackChannel } = stack.leadline.settings.alerts;
      expect(messagesOf(lead)[0]?.channel).toBe(fallbackChannel);
    },
  );

  it('by an hour of nothing: the alert waits in the dead letters, and a replay posts it', async () => {
    const lead = await stack.submit();
    stack.slack.fail({ how: 'reset' });
    await stack.drive(lead.leadId, 3 * HOUR_MS);
    const record = await stack.recordOf(lead.leadId);
    expect(record).toMatchObject({ status: 'dead' });
    expect(record.steps['task']).toMatchObject({ state: 'done' });
    const [found] = await stack.leadline.deadLetters.find({ leadId: lead.leadId });
    expect(found?.deadLetter).toMatchObject({ step: 'alert', errorClass: 'unavailable' });

    stack.slack.mend();
    if (found) await stack.leadline.deadLetters.replay(found.deadLetter);
    await stack.drive(lead.leadId);
    await expectTold(lead);
    expect(await stack.leadline.deadLetters.find({ leadId: lead.leadId })).toEqual([]);
  });
});
