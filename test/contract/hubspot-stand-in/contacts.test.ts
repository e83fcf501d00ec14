import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connection, connect } from './connection.ts';

let at: Connection;
beforeEach(async () => void (at = await connect()));
afterEach(() => at.hubspot.close());

const basic = () => at.client.crm.contacts.basicApi;

describe('the vendor’s own client and contacts', () => {
  it('creates a contact, its address in lower case and every value a string', async () => {
    const made = await basic().create({
      properties: { email: 'Ada.Lovelace@Example.com', firstname: 'Ada', numemployees: '12' },
      associations: [],
    });
    expect(made.properties).toMatchObject({
      email: 'ada.lovelace@example.com',
      firstname: 'Ada',
      numemployees: '12',
      lifecyclestage: 'lead',
      hs_object_id: made.id,
      hs_email_domain: 'example.com',
      hs_object_source: 'INTEGRATION',
      hs_pipeline: 'contacts-lifecycle-pipeline',
    });
    expect(made.createdAt).toEqual(new Date(at.clock.now));
  });

  it('refuses a second contact with the same address and names the first', async () => {
    const id = at.hubspot.seedContact({ email: 'ada@example.com' });
    const again = basic().create({ properties: { email: 'ADA@example.com' }, associations: [] });
    await expect(again).rejects.toMatchObject({
      code: 409,
      body: {
        status: 'error',
        message: `Contact already exists. Existing ID: ${id}`,
        correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        category: 'CONFLICT',
      },
    });
  });

  it('changes a contact by id and by address', async () => {
    const id = at.hubspot.seedContact({ email: 'ada+x@example.com' });
    await basic().update(id, { properties: { firstname: 'Ada' } });
    await basic().update('ada+x@example.com', { properties: { lastname: 'L' } }, 'email');
    const read = await basic().getById(id, ['firstname', 'lastname', 'phone', 'no_such_thing']);
    expect(read.properties).toEqual({
      createdate: new Date(at.clock.now).toISOString(),
      firstname: 'Ada',
      hs_object_id: id,
      lastmodifieddate: new Date(at.clock.now).toISOString(),
      lastname: 'L',
      phone: null,
    });
  });

  it('answers a batch read of known and unknown addresses with 207', async () => {
    const id = at.hubspot.seedContact({ email: 'ada@example.com' });
    const read = await at.client.crm.contacts.batchApi.readWithHttpInfo({
      properties: ['email'],
      propertiesWithHistory: [],
      idProperty: 'email',
      inputs: [{ id: 'ada@example.com' }, { id: 'bob@example.com' }],
    });
    expect(read.httpStatusCode).toBe(207);
    expect(read.data).toMatchObject({
      status: 'COMPLETE',
      results: [{ id, properties: { email: 'ada@example.com' } }],
      numErrors: 1,
      errors: [{ category: 'OBJECT_NOT_FOUND', context: { ids: ['bob@example.com'] } }],
    });
  });
});
