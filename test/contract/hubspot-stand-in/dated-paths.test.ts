import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connection, connect } from './connection.ts';

let at: Connection;
beforeEach(async () => void (at = await connect()));
afterEach(() => at.hubspot.close());

const CONTACTS = '/crm/objects/2026-09/contacts';

describe('dated paths', () => {
  it('carry the same bodies as the numbered ones, with the record’s address added', async () => {
    const made = await at.send('POST', CONTACTS, { properties: { email: 'ada@example.com' } });
    expect(made.status).toBe(201);
    const id = String(made.json['id']);
    const [dated, numbered] = await Promise.all([
      at.send('GET', `${CONTACTS}/${id}`),
      at.send('GET', `/crm/v3/objects/contacts/${id}`),
    ]);
    const { url, ...same } = dated.json;
    expect(url).toBe(`https://app.hubspot.com/contacts/62515/record/0-1/${id}`);
    expect(same).toEqual(numbered.json);
  });

  it.each([
    ['POST', '/crm/objects/2026-09/contacts/search', {}],
    ['POST', '/crm/objects/2026-03/contacts/batch/archive', { inputs: [] }],
    ['POST', '/crm/objects/2025-09/tasks/batch/read', { inputs: [] }],
    ['GET', '/crm/owners/2026-09', undefined],
    ['GET', '/crm/properties/2026-09/tasks', undefined],
    ['GET', '/crm/properties/2026-09/contacts/groups', undefined],
    ['GET', '/account-info/2026-09/details', undefined],
    ['POST', '/crm/associations/2026-09/tasks/contacts/batch/associate/default', { inputs: [] }],
  ])('know %s %s', async (method, path, body) => {
    expect((await at.send(method, path, body)).status).toBeLessThan(300);
  });

  it('answer a batch of associations with 200 where v4 answers 201', async () => {
    const contact = at.hubspot.seedContact({ email: 'ada@example.com' });
    const company = at.hubspot.seedCompany({ domain: 'a.example' });
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }];
    const body = { inputs: [{ from: { id: contact }, to: { id: company }, types }] };
    const send = (family: string) =>
      at.send('POST', `${family}/contacts/companies/batch/create`, body);
    expect((await send('/crm/associations/2026-09')).status).toBe(200);
    expect((await send('/crm/v4/associations')).status).toBe(201);
    const put = `${CONTACTS}/${contact}/associations/default/companies/${company}`;
    expect((await at.send('PUT', put)).status).toBe(200);
  });

  it('give trace ids back with what was created', async () => {
    const inputs = [{ properties: { firstname: 'Ada' }, objectWriteTraceId: 't1' }];
    const made = await at.send('POST', `${CONTACTS}/batch/create`, { inputs });
    expect(made.json['results']).toMatchObject([{ objectWriteTraceId: 't1' }]);
  });
});

describe('properties that an administrator made required', () => {
  it('are required to create a record from 2026-09 on, and not before', async () => {
    at.hubspot.requireProperty({ type: 'contacts', property: 'country' });
    const body = { properties: { firstname: 'Ada' } };
    const refused = await at.send('POST', CONTACTS, body);
    expect(refused).toMatchObject({
      status: 400,
      json: {
        category: 'VALIDATION_ERROR',
        errors: [{ code: 'MISSING_REQUIRED_PROPERTY', context: { propertyName: ['country'] } }],
      },
    });
    for (const path of ['/crm/v3/objects/contacts', '/crm/objects/2026-03/contacts']) {
      expect((await at.send('POST', path, body)).status).toBe(201);
    }
    const country = { properties: { firstname: 'Ada', country: 'Germany' } };
    expect((await at.send('POST', CONTACTS, country)).status).toBe(201);
  });

  it('can be required depending on another one', async () => {
    const when = { property: 'hs_lead_status', value: 'UNQUALIFIED' };
    at.hubspot.requireProperty({ type: 'contacts', property: 'message', when });
    const id = at.hubspot.seedContact({ firstname: 'Ada' });
    const change = (properties: Record<string, string>) =>
      at.send('PATCH', `${CONTACTS}/${id}`, { properties });
    expect((await change({ hs_lead_status: 'OPEN' })).status).toBe(200);
    const refused = await change({ hs_lead_status: 'UNQUALIFIED' });
    expect(refused.status).toBe(400);
    expect(refused.json['errors']).toMatchObject([
      { code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY' },
    ]);
    const both = await change({ hs_lead_status: 'UNQUALIFIED', message: 'no budget' });
    expect(both.status).toBe(200);
    expect((await change({ city: 'Berlin' })).status).toBe(200);
    expect((await change({ message: '' })).status).toBe(400);
  });
});
