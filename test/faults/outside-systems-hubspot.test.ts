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

const limit = (policyName: string) =>
  JSON.stringify({ status: 'error', errorType: 'RATE_LIMIT', message: 'too much', policyName });

const refusal = (category: string, more: object = {}) =>
  JSON.stringify({ status: 'error', message: 'no', category, ...more });

let stack: TimedStack;
beforeAll(async () => {
  stack = await startTimedStack({ destinations: [] });
});
afterEach(() => stack.hubspot.mend());
afterAll(() => stack.stop());

/** HubSpot does this to the first request that creates a task. */
const failOnce = (order: Partial<FailureOrder>) =>
  stack.hubspot.fail({ method: 'POST', path: '/tasks', times: 1, ...order });

const tasksOf = ({ leadId }: Submitted) =>
  stack.hubspot.state().tasks.filter(({ properties }) => properties['leadline_lead_id'] === leadId);

const contactsOf = ({ email }: Submitted) =>
  stack.hubspot.state().contacts.filter(({ properties }) => properties['email'] === email);

const stepOf = async ({ leadId }: Submitted, step: string) =>
  (await stack.recordOf(leadId)).steps[step];

/** Requests about this lead's task: `create`, or `look` for whether it is there. */
const aboutTheTask = ({ leadId }: Submitted) =>
  stack.hubspot.journal.flatMap(({ method, path, query, body }) => {
    if (method === 'POST' && path.endsWith('/tasks') && body.includes(leadId)) return ['create'];
    if (method !== 'GET' || !path.endsWith(`/tasks/${leadId}`)) return [];
    return query.includes('idProperty') ? ['look'] : [];
  });

async function expectAllDone(lead: Submitted): Promise<void> {
  expect(await stack.recordOf(lead.leadId)).toMatchObject({ status: 'complete' });
  expect(tasksOf(lead)).toHaveLength(1);
  expect(contactsOf(lead)).toHaveLength(1);
}

describe('HubSpot asks for less', () => {
  it.each<Misbehaviour & { waitMs: number }>([
    {
      does: '429 for the second',
      order: { status: 429, headers: JSON_TYPE, body: limit('SECONDLY') },
      waitMs: SECOND_MS,
    },
    {
      does: '429 for ten seconds',
      order: { status: 429, headers: JSON_TYPE, body: limit('TEN_SECONDLY_ROLLING') },
      waitMs: 10 * SECOND_MS,
    },
    { does: '429 without any words', order: { status: 429 }, waitMs: 10 * SECOND_MS },
    {
      does: '429 with Retry-After',
      order: { status: 429, headers: { 'retry-after': '37' } },
      waitMs: 37 * SECOND_MS,
    },
    {
      does: '477, the account is being moved, with Retry-After',
      order: { status: 477, headers: { 'retry-after': '25' } },
      waitMs: 25 * SECOND_MS,
    },
  ])('by $does: it is left alone for exactly that long, and no attempt is spent', async (row) => {
    const lead = await stack.submit();
    failOnce(row.order);
    expectLeftAlone(await stack.drive(lead.leadId), 'task', row.waitMs);
    expect(await stepOf(lead, 'task')).toMatchObject({ state: 'done', attempts: 0 });
    expect(aboutTheTask(lead)).toEqual(['create', 'create']);
    await expectAllDone(lead);
  });

  it('by the daily limit: its stages pause with one alarm, and go on by themselves', async () => {
    const alarmsBefore = stack.alarms().length;
    const [lead, other] = [await stack.submit(), await stack.submit()];
    failOnce({ status: 429, headers: JSON_TYPE, body: limit('DAILY') });
    const pausedAt = stack.now();
    await stack.drive(lead.leadId, A_WHILE_MS);
    expect(await stepOf(lead, 'task')).toMatchObject({ state: 'pending', attempts: 0 });
    expect(await stepOf(lead, 'alert')).toMatchObject({ state: 'done' });
    await stack.drive(other.leadId, SECOND_MS);
    expect(await stepOf(other, 'deduplicate')).toMatchObject({ state: 'pending', attempts: 0 });

    await stack.drive(lead.leadId);
    await stack.drive(other.leadId);
    expect(stack.now() - pausedAt).toBeGreaterThanOrEqual(HOUR_MS);
    expect(stack.alarms().length - alarmsBefore).toBe(1);
    await expectAllDone(lead);
    await expectAllDone(other);
    await stack.leadline.prober.probe();
    expect(await stack.leadline.systems.paused()).toEqual([]);
  });
});

describe('HubSpot does not let leadline in', () => {
  it.each<Misbehaviour>([
    {
      does: '401',
      order: { status: 401, headers: JSON_TYPE, body: refusal('INVALID_AUTHENTICATION') },
    },
    {
      does: '403 for a missing scope',
      order: {
        status: 403,
        headers: JSON_TYPE,
        body: refusal('MISSING_SCOPES', {
          errors: [{ message: 'scope', context: { requiredGranularScopes: ['tasks'] } }],
        }),
      },
    },
  ])('by $does: its stages pause with one alarm until it is mended', async ({ order }) => {
    const alarmsBefore = stack.alarms().length;
    const leads = [await stack.submit(), await stack.submit()];
    stack.hubspot.fail(order);
    for (const { leadId } of leads) await stack.drive(leadId, A_WHILE_MS);
    await stack.leadline.prober.probe();
    for (const { leadId } of leads) await stack.drive(leadId, A_WHILE_MS);
    for (const lead of leads) {
      expect(await stepOf(lead, 'deduplicate')).toMatchObject({ state: 'pending', attempts: 0 });
    }
    expect(stack.alarms().length - alarmsBefore).toBe(1);

    stack.hubspot.mend();
    await stack.leadline.prober.probe();
    expect(await stack.leadline.systems.paused()).toEqual([]);
    for (const lead of leads) {
      await stack.drive(lead.leadId);
      await expectAllDone(lead);
    }
  });

  it('to one kind of record only: it is not taken for mended before it is', async () => {
    const alarmsBefore = stack.alarms().length;
    const lead = await stack.submit();
    const body = refusal('MISSING_SCOPES');
    stack.hubspot.fail({ path: '/tasks', status: 403, headers: JSON_TYPE, body });
    for (let round = 0; round < 4; round += 1) {
      await stack.drive(lead.leadId, 60 * SECOND_MS);
      await stack.leadline.prober.probe();
    }
    expect(await stepOf(lead, 'task')).toMatchObject({ state: 'pending', attempts: 0 });
    expect(await stepOf(lead, 'alert')).toMatchObject({ state: 'done' });
    expect(stack.alarms().length - alarmsBefore).toBe(1);

    stack.hubspot.mend();
    await stack.leadline.prober.probe();
    await stack.drive(lead.leadId);
    await expectAllDone(lead);
  });
});

describe('HubSpot breaks', () => {
  it('by 423, a record that is locked for a moment: the task is made two seconds later', async () => {
    const lead = await stack.submit();
    failOnce({ status: 423 });
    const runs = (await stack.drive(lead.leadId)).filter(({ step }) => step === 'task');
    expect((runs[1]?.at ?? 0) - (runs[0]?.at ?? 0)).toBeGreaterThanOrEqual(2 * SECOND_MS);
    expect(await stepOf(lead, 'task')).toMatchObject({ state: 'done', attempts: 1 });
    expect(aboutTheTask(lead)).toEqual(['create', 'create']);
    await expectAllDone(lead);
  });

  it.each<Misbehaviour>([...WITH_A_PAGE, ...WITHOUT_AN_ANSWER])(
    'by $does before the task was made: it is looked for, and then made',
    async ({ order }) => {
      const lead = await stack.submit();
      failOnce({ ...order, when: 'before' });
      await stack.drive(lead.leadId);
      expect(aboutTheTask(lead)).toEqual(['create', 'look', 'create']);
      expect(await stepOf(lead, 'task')).toMatchObject({ state: 'done', attempts: 1 });
      await expectAllDone(lead);
    },
  );

  it.each<Misbehaviour>([
    ...WITH_A_PAGE,
    ...WITHOUT_AN_ANSWER,
    { does: 'an answer that takes too long', order: { how: 'slow-body', forMs: 1_000 } },
    { does: 'an answer of another kind', order: { status: 200, ...HTML } },
    { does: 'an empty answer', order: { status: 200, headers: JSON_TYPE, body: '' } },
    {
      does: '200 that says failure',
      order: { status: 200, headers: JSON_TYPE, body: '{"status":"error","message":"no"}' },
    },
  ])('by $does after the task was made: it is found, and not made again', async ({ order }) => {
    const lead = await stack.submit();
    failOnce({ ...order, when: 'after' });
    await stack.drive(lead.leadId);
    expect(aboutTheTask(lead)).toEqual(['create', 'look']);
    expect(await stepOf(lead, 'task')).toMatchObject({ state: 'done', attempts: 1 });
    await expectAllDone(lead);
  });

  it.each<Misbehaviour>([
    { does: '504', order: { status: 504 } },
    { does: 'a connection that is reset', order: { how: 'reset' } },
    { does: 'an empty answer', order: { status: 200, headers: JSON_TYPE, body: '' } },
  ])(
    'by $does after the contact was made: the person has one, with the owner first chosen',
    async (row) => {
      const lead = await stack.submit();
      stack.hubspot.fail({
        method: 'POST',
        path: '/contacts',
        bodyIncludes: '"hubspot_owner_id":"',
        times: 1,
        ...row.order,
        when: 'after',
      });
      await stack.drive(lead.leadId);
      await expectAllDone(lead);
      const ownerId = contactsOf(lead)[0]?.properties['hubspot_owner_id'];
      expect(await stepOf(lead, 'assign')).toMatchObject({
        ...{ attempts: 1, result: { ownerId, known: false } },
      });
    },
  );

  it.each([
    { category: 'VALIDATION_ERROR', state: 'dead', attempts: 0 },
    { category: 'INTERNAL_ERROR', state: 'done', attempts: 1 },
  ])('by 207 with $category in the place of the contact: the search ends $state', async (row) => {
    const lead = await stack.submit();
    const errors = [{ status: 'error', category: row.category, message: 'no', id: 'x' }];
    stack.hubspot.fail({
      method: 'POST',
      path: '/contacts/batch/read',
      times: 1,
      status: 207,
      headers: JSON_TYPE,
      body: JSON.stringify({ status: 'COMPLETE', results: [], numErrors: 1, errors }),
    });
    await stack.drive(lead.leadId);
    expect(await stepOf(lead, 'deduplicate')).toMatchObject({
      ...{ state: row.state, attempts: row.attempts },
    });
  });

  it('by an hour of nothing: the lead waits in the dead letters, and a replay finishes it', async () => {
    const lead = await stack.submit();
    stack.hubspot.fail({ how: 'reset' });
    const since = stack.now();
    await stack.drive(lead.leadId, 3 * HOUR_MS);
    // However the jitter falls: 16 attempts have at least 32.6 minutes between them.
    expect(stack.now() - since).toBeGreaterThan(0.5 * HOUR_MS);
    expect(await stack.recordOf(lead.leadId)).toMatchObject({ status: 'dead' });
    const [found] = await stack.leadline.deadLetters.find({ leadId: lead.leadId });
    expect(found?.deadLetter).toMatchObject({
      ...{ step: 'deduplicate', system: 'hubspot', errorClass: 'unavailable' },
    });
    expect(found?.deadLetter.attempts).toHaveLength(16);

    stack.hubspot.mend();
    if (found) await stack.leadline.deadLetters.replay(found.deadLetter);
    await stack.drive(lead.leadId);
    await expectAllDone(lead);
    expect(await stack.leadline.deadLetters.find({ leadId: lead.leadId })).toEqual([]);
  });
});
