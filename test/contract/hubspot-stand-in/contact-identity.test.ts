import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connection, connect } from './connection.ts';

let at: Connection;
beforeEach(async () => void (at = await connect()));
afterEach(() => at.hubspot.close());

const CONTACTS = '/crm/v3/objects/contacts';

describe('who a contact is', () => {
  it('answers an unknown address with 404 and no category', async () => {
    const read = await at.send('GET', `${CONTACTS}/nobody%40example.com?idProperty=email`);
    expect(read.status).toBe(404);
    expect(read.json).toEqual({
      status: 'error',
      message: 'resource not found',
      correlationId: expect.any(String),
    });
  });

  it('answers an id that is no number in its own words, with two spaces', async () => {
    const read = await at.send('GET', `${CONTACTS}/abc`);
    expect(read.status).toBe(404);
    expect(read.text).toContain('"message":"Object not found.  objectId are usually numeric."');
    expect(read.json).toMatchObject({ context: { id: ['abc'] }, category: 'OBJECT_NOT_FOUND' });
  });

  it('refuses to look up by a property whose values are not unique', async () => {
    const read = await at.send('GET', `${CONTACTS}/Ada?idProperty=firstname`);
    expect(read).toMatchObject({ status: 400, json: { category: 'VALIDATION_ERROR' } });
  });

  it('finds a contact by a further address, which nobody else can take', async () => {
    const id = at.hubspot.seedContact({ email: 'ada@example.com' });
    at.hubspot.addSecondaryEmail(id, 'Ada@Old.example.com');
    const read = await at.send('GET', `${CONTACTS}/ada%40old.example.com?idProperty=email`);
    expect(read.json).toMatchObject({ id, properties: { email: 'ada@example.com' } });
    const made = await at.send('POST', CONTACTS, { properties: { email: 'ada@old.example.com' } });
    expect(made).toMatchObject({
      status: 409,
      json: { message: `Contact already exists. Existing ID: ${id}` },
    });
  });

  it('makes a further address the first one when it is written', async () => {
    const id = at.hubspot.seedContact({ email: 'ada@example.com' });
    at.hubspot.addSecondaryEmail(id, 'ada@old.example.com');
    await at.send('PATCH', `${CONTACTS}/${id}`, { properties: { email: 'ada@old.example.com' } });
    expect(at.hubspot.state().contacts).toMatchObject([
      { properties: { email: 'ada@old.example.com' }, secondaryEmails: ['ada@example.com'] },
    ]);
  });

  it('refuses a change to an address that somebody else has', async () => {
    const ada = at.hubspot.seedContact({ email: 'ada@example.com' });
    const bob = at.hubspot.seedContact({ email: 'bob@example.com' });
    const changed = await at.send('PATCH', `${CONTACTS}/${bob}`, {
      properties: { email: 'ada@example.com' },
    });
    expect(changed).toMatchObject({
      status: 409,
      json: { message: `Contact already exists. Existing ID: ${ada}` },
    });
  });

  it('merges two contacts into a new one that both old ids lead to', async () => {
    const ada = at.hubspot.seedContact({ email: 'ada@example.com', firstname: 'Ada' });
    const old = at.hubspot.seedContact({ email: 'ada@old.example.com', phone: '+49 30 1' });
    const merged = await at.send('POST', `${CONTACTS}/merge`, {
      primaryObjectId: ada,
      objectIdToMerge: old,
    });
    expect(merged.status).toBe(200);
    const id = String(merged.json['id']);
    expect([ada, old]).not.toContain(id);
    for (const each of [ada, old]) {
      const read = await at.send(
        'GET',
        `${CONTACTS}/${each}?properties=phone,hs_additional_emails`,
      );
      expect(read.json).toMatchObject({
        id,
        properties: { phone: '+49 30 1', hs_additional_emails: 'ada@old.example.com' },
      });
    }
    const changed = await at.send('PATCH', `${CONTACTS}/${old}`, {
      properties: { city: 'Berlin' },
    });
    expect(changed).toMatchObject({ status: 200, json: { id } });
  });

  it('refuses more than 250 merges into one contact with 414', async () => {
    let survivor = at.hubspot.seedContact({ firstname: 'Ada' });
    const merge = async () => {
      const other = at.hubspot.seedContact({ firstname: 'Ada' });
      const body = { primaryObjectId: survivor, objectIdToMerge: other };
      const merged = await at.send('POST', `${CONTACTS}/merge`, body);
      if (merged.status === 200) survivor = String(merged.json['id']);
      return merged.status;
    };
    const statuses = [];
    for (let count = 0; count < 126; count += 1) statuses.push(await merge());
    expect(statuses.filter((status) => status === 200)).toHaveLength(125);
    expect(statuses.at(-1)).toBe(414);
  });

  it('erases a contact for good and never takes its address again', async () => {
    const id = at.hubspot.seedContact({ email: 'ada@example.com' });
    const erased = await at.send('POST', `${CONTACTS}/gdpr-delete`, { objectId: id });
    expect(erased.status).toBe(204);
    expect(at.hubspot.state().contacts).toEqual([]);
    const made = await at.send('POST', CONTACTS, { properties: { email: 'ada@example.com' } });
    expect(made.status).toBe(400);
    expect(made.text).toContain('GDPR');
  });

  it('archives a contact, hides it from reads and frees its address', async () => {
    const id = at.hubspot.seedContact({ email: 'ada@example.com' });
    await at.client.crm.contacts.basicApi.archive(id);
    expect((await at.send('GET', `${CONTACTS}/${id}`)).status).toBe(404);
    const archived = await at.send('GET', `${CONTACTS}/${id}?archived=true`);
    expect(archived.json).toMatchObject({ id, archived: true });
    const made = await at.send('POST', CONTACTS, { properties: { email: 'ada@example.com' } });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toContain(String(made.json['id']));
  });

  it('lists contacts a page at a time', async () => {
    for (const name of ['a', 'b', 'c']) at.hubspot.seedContact({ firstname: name });
    const first = await at.client.crm.contacts.basicApi.getPage(2);
    expect(first.results).toHaveLength(2);
    const rest = await at.client.crm.contacts.basicApi.getPage(2, first.paging?.next?.after);
    expect(rest.results.map((each) => each.properties['firstname'])).toEqual(['c']);
    expect(rest.paging).toBeUndefined();
  });
});
