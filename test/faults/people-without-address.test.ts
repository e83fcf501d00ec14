import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startTimedStack, type TimedStack } from '../support/timed-stack.ts';

let stack: TimedStack;
beforeAll(async () => {
  stack = await startTimedStack({ destinations: [] });
});
afterEach(() => stack.hubspot.mend());
afterAll(() => stack.stop());

const contactsWith = (phone: string) =>
  stack.hubspot.state().contacts.filter(({ properties }) => properties['phone'] === phone);

const refuseContacts = () =>
  stack.hubspot.fail({
    method: 'POST',
    path: '/contacts',
    bodyIncludes: '"phone"',
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: '{"status":"error","message":"no","category":"VALIDATION_ERROR"}',
  });

const DAY_MS = 86_400_000;

describe('somebody who leaves a telephone number only', () => {
  it('is one contact, although HubSpot would make two', async () => {
    const phone = '+493012345601';
    for (const { leadId } of [await stack.submit(phone), await stack.submit(phone)]) {
      await stack.drive(leadId);
    }
    expect(contactsWith(phone)).toHaveLength(1);
  });

  it('is one contact when an earlier lead comes back from the dead letters', async () => {
    const phone = '+493012345602';
    const first = await stack.submit(phone);
    refuseContacts();
    await stack.drive(first.leadId);
    expect(await stack.recordOf(first.leadId)).toMatchObject({ status: 'dead' });
    stack.hubspot.mend();
    await stack.pass(DAY_MS);
    const second = await stack.submit(phone);
    await stack.drive(second.leadId);

    const [found] = await stack.leadline.deadLetters.find({ leadId: first.leadId });
    if (found) await stack.leadline.deadLetters.replay(found.deadLetter);
    await stack.drive(first.leadId);
    expect(await stack.recordOf(first.leadId)).toMatchObject({ status: 'complete' });
    expect(contactsWith(phone)).toHaveLength(1);
  });

  it('waits while a later lead is being assigned, when an earlier one is replayed', async () => {
    const phone = '+493012345603';
    const first = await stack.submit(phone);
    refuseContacts();
    await stack.drive(first.leadId);
    stack.hubspot.mend();
    await stack.pass(DAY_MS);
    const second = await stack.submit(phone);
    await stack.leadline.runStep({ leadId: second.leadId, step: { stage: 'deduplicate' } });

    const [found] = await stack.leadline.deadLetters.find({ leadId: first.leadId });
    if (found) await stack.leadline.deadLetters.replay(found.deadLetter);
    const again = { leadId: first.leadId, step: { stage: 'deduplicate' } } as const;
    expect(await stack.leadline.runStep(again)).toMatchObject({ act: 'delay' });
    for (const { leadId } of [second, first]) await stack.drive(leadId);
    expect(contactsWith(phone)).toHaveLength(1);
  });
});
