import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pastDecision } from '../../src/workflow/past-decision.ts';
import { type Stack, startStack } from '../support/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const form = { email: 'olga@replayed.example.com', name: 'Olga Novak', country: 'Germany' };

describe('the replay of an assignment', () => {
  it('asks the CRM again whose the person is, so that nobody loses a contact by it', async () => {
    const { leadline, hubspot } = stack;
    hubspot.fail({
      method: 'POST',
      path: '/contacts',
      bodyIncludes: 'Olga',
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ status: 'error', category: 'VALIDATION_ERROR', message: 'no' }),
    });
    const leadId = await stack.accept('contact-page', form);
    await stack.processAll();
    const [found] = await leadline.deadLetters.find({ leadId });
    expect(found?.deadLetter.step).toBe('assign');

    const ewan = await leadline.crm.ownerByEmail('e.clarke@example.com');
    hubspot.mend();
    hubspot.seedContact({
      email: form.email,
      firstname: 'Olga',
      hubspot_owner_id: ewan?.ownerId ?? '',
    });
    if (found) await leadline.deadLetters.replay(found.deadLetter);
    await stack.processAll();

    const record = await leadline.ledger.load(leadId);
    expect(record?.status).toBe('complete');
    expect(record?.steps['assign']?.result).toMatchObject({
      known: true,
      ownerId: ewan?.ownerId,
      decision: { rung: 'known-owner', owner: { member: 'ewan' } },
    });
    const contacts = hubspot
      .state()
      .contacts.filter(({ properties }) => properties['email'] === form.email);
    expect(contacts).toHaveLength(1);

    const { configurations, settings } = leadline;
    const past = record && (await pastDecision(record, { configurations, live: settings }));
    expect(past).toMatchObject({ ok: true, identical: true, differs: [] });
  });
});
