import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  failureOf,
  type HubspotSetting,
  hubspotSetting,
  PATH_FAMILIES,
} from './hubspot-setting.ts';

describe.each(PATH_FAMILIES)('properties that HubSpot does not take, under %s', (apiVersion) => {
  let setting: HubspotSetting;
  beforeEach(async () => {
    setting = await hubspotSetting({ apiVersion });
    setting.hubspot.seedProperty('contacts', { name: 'seats', type: 'number' });
    setting.hubspot.seedProperty('contacts', { name: 'asked_at', type: 'datetime' });
    setting.hubspot.seedProperty('contacts', {
      name: 'budget',
      type: 'enumeration',
      fieldType: 'select',
      options: [{ label: 'Small', value: 'small' }],
    });
  });
  afterEach(() => setting.close());

  const person = { email: 'jane@acme.example.com', firstname: 'Jane' };

  it.each([
    ['that nobody set up', 'leadline_market', 'dach'],
    ['that HubSpot keeps itself', 'hs_email_domain', 'other.example.com'],
    ['without that option', 'budget', 'huge'],
    ['that take numbers', 'seats', 'about forty'],
    ['that take times', 'asked_at', 'yesterday'],
  ])('leaves out those %s, writes the rest and tells', async (_, property, value) => {
    const { crm, hubspot, calls } = setting;
    const made = await crm.createContact({ ...person, [property]: value });

    expect(made).toMatchObject({ created: true, leftOut: [property] });
    expect(hubspot.state().contacts[0]?.properties).toMatchObject(person);
    expect(hubspot.state().contacts[0]?.properties[property]).not.toBe(value);
    expect(calls()).toHaveLength(2);
  });

  it('leaves out all of them at once, in an update too', async () => {
    const { crm, hubspot, calls } = setting;
    const id = hubspot.seedContact(person);
    const { leftOut } = await crm.updateContact(id, {
      leadline_market: 'dach',
      budget: 'huge',
      company: 'Acme',
    });

    expect(leftOut.toSorted()).toEqual(['budget', 'leadline_market']);
    expect(hubspot.state().contacts[0]?.properties['company']).toBe('Acme');
    expect(calls()).toHaveLength(2);
  });

  it('does not try a third time', async () => {
    const { crm, hubspot, calls } = setting;
    hubspot.fail({
      status: 400,
      body: JSON.stringify({
        category: 'VALIDATION_ERROR',
        errors: [{ code: 'PROPERTY_DOESNT_EXIST', context: { propertyName: ['leadline_market'] } }],
      }),
    });
    const failure = await failureOf(crm.createContact({ ...person, leadline_market: 'dach' }));
    expect(failure.details).toMatchObject({ kind: 'refused', code: 'PROPERTY_DOESNT_EXIST' });
    expect(calls()).toHaveLength(2);
  });

  it.each([
    ['e-mail address', { email: 'jane@@acme' }, 'INVALID_EMAIL', 'invalid'],
    ['owner', { hubspot_owner_id: '999' }, 'INVALID_OPTION', 'refused'],
    ['lifecycle stage', { lifecyclestage: 'prospect' }, 'INVALID_OPTION', 'refused'],
  ])('never leaves out the %s', async (_, core, code, kind) => {
    const { crm, hubspot, calls } = setting;
    const failure = await failureOf(crm.createContact({ ...person, ...core }));

    expect(failure.details).toMatchObject({ kind, when: 'after', status: 400, code });
    expect(calls()).toHaveLength(1);
    expect(hubspot.state().contacts).toEqual([]);
  });

  it('says what to do about an owner who was deactivated', async () => {
    const { crm, hubspot } = setting;
    const ownerId = hubspot.seedOwner({ email: 'ada@example.com' });
    hubspot.archiveOwner(ownerId);
    const failure = await failureOf(crm.createContact({ ...person, hubspot_owner_id: ownerId }));
    expect(failure.details.advice).toContain('reactivate the user there, or correct team.yaml');
  });

  it('leaves nothing out while a core property is refused beside it', async () => {
    const { crm, calls } = setting;
    const both = { ...person, leadline_market: 'dach', hubspot_owner_id: '999' };
    const failure = await failureOf(crm.createContact(both));
    expect(failure.details.words).toContain('INVALID_OPTION hubspot_owner_id');
    expect(calls()).toHaveLength(1);
  });

  it('understands the details also where they stand only inside the message', async () => {
    const { crm, hubspot } = setting;
    const detail = [{ isValid: false, error: 'PROPERTY_DOESNT_EXIST', name: 'leadline_market' }];
    hubspot.fail({
      times: 1,
      status: 400,
      body: JSON.stringify({
        message: `Property values were not valid: ${JSON.stringify(detail)}`,
      }),
    });
    expect(await crm.createContact({ ...person, leadline_market: 'dach' })).toMatchObject({
      created: true,
      leftOut: ['leadline_market'],
    });
  });
});

it('waits for a person when the account requires what leadline does not send', async () => {
  const setting = await hubspotSetting();
  setting.hubspot.requireProperty({ type: 'contacts', property: 'industry' });
  const failure = await failureOf(setting.crm.createContact({ email: 'jane@acme.example.com' }));

  expect(failure.details).toMatchObject({ kind: 'refused', code: 'MISSING_REQUIRED_PROPERTY' });
  expect(failure.details.advice).toContain('map it in crm.yaml or relax the rule in HubSpot');
  await setting.close();
});
