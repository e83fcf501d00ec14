import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connection, connect } from './connection.ts';

const DEALS = '/crm/objects/2026-09/deals';

let setting: Connection;
let contactId: string;
beforeEach(async () => {
  setting = await connect();
  contactId = setting.hubspot.seedContact({ email: 'jane@acme.example.com' });
});
afterEach(() => setting.hubspot.close());

async function readDeal(id: string): Promise<Record<string, unknown>> {
  const { json } = await setting.send('POST', `${DEALS}/batch/read`, {
    properties: ['dealstage', 'hs_is_closed', 'hs_is_closed_won'],
    inputs: [{ id }],
  });
  const [deal] = json['results'] as { properties: Record<string, unknown> }[];
  return deal?.properties ?? {};
}

describe("the stand-in's deals", () => {
  it('are made with a name and a stage, in the first pipeline', async () => {
    const { send } = setting;
    const refused = await send('POST', DEALS, { properties: { dealname: 'Renewal' } });
    expect(refused.json).toMatchObject({
      message: 'Error creating DEAL. Some required properties were not set.',
      context: { properties: ['dealstage'] },
    });
    const made = await send('POST', DEALS, {
      properties: { dealname: 'Renewal', dealstage: 'contractsent' },
      associations: [
        {
          to: { id: contactId },
          types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 3 }],
        },
      ],
    });
    expect(made.status).toBe(201);
    expect(made.json['properties']).toMatchObject({ hs_is_closed: 'false' });
    const read = await send('GET', `${DEALS}/${String(made.json['id'])}`);
    expect(read.json['properties']).toMatchObject({ dealname: 'Renewal', pipeline: 'default' });
  });

  it('are closed when they are won or lost, and nobody can write that they are', async () => {
    const { hubspot, send } = setting;
    const id = hubspot.seedDeal({ dealname: 'Renewal' }, [contactId]);
    expect(await readDeal(id)).toMatchObject({ hs_is_closed: 'false', hs_is_closed_won: 'false' });

    await send('PATCH', `${DEALS}/${id}`, { properties: { dealstage: 'closedwon' } });
    expect(await readDeal(id)).toMatchObject({ hs_is_closed: 'true', hs_is_closed_won: 'true' });

    const refused = await send('PATCH', `${DEALS}/${id}`, {
      properties: { hs_is_closed: 'false' },
    });
    expect(refused.json).toMatchObject({ errors: [{ code: 'READ_ONLY_VALUE' }] });
  });

  it('are found from their contact, singly and in a batch', async () => {
    const { hubspot, send } = setting;
    const id = hubspot.seedDeal({}, [contactId]);
    const alone = hubspot.seedContact({ email: 'alone@acme.example.com' });

    const read = await send('GET', `/crm/v3/objects/contacts/${contactId}?associations=deals`);
    expect(read.json['associations']).toEqual({
      deals: { results: [{ id, type: 'contact_to_deal' }] },
    });
    const batch = await send('POST', '/crm/v4/associations/contacts/deals/batch/read', {
      inputs: [{ id: contactId }, { id: alone }],
    });
    expect(batch).toMatchObject({
      status: 207,
      json: {
        results: [{ from: { id: contactId }, to: [{ toObjectId: id }] }],
        numErrors: 1,
        errors: [
          {
            category: 'OBJECT_NOT_FOUND',
            subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
            message: `No deal is associated with contact ${alone}.`,
            context: { fromObjectId: [alone], fromObjectType: ['contact'], toObjectType: ['deal'] },
          },
        ],
      },
    });
  });

  it('need scopes of their own', async () => {
    await setting.hubspot.close();
    setting = await connect({ tokens: { 'pat-na1-sandbox': ['crm.objects.contacts.read'] } });
    const refused = await setting.send('POST', `${DEALS}/batch/read`, { inputs: [{ id: '1' }] });
    expect(refused).toMatchObject({
      status: 403,
      json: {
        category: 'MISSING_SCOPES',
        errors: [{ context: { requiredGranularScopes: ['crm.objects.deals.read'] } }],
      },
    });
  });
});
