import { afterEach, describe, expect, it } from '@jest/globals';
import { type Connection, connect } from './connection.ts';

let at: Connection;
afterEach(() => at.hubspot.close());

const CONTACTS = '/crm/v3/objects/contacts';
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('access', () => {
  it('refuses calls without a token, with an unknown one and with an expired one', async () => {
    at = await connect({ tokens: { good: ['crm.objects.contacts.read'] } });
    for (const headers of [{ authorization: '' }, bearer('stranger'), bearer('toString')]) {
      expect(await at.send('GET', CONTACTS, undefined, headers)).toMatchObject({
        status: 401,
        json: { status: 'error', category: 'INVALID_AUTHENTICATION' },
      });
    }
    expect((await at.send('GET', CONTACTS, undefined, bearer('good'))).status).toBe(200);
    at.hubspot.expireToken('good');
    expect(await at.send('GET', CONTACTS, undefined, bearer('good'))).toMatchObject({
      status: 401,
      json: { category: 'EXPIRED_AUTHENTICATION' },
    });
  });

  it('names the scope that is missing', async () => {
    at = await connect({ tokens: { reader: ['crm.objects.contacts.read'] } });
    const made = await at.send('POST', CONTACTS, { properties: {} }, bearer('reader'));
    expect(made).toMatchObject({
      status: 403,
      json: {
        errors: [{ context: { requiredGranularScopes: ['crm.objects.contacts.write'] } }],
        links: { scopes: 'https://developers.hubspot.com/scopes' },
        category: 'MISSING_SCOPES',
      },
    });
    for (const path of [
      '/crm/v3/owners',
      '/crm/v3/properties/contacts',
      `/crm/v3/objects/companies`,
    ]) {
      expect((await at.send('GET', path, undefined, bearer('reader'))).status).toBe(403);
    }
    const details = await at.send('GET', '/account-info/v3/details', undefined, bearer('reader'));
    expect(details).toMatchObject({ status: 200, json: { portalId: 62_515, timeZone: 'UTC' } });
  });
});

describe('limits', () => {
  it('counts calls over rolling ten seconds for each token', async () => {
    const scopes = ['crm.objects.contacts.read'];
    at = await connect({ tokens: { one: scopes, two: scopes }, limits: { perTenSeconds: 2 } });
    const get = (token: string) => at.send('GET', CONTACTS, undefined, bearer(token));
    const first = await get('one');
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'content-type': 'application/json;charset=utf-8',
      'x-hubspot-correlation-id': expect.any(String),
      'x-hubspot-ratelimit-max': '2',
      'x-hubspot-ratelimit-remaining': '1',
      'x-hubspot-ratelimit-interval-milliseconds': '10000',
      'x-hubspot-ratelimit-daily': '625000',
      'x-hubspot-ratelimit-daily-remaining': '624999',
    });
    at.clock.now += 6_000;
    await get('one');
    const refused = await get('one');
    expect(refused.json).toEqual({
      status: 'error',
      message: 'You have reached your ten_secondly_rolling limit.',
      errorType: 'RATE_LIMIT',
      correlationId: expect.any(String),
      policyName: 'TEN_SECONDLY_ROLLING',
      requestId: expect.any(String),
    });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBeNull();
    expect((await get('two')).status).toBe(200);
    at.clock.now += 4_000;
    expect((await get('one')).status).toBe(200);
    expect((await get('one')).status).toBe(429);
  });

  it('counts the day for all tokens together, until midnight in the account', async () => {
    at = await connect({ limits: { perDay: 1 }, timeZone: 'Europe/Berlin' });
    expect((await at.send('GET', CONTACTS)).status).toBe(200);
    const refused = await at.send('GET', CONTACTS);
    expect(refused).toMatchObject({
      status: 429,
      json: { message: 'You have reached your daily limit.', policyName: 'DAILY' },
    });
    // 08:00 UTC is 09:00 in Berlin: fifteen hours to midnight there.
    at.clock.now += 15 * 3_600_000 - 1;
    expect((await at.send('GET', CONTACTS)).status).toBe(429);
    at.clock.now += 1;
    expect((await at.send('GET', CONTACTS)).status).toBe(200);
  });

  it('counts what other integrations of the account use of the day', async () => {
    at = await connect();
    at.hubspot.leaveToday(1);
    const last = await at.send('GET', CONTACTS);
    expect(last.status).toBe(200);
    expect(last.headers.get('x-hubspot-ratelimit-daily-remaining')).toBe('0');
    const refused = await at.send('GET', CONTACTS);
    expect(refused).toMatchObject({ status: 429, json: { policyName: 'DAILY' } });
    expect(refused.headers.get('x-hubspot-ratelimit-daily-remaining')).toBe('0');
  });

  it('gives associations a budget of their own', async () => {
    at = await connect({ limits: { perTenSeconds: 1, associationsPerTenSeconds: 2 } });
    const id = at.hubspot.seedContact({ firstname: 'Ada' });
    const path = `/crm/v4/objects/contacts/${id}/associations/tasks`;
    await at.send('GET', CONTACTS);
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await at.send('GET', path)).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it('locks a record that is written too often for two seconds', async () => {
    at = await connect({ limits: { recordWritesPerSecond: 2 } });
    const id = at.hubspot.seedContact({ firstname: 'Ada' });
    const write = () => at.send('PATCH', `${CONTACTS}/${id}`, { properties: { city: 'Berlin' } });
    expect([await write(), await write(), await write()].map((each) => each.status)).toEqual([
      200, 200, 423,
    ]);
    at.clock.now += 1_999;
    expect((await write()).status).toBe(423);
    at.clock.now += 1;
    expect((await write()).status).toBe(200);
    at.hubspot.lockRecord(id, 500);
    expect((await write()).status).toBe(423);
    expect((await at.send('GET', `${CONTACTS}/${id}`)).status).toBe(200);
  });

  it('says in seconds how long a move between data centres lasts', async () => {
    at = await connect();
    at.hubspot.moveDataCentre(120);
    const refused = await at.send('GET', CONTACTS);
    expect(refused.status).toBe(477);
    expect(refused.headers.get('retry-after')).toBe('120');
    at.clock.now += 120_000;
    expect((await at.send('GET', CONTACTS)).status).toBe(200);
  });

  it('counts the calls that were let in, by route', async () => {
    at = await connect({ limits: { perTenSeconds: 3 } });
    const id = at.hubspot.seedContact({ email: 'ada@example.com' });
    await at.send('PATCH', `${CONTACTS}/${id}`, { properties: { city: 'Berlin' } });
    await at.send('POST', CONTACTS, { properties: { email: 'ada@example.com' } });
    await at.send('GET', '/crm/owners/2026-09');
    await at.send('GET', '/crm/v3/owners');
    expect(at.hubspot.callsByRoute()).toEqual({
      'PATCH contacts/{id}': 1,
      'POST contacts': 1,
      'GET owners': 1,
    });
  });
});
