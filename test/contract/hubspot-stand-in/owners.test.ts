import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connection, connect } from './connection.ts';

let at: Connection;
beforeEach(async () => void (at = await connect()));
afterEach(() => at.hubspot.close());

const owners = () => at.client.crm.owners.ownersApi;

describe('owners', () => {
  it('lists active owners by page and by address', async () => {
    for (const name of ['eva', 'tom', 'ida']) {
      at.hubspot.seedOwner({ email: `${name}@example.com`, firstName: name });
    }
    const first = await owners().getPage(undefined, undefined, 2);
    expect(first.results.map((each) => each.email)).toEqual(['eva@example.com', 'tom@example.com']);
    const rest = await owners().getPage(undefined, first.paging?.next?.after, 2);
    expect(rest.results.map((each) => each.email)).toEqual(['ida@example.com']);
    const one = await owners().getPage('TOM@example.com');
    expect(one.results.map((each) => each.firstName)).toEqual(['tom']);
    expect((await at.send('GET', '/crm/v3/owners?limit=501')).status).toBe(400);
  });

  it('shows archived owners only when asked for them, without a user id', async () => {
    const id = at.hubspot.seedOwner({ email: 'eva@example.com', userId: 77 });
    at.hubspot.seedOwner({ email: 'tom@example.com' });
    at.hubspot.archiveOwner(id);
    const active = await at.send('GET', '/crm/v3/owners');
    expect(active.json['results']).toMatchObject([{ email: 'tom@example.com', type: 'PERSON' }]);
    const archived = await at.send('GET', '/crm/v3/owners?archived=true');
    expect(archived.json['results']).toMatchObject([
      { id, userId: null, userIdIncludingInactive: 77, archived: true },
    ]);
    expect((await at.send('GET', `/crm/v3/owners/${id}`)).status).toBe(404);
    expect((await at.send('GET', `/crm/v3/owners/${id}?archived=true`)).status).toBe(200);
  });

  it('reads one by owner id or by user id, with teams only where there are any', async () => {
    const teams = [{ id: '1', name: 'DACH', primary: true }];
    const eva = at.hubspot.seedOwner({ email: 'eva@example.com', userId: 77, teams });
    at.hubspot.seedOwner({ email: 'tom@example.com', userId: 78 });
    const byUser = await at.send('GET', '/crm/v3/owners/77?idProperty=userId');
    expect(byUser.json).toMatchObject({ id: eva, teams });
    const other = await at.send('GET', '/crm/v3/owners/78?idProperty=userId');
    expect(other.json).not.toHaveProperty('teams');
  });
});
