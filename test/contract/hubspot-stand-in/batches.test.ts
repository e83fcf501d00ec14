import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connection, connect } from './connection.ts';

let at: Connection;
beforeEach(async () => void (at = await connect()));
afterEach(() => at.hubspot.close());

const batch = (verb: string, body: unknown) =>
  at.send('POST', `/crm/v3/objects/contacts/batch/${verb}`, body);
const emails = () => at.hubspot.state().contacts.map((each) => each.properties['email']);
const byEmail = (
  email: string,
  more: Record<string, string> = {},
): { id: string; idProperty: string; properties: Record<string, string> } => ({
  id: email,
  idProperty: 'email',
  properties: { email, ...more },
});

describe('batches of contacts', () => {
  it('says which of an upsert were new, in no particular order', async () => {
    at.hubspot.seedContact({ email: 'p0@example.com', city: 'Berlin' });
    const inputs = Array.from({ length: 20 }, (_, index) =>
      byEmail(`P${index}@example.com`, { firstname: `N${index}` }),
    );
    const done = await at.client.crm.contacts.batchApi.upsert({ inputs });
    expect(done.results.filter((each) => !each._new).map((each) => each.properties)).toMatchObject([
      { email: 'p0@example.com', firstname: 'N0' },
    ]);
    const sent = inputs.map((each) => each.properties['firstname'] ?? '');
    const order = done.results.map((each) => each.properties['firstname'] ?? '');
    expect(order).not.toEqual(sent);
    expect(new Set(order)).toEqual(new Set(sent));
    expect(at.hubspot.state().contacts[0]?.properties['city']).toBe('Berlin');
  });

  it('writes nothing when one of them is wrong and they carry no trace ids', async () => {
    const done = await batch('upsert', {
      inputs: [byEmail('a@example.com'), byEmail('b@example.com', { nonsense: '1' })],
    });
    expect(done.status).toBe(400);
    expect(emails()).toEqual([]);
  });

  it('writes the sound ones when each carries its own trace id', async () => {
    const done = await batch('upsert', {
      inputs: [
        { ...byEmail('a@example.com'), objectWriteTraceId: 't1' },
        { ...byEmail('b@example.com', { nonsense: '1' }), objectWriteTraceId: 't2' },
      ],
    });
    expect(done).toMatchObject({
      status: 207,
      json: {
        results: [{ properties: { email: 'a@example.com' }, new: true }],
        numErrors: 1,
        errors: [{ category: 'VALIDATION_ERROR', context: { objectWriteTraceId: ['t2'] } }],
      },
    });
    expect(emails()).toEqual(['a@example.com']);
  });

  it('rejects the same contact twice, trace ids or not, whatever the case', async () => {
    const done = await batch('upsert', {
      inputs: [
        { ...byEmail('a@example.com'), objectWriteTraceId: 't1' },
        { ...byEmail('A@Example.com'), objectWriteTraceId: 't2' },
      ],
    });
    expect(done).toMatchObject({
      status: 400,
      json: {
        message: 'Duplicate IDs found in batch input: [a@example.com]. IDs must be unique',
        context: { ids: ['a@example.com'] },
        category: 'VALIDATION_ERROR',
      },
    });
  });

  it('sees one contact behind its two addresses', async () => {
    const id = at.hubspot.seedContact({ email: 'a@example.com' });
    at.hubspot.addSecondaryEmail(id, 'b@example.com');
    const inputs = ['a@example.com', 'b@example.com'].map((email) => ({
      id: email,
      idProperty: 'email',
      properties: { city: 'Berlin' },
    }));
    const done = await batch('upsert', { inputs });
    expect(done).toMatchObject({ status: 400, json: { context: { ids: [id] } } });
  });

  it.each(['create', 'read', 'update', 'upsert', 'archive'])(
    'refuses more than a hundred inputs to %s',
    async (verb) => {
      const inputs = Array.from({ length: 101 }, (_, index) => ({
        ...byEmail(`p${index}@example.com`),
        idProperty: verb === 'upsert' ? 'email' : undefined,
      }));
      expect((await batch(verb, { inputs })).status).toBe(400);
      expect(emails()).toEqual([]);
    },
  );

  it('creates many, and refuses all when one is known already', async () => {
    const made = await at.client.crm.contacts.batchApi.create({
      inputs: [
        { properties: { email: 'a@example.com' }, associations: [] },
        { properties: { email: 'b@example.com' }, associations: [] },
      ],
    });
    expect(made.results).toHaveLength(2);
    const again = await batch('create', {
      inputs: [
        { properties: { email: 'c@example.com' } },
        { properties: { email: 'b@example.com' } },
      ],
    });
    expect(again).toMatchObject({ status: 409, json: { category: 'CONFLICT' } });
    expect(emails()).not.toContain('c@example.com');
  });

  it('passes over a merged id in a batch update, and lists an unknown one', async () => {
    const ada = at.hubspot.seedContact({ email: 'ada@example.com' });
    const old = at.hubspot.seedContact({ email: 'old@example.com' });
    const survivor = at.hubspot.mergeContacts(ada, old);
    const properties = { city: 'Berlin' };
    const done = await batch('update', {
      inputs: [
        { id: old, properties, objectWriteTraceId: 't1' },
        { id: survivor, properties, objectWriteTraceId: 't2' },
        { id: '999', properties, objectWriteTraceId: 't3' },
      ],
    });
    expect(done.status).toBe(207);
    expect(done.json['results']).toMatchObject([{ id: survivor }]);
    expect(done.json['errors']).toMatchObject([
      { category: 'OBJECT_NOT_FOUND', context: { ids: ['999'], objectWriteTraceId: ['t3'] } },
    ]);
    const read = await batch('read', { inputs: [{ id: old }] });
    expect(read).toMatchObject({ status: 207, json: { results: [] } });
  });

  it.each([
    ['update', 'email'],
    ['upsert', 'firstname'],
  ])('refuses to %s by %s', async (verb, idProperty) => {
    const inputs = [{ id: 'x', idProperty, properties: { city: 'Berlin' } }];
    const done = await batch(verb, { inputs });
    expect(done.status).toBe(400);
    expect(done.text).toContain('Unable to perform update/upsert by non-unique');
  });

  it('archives many', async () => {
    const id = at.hubspot.seedContact({ email: 'a@example.com' });
    expect((await batch('archive', { inputs: [{ id }] })).status).toBe(204);
    expect(at.hubspot.state().contacts).toMatchObject([{ id, archived: true }]);
  });
});
