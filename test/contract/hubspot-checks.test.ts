import { afterEach, describe, expect, it } from '@jest/globals';
import { SANDBOX_TOKEN } from '../../src/sandbox/hubspot/hubspot-service.ts';
import { ALL_SCOPES } from '../../src/sandbox/hubspot/object-types.ts';
import { type CrmSettings, crmSchema } from '../../src/stages/crm-settings.ts';
import { hubspotChecks } from '../../src/systems/hubspot/hubspot-checks.ts';
import { setupHubspot } from '../../src/systems/hubspot/hubspot-setup.ts';
import {
  type HubspotSetting,
  hubspotSetting,
  LEAD_ID_PROPERTY,
  PATH_FAMILIES,
  type SettingOptions,
} from './hubspot-setting.ts';

let setting: HubspotSetting;
afterEach(() => setting.close());

const overwrite = (from: string) => ({ from, write: 'overwrite' as const });

function crmSettings(changes: Record<string, unknown> = {}): CrmSettings {
  return crmSchema.parse({
    properties: {
      email: { from: 'person.email.normalised', write: 'never' },
      leadline_market: overwrite('decision.market'),
      leadline_routed_at: overwrite('receivedAt'),
    },
    lifecycle: {},
    ...changes,
  });
}

/** An account in which all is as it should be. */
async function open(options: SettingOptions = {}): Promise<void> {
  setting = await hubspotSetting(options);
  setting.hubspot.seedOwner({ email: 'ada@example.com', id: '51' });
}

const members = [{ member: 'ada', email: 'Ada@example.com' }];

function check(settings = crmSettings(), who = members) {
  const { api, crm } = setting;
  return hubspotChecks({ api, probe: crm.probe, owners: crm.owners, settings, members: who });
}

async function wrong(...asked: Parameters<typeof check>) {
  return (await check(...asked)).filter(({ result }) => result !== 'good');
}

describe.each(PATH_FAMILIES)('the checks of HubSpot under the paths of %s', (apiVersion) => {
  it('finds nothing wrong in an account that was set up, and changes nothing there', async () => {
    await open({ apiVersion });
    await setupHubspot({ api: setting.api, settings: crmSettings() });
    const before = JSON.stringify(setting.hubspot.state());

    expect(await check()).toEqual([
      { subject: 'key', result: 'good', says: 'the key is good' },
      ...['crm.objects.contacts.read', 'crm.objects.contacts.write'].map((scope) => ({
        subject: `scope ${scope}`,
        result: 'good',
        says: `${scope} is granted`,
      })),
      { subject: 'tasks', result: 'good', says: 'tasks can be read' },
      {
        subject: 'scope crm.objects.owners.read',
        result: 'good',
        says: 'crm.objects.owners.read is granted',
      },
      { subject: 'owner ada', result: 'good', says: 'owner 51' },
      {
        subject: 'contact properties',
        result: 'good',
        says: '3 of crm.yaml are there and can be written',
      },
      {
        subject: 'lifecycle stages',
        result: 'good',
        says: 'all 7 of crm.yaml are in the account',
      },
      { subject: `task property ${LEAD_ID_PROPERTY}`, result: 'good', says: 'is there and unique' },
    ]);
    expect(JSON.stringify(setting.hubspot.state())).toBe(before);
  });
});

describe('the checks of HubSpot', () => {
  it('stop at a key that is no good, since all else would say the same', async () => {
    await open({ accessToken: 'pat-na1-unknown' });
    const checks = await check();
    expect(checks).toEqual([
      {
        subject: 'key',
        result: 'bad',
        says: expect.stringContaining('401 INVALID_AUTHENTICATION'),
        advice: expect.stringContaining('HUBSPOT_ACCESS_TOKEN'),
      },
    ]);
  });

  it.each([
    ['crm.objects.contacts.write', 'bad'],
    ['crm.objects.owners.read', 'bad'],
    ['crm.schemas.contacts.read', 'warning'],
  ])('name the missing scope %s', async (scope, result) => {
    const scopes = ALL_SCOPES.filter((each) => each !== scope);
    await open({ account: { tokens: { [SANDBOX_TOKEN]: scopes } } });
    const found = (await wrong()).filter(({ subject }) => subject.startsWith('scope'));
    expect(found).toEqual([
      {
        subject: `scope ${scope}`,
        result,
        says: expect.stringContaining(`${scope} is missing: `),
        advice: expect.stringContaining(scope),
      },
    ]);
  });

  it('name the scopes of deals and companies only if crm.yaml switches them on', async () => {
    const scopes = ALL_SCOPES.filter((each) => !/objects\.(?:deals|companies)\./.test(each));
    await open({ account: { tokens: { [SANDBOX_TOKEN]: scopes } } });
    await setupHubspot({ api: setting.api, settings: crmSettings() });
    expect(await wrong()).toEqual([]);

    const ownership = { openDeals: true, accounts: true };
    expect(await wrong(crmSettings({ ownership }))).toEqual([
      {
        subject: 'scope crm.objects.deals.read',
        result: 'bad',
        says: 'crm.objects.deals.read is missing: no lead of a known contact can be routed',
        advice: expect.stringContaining('ownership.openDeals: false in crm.yaml'),
      },
      {
        subject: 'scope crm.objects.companies.read',
        result: 'bad',
        says: "crm.objects.companies.read is missing: no lead with a company's address can be routed",
        advice: expect.stringContaining('ownership.accounts: false in crm.yaml'),
      },
    ]);
  });

  it('name the scope for reading contacts, and what tasks need it for', async () => {
    const scopes = ALL_SCOPES.filter((each) => each !== 'crm.objects.contacts.read');
    await open({ account: { tokens: { [SANDBOX_TOKEN]: scopes } } });
    await setupHubspot({ api: setting.api, settings: crmSettings() });
    expect((await wrong()).map(({ subject }) => subject)).toEqual([
      'scope crm.objects.contacts.read',
      'tasks',
    ]);
  });

  it('name members whom HubSpot does not know, or no longer', async () => {
    await open();
    await setupHubspot({ api: setting.api, settings: crmSettings() });
    setting.hubspot.archiveOwner(setting.hubspot.seedOwner({ email: 'gus@example.com' }));
    const found = await wrong(crmSettings(), [
      { member: 'gus', email: 'gus@example.com' },
      { member: 'fay', email: 'fay@example.com' },
    ]);
    expect(found).toMatchObject([
      { subject: 'owner gus', result: 'bad', says: 'gus@example.com is deactivated in HubSpot' },
      {
        subject: 'owner fay',
        result: 'bad',
        says: 'HubSpot has no owner with the address fay@example.com',
        advice: expect.stringContaining('crmOwnerEmail in team.yaml'),
      },
    ]);
  });

  it('accept a member whose old account is archived beside the present one', async () => {
    await open();
    setting.hubspot.archiveOwner(setting.hubspot.seedOwner({ email: 'ada@example.com', id: '7' }));
    const checks = await check();
    expect(checks).toContainEqual({ subject: 'owner ada', result: 'good', says: 'owner 51' });
  });

  it('say what is wrong with each property of crm.yaml', async () => {
    await open({ withoutTaskProperty: true });
    const { hubspot } = setting;
    hubspot.seedProperty('contacts', { name: 'seats', type: 'number', fieldType: 'number' });
    hubspot.seedProperty('contacts', { name: 'paid', type: 'bool', fieldType: 'booleancheckbox' });
    hubspot.seedProperty('contacts', {
      name: 'size',
      type: 'enumeration',
      options: [{ label: 'Small', value: 'small' }],
    });
    const settings = crmSettings({
      properties: {
        email: { from: 'person.email.normalised', write: 'never' },
        leadline_market: overwrite('decision.market'),
        hs_email_domain: overwrite('person.companyDomain'),
        seats: overwrite('extra.seats'),
        paid: overwrite('extra.paid'),
        size: overwrite('extra.size'),
        createdate: overwrite('receivedAt'),
      },
      furtherKeys: [{ property: 'phone', from: 'person.phone.e164' }],
    });
    const found = await wrong(settings);

    expect(found.map(({ subject, result, says }) => `${result} ${subject} ${says}`)).toEqual([
      'bad contact property leadline_market is not in the account, so its value is left out',
      "bad contact property hs_email_domain is HubSpot's own to write, so its value is left out",
      'warning contact property seats takes only numbers; any other value is left out',
      'bad contact property paid is of type bool, and leadline writes text',
      'warning contact property size takes only its options; any other value is left out',
      "bad contact property createdate is HubSpot's own to write, so its value is left out",
      'bad contact property phone is among furtherKeys, but its values are not unique: nobody can be looked up by it',
      `bad task property ${LEAD_ID_PROPERTY} is not in the account, so every task costs a call more, and HubSpot cannot refuse a second one`,
    ]);
    expect(found.every(({ advice }) => advice !== undefined)).toBe(true);
  });

  it('say when a time property is no time, and when the task property is of the wrong kind', async () => {
    await open({ withoutTaskProperty: true });
    const { hubspot } = setting;
    hubspot.seedProperty('contacts', { name: 'leadline_market' });
    hubspot.seedProperty('contacts', { name: 'leadline_routed_at', type: 'bool' });
    hubspot.seedProperty('tasks', { name: LEAD_ID_PROPERTY, type: 'number' });
    expect((await wrong()).map(({ says }) => says)).toEqual([
      'is of type bool, and leadline writes a time',
      "is of type number, and a lead's id is text",
    ]);
  });

  it('warn of a task property that is not unique', async () => {
    await open({ withoutTaskProperty: true });
    setting.hubspot.seedProperty('tasks', { name: LEAD_ID_PROPERTY });
    await setupHubspot({ api: setting.api, settings: crmSettings() });
    expect(await wrong()).toMatchObject([
      { result: 'warning', says: expect.stringContaining('is not unique') },
    ]);
  });

  it.each([
    [{ newLead: 'prospect' }, 'bad', 'the account has no stage prospect, so no contact'],
    [{ stages: ['lead', 'custmer'] }, 'warning', 'the account has no stage custmer'],
    [{ property: 'our_stage' }, 'bad', 'the property our_stage is not in the account'],
  ])('compare the lifecycle stages: %j', async (lifecycle, result, says) => {
    await open();
    const settings = crmSettings({ lifecycle });
    await setupHubspot({ api: setting.api, settings });
    expect(await wrong(settings)).toEqual([
      {
        subject: 'lifecycle stages',
        result,
        says: expect.stringContaining(says),
        advice: expect.stringContaining('crm.yaml'),
      },
    ]);
  });

  it('answer what cannot be asked as a result too', async () => {
    await open();
    setting.hubspot.fail({ path: '/properties', status: 502, body: '<html>' });
    setting.hubspot.fail({ path: '/owners', how: 'reset' });
    const found = await wrong();
    expect(found).toMatchObject([
      {
        subject: 'scope crm.objects.owners.read',
        result: 'bad',
        says: expect.stringContaining('no answer'),
      },
      { subject: 'properties', result: 'bad', says: '502 without a readable error' },
    ]);
  });
});
