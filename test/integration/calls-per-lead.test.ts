import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from '../support/stack.ts';

/**
 * HubSpot counts calls by the ten seconds and by the day, for all programs of the account together:
 * what a lead takes of them is a promise. The list of owners is asked for once and then known.
 */

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
  await stack.accept('contact-page', { email: 'first@warm-up.example.com', country: 'DE' });
  await stack.processAll();
});
afterAll(() => stack.stop());

const KNOWN = 'grace@whitfield-foods.example.com';

/** `POST /crm/…` of every call that HubSpot got for these leads, in order. */
async function callsFor(post: () => Promise<string[]>): Promise<string[]> {
  const before = stack.hubspot.journal.length;
  const leadIds = await post();
  await stack.processAll();
  for (const leadId of leadIds) {
    const record = await stack.leadline.ledger.load(leadId);
    expect(record?.status).toBe('complete');
  }
  return stack.hubspot.journal.slice(before).map(({ method, path }) => `${method} ${path}`);
}

function form(email: string, message: string): Promise<string> {
  return stack.accept('contact-page', { email, message, country: 'DE', consent: 'on' });
}

describe('The calls of HubSpot for one lead', () => {
  it('are at most three when the person is new', async () => {
    const calls = await callsFor(async () => [await form('new@person.example.com', 'Hello')]);
    expect(calls.length).toBeLessThanOrEqual(3);
    expect(stack.hubspot.state().tasks).toHaveLength(2);
  });

  it('are at most three when the person is known', async () => {
    const owner = await stack.leadline.crm.ownerByEmail('ada.brandt@example.com');
    stack.hubspot.seedContact({ email: KNOWN, hubspot_owner_id: owner?.ownerId ?? '' });
    const calls = await callsFor(async () => [await form(KNOWN, 'The renewal, please.')]);
    expect(calls.length).toBeLessThanOrEqual(3);
  });

  it('are at most two when the lead joins one of the same person, and none is for a task', async () => {
    const calls = await callsFor(async () => [
      await form('mia@atelier.example.com', 'Prices?'),
      await form('mia@atelier.example.com', 'And when can you start?'),
    ]);
    expect(calls.length).toBeLessThanOrEqual(3 + 2);
    expect(calls.filter((call) => call.includes('tasks'))).toHaveLength(1);
  });
});
