import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connection, connect } from './connection.ts';

let at: Connection;
beforeEach(async () => void (at = await connect()));
afterEach(() => at.hubspot.close());

const create = (name: string) =>
  at.send('POST', '/crm/v3/objects/contacts', { properties: { firstname: name } });
const names = () => at.hubspot.state().contacts.map((each) => each.properties['firstname']);

describe('outages', () => {
  it('answers a web page instead of JSON while it is down', async () => {
    at.hubspot.fail({ status: 502, body: '<html>Bad Gateway</html>', times: 1 });
    expect(await create('Ada')).toMatchObject({ status: 502, text: '<html>Bad Gateway</html>' });
    expect(names()).toEqual([]);
    expect((await create('Ada')).status).toBe(201);
  });

  it('can answer 504 after the write was made', async () => {
    at.hubspot.fail({ status: 504, when: 'after', times: 1 });
    expect((await create('Ada')).status).toBe(504);
    expect(names()).toEqual(['Ada']);
  });

  it('can cut the connection after the write was made, and answer slowly', async () => {
    at.hubspot.fail({ how: 'reset', when: 'after', times: 1 });
    await expect(create('Ada')).rejects.toThrow('fetch failed');
    expect(names()).toEqual(['Ada']);
    at.hubspot.fail({ how: 'slow-body', when: 'after', forMs: 30, times: 1 });
    expect((await create('Bob')).status).toBe(201);
  });

  it('begins anew when reset', async () => {
    await at.hubspot.close();
    at = await connect({ owners: [{ id: '7', email: 'eva@example.com' }] });
    at.hubspot.seedProperty('contacts', { name: 'own' });
    await create('Ada');
    at.hubspot.reset();
    expect(at.hubspot.state()).toEqual({
      contacts: [],
      companies: [],
      deals: [],
      tasks: [],
      notes: [],
      associations: [],
      properties: { contacts: [], companies: [], deals: [], tasks: [], notes: [] },
      owners: [{ id: '7', email: 'eva@example.com', archived: false }],
    });
    expect(at.hubspot.callsByRoute()).toEqual({});
  });
});
