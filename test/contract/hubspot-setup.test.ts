import { afterEach, describe, expect, it } from '@jest/globals';
import { SANDBOX_TOKEN } from '../../src/sandbox/hubspot/hubspot-service.ts';
import { type CrmSettings, crmSchema } from '../../src/stages/crm-settings.ts';
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

const text = { from: ['source'], write: 'overwrite' as const };

function crmSettings(changes: Partial<CrmSettings> = {}): CrmSettings {
  return crmSchema.parse({
    properties: {
      email: { from: 'person.email.normalised', write: 'never' },
      leadline_first_utm_source: text,
      leadline_market: text,
      leadline_routed_at: { from: 'receivedAt', write: 'overwrite' },
    },
    lifecycle: {},
    ...changes,
  });
}

async function open(options: SettingOptions = {}): Promise<void> {
  setting = await hubspotSetting({ withoutTaskProperty: true, ...options });
}

const setUp = (settings = crmSettings()) => setupHubspot({ api: setting.api, settings });

/** A definition as HubSpot shows it. */
async function definition(object: 'contacts' | 'tasks', name: string) {
  return setting.api.properties.getByName(object, name);
}

describe.each(PATH_FAMILIES)('leadline setup hubspot under the paths of %s', (apiVersion) => {
  it('makes what is missing, in five calls', async () => {
    await open({ apiVersion });
    expect(await setUp()).toEqual({
      created: [
        'group leadline',
        'contact property leadline_first_utm_source',
        'contact property leadline_market',
        'contact property leadline_routed_at',
        `task property ${LEAD_ID_PROPERTY}`,
      ],
      existed: ['contact property email'],
      problems: [],
    });
    expect(setting.calls()).toHaveLength(5);
    expect(await definition('contacts', 'leadline_first_utm_source')).toMatchObject({
      label: 'Leadline first UTM source',
      groupName: 'leadline',
      type: 'string',
      fieldType: 'text',
    });
    expect((await definition('contacts', 'leadline_routed_at')).type).toBe('datetime');
    expect((await definition('tasks', LEAD_ID_PROPERTY)).hasUniqueValue).toBe(true);
  });

  it('changes nothing the second time, in two calls', async () => {
    await open({ apiVersion });
    await setUp();
    setting.hubspot.journal.length = 0;

    const { created, existed, problems } = await setUp();
    expect({ created, problems }).toEqual({ created: [], problems: [] });
    expect(existed).toHaveLength(5);
    expect(setting.calls()).toHaveLength(2);
  });
});

describe('leadline setup hubspot', () => {
  it('adds what crm.yaml has come to name since', async () => {
    await open();
    await setUp();
    const more = crmSettings({ properties: { leadline_market: text, leadline_language: text } });
    expect(await setUp(more)).toMatchObject({
      created: ['contact property leadline_language'],
      problems: [],
    });
  });

  it('makes more properties than HubSpot takes at once', async () => {
    await open();
    const names = Array.from({ length: 205 }, (_, index) => `leadline_extra_${index}`);
    const properties = Object.fromEntries(names.map((name) => [name, text]));
    const { created, problems } = await setUp(crmSettings({ properties }));

    expect(problems).toEqual([]);
    expect(created).toHaveLength(207);
    expect(setting.calls().filter((call) => call.includes('batch/create'))).toHaveLength(3);
  });

  it('makes further keys unique', async () => {
    await open();
    await setUp(crmSettings({ furtherKeys: [{ property: 'tax_number', from: 'extra.tax' }] }));
    expect((await definition('contacts', 'tax_number')).hasUniqueValue).toBe(true);
  });

  it('does without uniqueness on tasks where HubSpot refuses it, and says so', async () => {
    await open();
    setting.hubspot.fail({
      method: 'POST',
      path: '/tasks',
      bodyIncludes: '"hasUniqueValue":true',
      status: 400,
      body: '{"category":"VALIDATION_ERROR","message":"not for this kind of object"}',
    });
    const { created, problems } = await setUp();

    expect(created).toContain(`task property ${LEAD_ID_PROPERTY}`);
    expect(problems).toEqual([expect.stringContaining('is not unique')]);
    expect((await definition('tasks', LEAD_ID_PROPERTY)).hasUniqueValue).toBe(false);
    expect((await setUp()).problems).toEqual([expect.stringContaining('is not unique')]);
  });

  it('says which properties a person has to see to', async () => {
    await open();
    const { created, problems } = await setUp(
      crmSettings({
        properties: { hs_no_such_thing: text, leadline_market: text },
        lifecycle: { property: 'our_stage', stages: ['lead'], newLead: 'lead' },
        furtherKeys: [{ property: 'phone', from: 'person.phone.e164' }],
      }),
    );
    expect(created).toContain('contact property leadline_market');
    expect(problems).toEqual([
      expect.stringContaining('contact property phone is among furtherKeys'),
      expect.stringContaining('contact property our_stage (lifecycle.property'),
      expect.stringContaining('contact property hs_no_such_thing is not in this account'),
    ]);
  });

  it('tells of the ones that HubSpot refused, in its words, and makes the others', async () => {
    await open();
    setting.hubspot.fail({
      path: 'batch/create',
      status: 207,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        status: 'COMPLETE',
        results: [{ name: 'leadline_first_utm_source' }],
        errors: [{ status: 'error', category: 'X', message: 'The limit of 1,000 is reached.' }],
      }),
    });
    const { created, problems } = await setUp();
    expect(created).toContain('contact property leadline_first_utm_source');
    expect(created).not.toContain('contact property leadline_market');
    expect(problems).toEqual([
      'HubSpot did not make the contact properties leadline_market, leadline_routed_at: The limit of 1,000 is reached.',
    ]);
  });

  it('names the scope that the key needs for it', async () => {
    await open({ account: { tokens: { [SANDBOX_TOKEN]: ['crm.schemas.contacts.read'] } } });
    expect(await setUp()).toMatchObject({
      created: [],
      problems: [expect.stringContaining('crm.schemas.contacts.write')],
    });
  });

  it('goes on with the tasks when HubSpot stumbles over the contacts', async () => {
    await open();
    setting.hubspot.fail({ path: '/contacts', status: 502, body: '<html>' });
    const { created, problems } = await setUp();
    expect(created).toEqual([`task property ${LEAD_ID_PROPERTY}`]);
    expect(problems).toEqual(['502 without a readable error']);
  });
});
