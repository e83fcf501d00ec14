import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connection, connect } from './connection.ts';

const LAG_MS = 5_000;

let at: Connection;
beforeEach(async () => void (at = await connect({ searchLagMs: LAG_MS })));
afterEach(() => at.hubspot.close());

const search = (body: unknown) => at.send('POST', '/crm/v3/objects/contacts/search', body);
const where = (...filters: unknown[]) => ({ filterGroups: [{ filters }], properties: ['email'] });
const is = (propertyName: string, operator: string, value?: unknown) => ({
  propertyName,
  operator,
  ...(Array.isArray(value) ? { values: value } : value !== undefined && { value }),
});

async function found(...filters: unknown[]): Promise<string[]> {
  at.clock.now += 1_000;
  const { json } = await search(where(...filters));
  const results = (json['results'] ?? []) as { properties: { email: string } }[];
  return results.map((each) => each.properties.email.replace('@example.com', ''));
}

describe('search', () => {
  it('does not see a contact before the index has caught up, while a read does', async () => {
    const id = at.hubspot.seedContact({ email: 'ada@example.com' });
    at.clock.now += LAG_MS - 1_001;
    expect(await found(is('email', 'EQ', 'ada@example.com'))).toEqual([]);
    const read = await at.send(
      'GET',
      '/crm/v3/objects/contacts/ada%40example.com?idProperty=email',
    );
    expect(read.json['id']).toBe(id);
    expect(await found(is('email', 'EQ', 'ada@example.com'))).toEqual(['ada']);
  });

  it('sees a change later than a read does', async () => {
    const id = at.hubspot.seedContact({ email: 'ada@example.com', city: 'Bonn' });
    at.clock.now += LAG_MS;
    await at.send('PATCH', `/crm/v3/objects/contacts/${id}`, { properties: { city: 'Berlin' } });
    expect(await found(is('city', 'EQ', 'Bonn'))).toEqual(['ada']);
    at.clock.now += LAG_MS;
    expect(await found(is('city', 'EQ', 'berlin'))).toEqual(['ada']);
  });

  it('knows the filter operators', async () => {
    const ada = at.hubspot.seedContact({
      email: 'ada@example.com',
      city: 'Berlin',
      numemployees: '50',
      hs_lead_status: 'NEW',
    });
    at.hubspot.addSecondaryEmail(ada, 'ada@old.example.com');
    at.hubspot.seedContact({ email: 'bob@example.com', city: 'Bonn', numemployees: '9' });
    at.hubspot.seedContact({ email: 'eve@example.com' });
    at.clock.now += LAG_MS;
    expect(await found(is('city', 'NEQ', 'Bonn'))).toEqual(['ada']);
    expect(await found(is('city', 'IN', ['berlin', 'bonn']))).toEqual(['ada', 'bob']);
    expect(await found(is('city', 'IN', ['Berlin']))).toEqual([]);
    expect(await found(is('city', 'NOT_IN', ['berlin']))).toEqual(['bob']);
    expect(await found(is('city', 'HAS_PROPERTY'))).toEqual(['ada', 'bob']);
    expect(await found(is('city', 'NOT_HAS_PROPERTY'))).toEqual(['eve']);
    expect(await found(is('numemployees', 'GT', 9))).toEqual(['ada']);
    expect(await found(is('numemployees', 'GTE', 9))).toEqual(['ada', 'bob']);
    expect(await found(is('numemployees', 'LT', 50))).toEqual(['bob']);
    expect(await found(is('createdate', 'LTE', at.clock.now))).toEqual(['ada', 'bob', 'eve']);
    expect(await found(is('hs_lead_status', 'EQ', 'new'))).toEqual([]);
    expect(
      await found(is('hs_additional_emails', 'CONTAINS_TOKEN', 'ada@old.example.com')),
    ).toEqual(['ada']);
    expect(await found(is('email', 'CONTAINS_TOKEN', 'b*'), is('city', 'EQ', 'bonn'))).toEqual([
      'bob',
    ]);
    expect(
      await found({ propertyName: 'numemployees', operator: 'BETWEEN', value: 1, highValue: 9 }),
    ).toEqual(['bob']);
  });

  it('pages and sorts, and never shows an archived contact', async () => {
    const ids = ['a', 'c', 'b'].map((name) => at.hubspot.seedContact({ firstname: name }));
    await at.client.crm.contacts.basicApi.archive(ids[1] ?? '');
    at.clock.now += LAG_MS;
    const page = (after?: string) =>
      at.client.crm.contacts.searchApi.doSearch({
        sorts: ['-firstname'],
        properties: ['firstname'],
        limit: 1,
        ...(after !== undefined && { after }),
      });
    const first = await page();
    expect(first.total).toBe(2);
    expect(first.results[0]?.properties['firstname']).toBe('b');
    const next = await page(first.paging?.next?.after);
    expect(next.results[0]?.properties['firstname']).toBe('a');
    expect(next.paging).toBeUndefined();
  });

  it.each([
    ['3,001 characters', { query: 'x'.repeat(3_000) }],
    ['six filter groups', { filterGroups: Array.from({ length: 6 }, () => ({ filters: [] })) }],
    ['seven filters in a group', where(...Array.from({ length: 7 }, () => is('email', 'EQ', 'a')))],
    ['two sorts', { sorts: ['email', 'city'] }],
    ['pages of more than 200', { limit: 201 }],
    ['more than 10,000 results', { limit: 200, after: '9900' }],
    ['an unknown property', where(is('nonsense', 'EQ', 'a'))],
    ['an unknown operator', where(is('email', 'LIKE', 'a'))],
    ['a list without values', where(is('email', 'IN'))],
  ])('refuses %s', async (_, body) => {
    expect(await search(body)).toMatchObject({
      status: 400,
      json: { category: 'VALIDATION_ERROR' },
    });
  });

  it('allows five searches a second in the account, without rate headers', async () => {
    const burst = [];
    for (let count = 0; count < 6; count += 1) burst.push(await search({}));
    expect(burst.map((each) => each.status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(burst[5]?.json).toMatchObject({
      message: 'You have reached your secondly limit.',
      errorType: 'RATE_LIMIT',
      policyName: 'SECONDLY',
    });
    expect([...(burst[0]?.headers.keys() ?? [])].filter((name) => name.includes('rate'))).toEqual(
      [],
    );
    at.clock.now += 1_000;
    expect((await search({})).status).toBe(200);
  });
});
