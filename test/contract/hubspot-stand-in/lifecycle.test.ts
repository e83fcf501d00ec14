import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connection, connect } from './connection.ts';

let at: Connection;
beforeEach(async () => void (at = await connect()));
afterEach(() => at.hubspot.close());

async function stageAfter(from: string, ...sent: string[]): Promise<unknown> {
  const id = at.hubspot.seedContact({ firstname: 'Ada', lifecyclestage: from });
  for (const stage of sent) {
    const path = `/crm/v3/objects/contacts/${id}`;
    const changed = await at.send('PATCH', path, { properties: { lifecyclestage: stage } });
    expect(changed.status).toBe(200);
  }
  return at.hubspot.state().contacts.at(-1)?.properties['lifecyclestage'];
}

describe('the lifecycle stage', () => {
  it('moves forward', async () => {
    expect(await stageAfter('lead', 'opportunity')).toBe('opportunity');
  });

  it('ignores a step back without a word', async () => {
    expect(await stageAfter('customer', 'lead')).toBe('customer');
  });

  it('goes back once it was cleared in a request of its own', async () => {
    expect(await stageAfter('customer', '', 'lead')).toBe('lead');
  });

  it('notes when a stage was reached', async () => {
    const id = at.hubspot.seedContact({ firstname: 'Ada' });
    at.clock.now += 60_000;
    const path = `/crm/v3/objects/contacts/${id}`;
    const changed = await at.send('PATCH', path, { properties: { lifecyclestage: 'customer' } });
    expect(changed.json).toMatchObject({
      properties: {
        hs_lifecyclestage_lead_date: '2026-11-23T08:00:00.000Z',
        hs_lifecyclestage_customer_date: '2026-11-23T08:01:00.000Z',
      },
    });
  });
});
