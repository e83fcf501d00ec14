import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SANDBOX_TOKEN } from '../../src/sandbox/hubspot/hubspot-service.ts';
import { ALL_SCOPES } from '../../src/sandbox/hubspot/object-types.ts';
import {
  failureOf,
  type HubspotSetting,
  hubspotSetting,
  PATH_FAMILIES,
  type SettingOptions,
  START,
} from './hubspot-setting.ts';

const SEARCH = 'POST companies/search';
const MINUTE_MS = 60_000;

let setting: HubspotSetting;
afterEach(() => setting.close());

/** An account whose search index is up to date, unless a test says otherwise. */
async function open(options: SettingOptions = {}): Promise<{ ada: string; ben: string }> {
  setting = await hubspotSetting({ ...options, account: { searchLagMs: 0, ...options.account } });
  return {
    ada: setting.hubspot.seedOwner({ email: 'ada@example.com' }),
    ben: setting.hubspot.seedOwner({ email: 'ben@example.com' }),
  };
}

const searches = () => setting.hubspot.callsByRoute()[SEARCH] ?? 0;

describe.each(PATH_FAMILIES)('the company of a domain under the paths of %s', (apiVersion) => {
  let ada: string;
  let ben: string;
  beforeEach(async () => {
    ({ ada, ben } = await open({ apiVersion }));
  });

  const seed = (domain: string, ownerId: string, name = 'Acme') =>
    setting.hubspot.seedCompany({ name, domain, hubspot_owner_id: ownerId });

  it('is found with its name and owner, in one search', async () => {
    const companyId = seed('acme.example.com', ada);
    const found = await setting.crm.accountOf('acme.example.com');
    expect(found).toEqual({ companyId, domain: 'acme.example.com', name: 'Acme', ownerId: ada });
    expect(searches()).toBe(1);
  });

  it('is asked for again only after five minutes, also when there was none', async () => {
    const { crm, clock } = setting;
    expect(await crm.accountOf('acme.example.com')).toBeUndefined();
    seed('acme.example.com', ada);
    clock.ms = START + 5 * MINUTE_MS;
    expect(await crm.accountOf('acme.example.com')).toBeUndefined();
    expect(searches()).toBe(1);

    clock.ms += 1;
    expect(await crm.accountOf('acme.example.com')).toMatchObject({ ownerId: ada });
    expect(searches()).toBe(2);
  });

  it('is one with exactly this domain, never one that only contains it', async () => {
    for (const domain of ['notacme.com', 'acme.com.au', 'eu.acme.com']) seed(domain, ada);
    expect(await setting.crm.accountOf('acme.com')).toBeUndefined();
    seed('ACME.com', ben);
    setting.clock.ms += 5 * MINUTE_MS + 1;
    expect(await setting.crm.accountOf('acme.com')).toMatchObject({ ownerId: ben });
  });

  it('is compared anew, since a search may match loosely', async () => {
    const company = (id: string, domain: string, ownerId: string | null = ada) => ({
      id,
      properties: { domain, name: 'Other', hubspot_owner_id: ownerId },
      createdAt: '2026-01-01T00:00:00Z',
      updatedAt: '2026-01-01T00:00:00Z',
      archived: false,
    });
    setting.hubspot.fail({
      path: '/companies/search',
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        total: 4,
        results: [
          company('1', 'acme.com.au'),
          company('2', 'eu.acme.com'),
          company('3', 'acme.com', null),
          company('4', 'acme.com', ben),
        ],
      }),
    });
    expect(await setting.crm.accountOf('acme.com')).toMatchObject({ companyId: '4' });
  });

  it('is, of several, the oldest whose owner is active', async () => {
    const { crm, hubspot } = setting;
    const gone = hubspot.seedOwner({ email: 'gus@example.com' });
    seed('acme.example.com', gone, 'Oldest');
    const companyId = seed('acme.example.com', ben, 'Older');
    seed('acme.example.com', ada, 'Newer');
    hubspot.archiveOwner(gone);
    expect(await crm.accountOf('acme.example.com')).toMatchObject({ companyId, name: 'Older' });
  });

  it('is the oldest that has an owner when none of the owners is active', async () => {
    const { crm, hubspot } = setting;
    hubspot.seedCompany({ name: 'Ownerless', domain: 'acme.example.com' });
    const companyId = seed('acme.example.com', ada);
    seed('acme.example.com', ben);
    for (const ownerId of [ada, ben]) hubspot.archiveOwner(ownerId);
    expect(await crm.accountOf('acme.example.com')).toMatchObject({ companyId, ownerId: ada });
  });

  it('is searched for with all other domains of the moment, in as few searches as they fit', async () => {
    const { crm } = setting;
    const domains = Array.from({ length: 60 }, (_, place) => `company${place}.example.com`);
    const long = Array.from(
      { length: 30 },
      (_, place) => `${place}.${'x'.repeat(60)}.${'y'.repeat(60)}.${'z'.repeat(60)}.com`,
    );
    for (const domain of [...domains, ...long]) seed(domain, ada);
    const found = await Promise.all([...domains, ...long].map((domain) => crm.accountOf(domain)));
    expect(found.map((company) => company?.domain)).toEqual([...domains, ...long]);
    // About 7,000 characters, of which a search takes less than 3,000.
    expect(searches()).toBe(3);
  });

  it('is found on a further page', async () => {
    const { crm } = setting;
    for (let place = 0; place < 250; place += 1) seed('twins.example.com', ada, `Twin ${place}`);
    const companyId = seed('acme.example.com', ben);
    const [, acme] = await Promise.all([
      crm.accountOf('first.example.com'),
      crm.accountOf('acme.example.com'),
      crm.accountOf('twins.example.com'),
    ]);
    expect(acme).toMatchObject({ companyId });
    expect(searches()).toBe(2);
  });
});

describe('When HubSpot does not tell of a company,', () => {
  it('a missing scope stops the system, and the advice names scope and switch', async () => {
    const scopes = ALL_SCOPES.filter((scope) => scope !== 'crm.objects.companies.read');
    await open({ account: { tokens: { [SANDBOX_TOKEN]: scopes } } });
    const { details } = await failureOf(setting.crm.accountOf('acme.example.com'));
    expect(details).toMatchObject({ kind: 'unauthorised', when: 'after', status: 403 });
    expect(details.advice).toContain('crm.objects.companies.read');
    expect(details.advice).toContain('ownership.accounts: false in crm.yaml');
  });

  it('that is a failure, which is not kept, and never "no company"', async () => {
    const { ada } = await open();
    const { hubspot, crm } = setting;
    hubspot.seedCompany({ domain: 'acme.example.com', hubspot_owner_id: ada });
    hubspot.fail({
      times: 1,
      path: '/companies/search',
      status: 502,
      body: '<html>Bad gateway</html>',
    });
    const asked = crm.accountOf('acme.example.com');
    expect((await failureOf(asked)).details.kind).toBe('unavailable');
    expect(await crm.accountOf('acme.example.com')).toMatchObject({ ownerId: ada });
  });

  it('for too many searches of the account, that is waited for', async () => {
    await open({ account: { limits: { searchPerSecond: 1 } } });
    const { crm } = setting;
    await crm.accountOf('one.example.com');
    const { details } = await failureOf(crm.accountOf('two.example.com'));
    expect(details).toMatchObject({ kind: 'throttled', code: 'SECONDLY', retryAfterMs: 1_000 });
  });
});
