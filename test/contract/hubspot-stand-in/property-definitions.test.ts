import {
  PropertyCreateFieldTypeEnum as FieldType,
  PropertyCreateTypeEnum as Type,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connection, connect } from './connection.ts';

let at: Connection;
beforeEach(async () => void (at = await connect()));
afterEach(() => at.hubspot.close());

const draft = (name: string, more: Record<string, unknown> = {}) => ({
  name,
  label: name,
  type: Type.String,
  fieldType: FieldType.Text,
  groupName: 'lead_attribution',
  ...more,
});
const group = () =>
  at.client.crm.properties.groupsApi.create('contacts', {
    name: 'lead_attribution',
    label: 'Lead attribution',
    displayOrder: -1,
  });

const makeUniqueTaskKey = (index: number) =>
  at.send('POST', '/crm/v3/properties/tasks', {
    ...draft(`key_${index}`, { hasUniqueValue: true }),
    groupName: 'task_information',
  });

describe('property definitions', () => {
  it('creates a group and a property in it, which can then be written', async () => {
    expect(await group()).toMatchObject({ name: 'lead_attribution', archived: false });
    const made = await at.client.crm.properties.coreApi.create('contacts', draft('ll_gclid'));
    expect(made).toMatchObject({ name: 'll_gclid', type: 'string', hubspotDefined: false });
    const contact = await at.send('POST', '/crm/v3/objects/contacts', {
      properties: { firstname: 'Ada', ll_gclid: 'abc' },
    });
    expect(contact.json).toMatchObject({ properties: { ll_gclid: 'abc' } });
  });

  it('answers a name that is taken with 409, alone and in a batch', async () => {
    await group();
    const path = '/crm/v3/properties/contacts';
    expect((await at.send('POST', path, draft('ll_a'))).status).toBe(201);
    expect(await at.send('POST', path, draft('ll_a'))).toMatchObject({
      status: 409,
      json: {
        message: "A property named 'll_a' already exists.",
        category: 'OBJECT_ALREADY_EXISTS',
        subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
      },
    });
    const many = await at.send('POST', `${path}/batch/create`, {
      inputs: [draft('ll_a'), draft('ll_b')],
    });
    expect(many).toMatchObject({
      status: 207,
      json: { results: [{ name: 'll_b' }], errors: [{ category: 'OBJECT_ALREADY_EXISTS' }] },
    });
    const again = at.client.crm.properties.groupsApi.create('contacts', {
      name: 'lead_attribution',
      label: 'x',
    });
    await expect(again).rejects.toMatchObject({ code: 409 });
  });

  it('brings an archived property back when its name is posted', async () => {
    await group();
    const { coreApi } = at.client.crm.properties;
    await coreApi.create('contacts', draft('ll_a'));
    await coreApi.archive('contacts', 'll_a');
    expect((await at.send('GET', '/crm/v3/properties/contacts/ll_a')).status).toBe(404);
    const back = await at.send('POST', '/crm/v3/properties/contacts', draft('ll_a'));
    expect(back).toMatchObject({ status: 201, json: { name: 'll_a', archived: false } });
  });

  it('reads many, and says which are missing', async () => {
    const read = await at.send('POST', '/crm/v3/properties/contacts/batch/read', {
      archived: false,
      inputs: [{ name: 'email' }, { name: 'nonsense' }],
    });
    expect(read).toMatchObject({
      status: 207,
      json: { results: [{ name: 'email' }], errors: [{ category: 'OBJECT_NOT_FOUND' }] },
    });
  });

  it('shows which of HubSpot’s own can be written, and their options', async () => {
    const all = await at.client.crm.properties.coreApi.getAll('contacts');
    const named = (name: string) => all.results.find((each) => each.name === name);
    expect(named('hs_additional_emails')).toMatchObject({
      calculated: true,
      modificationMetadata: { readOnlyValue: true, readOnlyDefinition: true },
    });
    expect(named('hs_google_click_id')?.modificationMetadata?.readOnlyValue).toBe(false);
    expect(
      named('lifecyclestage')
        ?.options.map((each) => each.value)
        .slice(0, 2),
    ).toEqual(['subscriber', 'lead']);
    expect(named('utm_source')).toBeUndefined();
  });

  it.each([
    ['a capital letter', draft('Gclid', { groupName: 'contactinformation' })],
    ['an unknown group', draft('ll_a', { groupName: 'nowhere' })],
    ['an unknown type', draft('ll_a', { type: 'text', groupName: 'contactinformation' })],
    ['an unknown field type', draft('ll_a', { fieldType: 'x', groupName: 'contactinformation' })],
    ['a missing label', { name: 'll_a', type: 'string', fieldType: 'text', groupName: 'x' }],
  ])('refuses %s', async (_, body) => {
    const made = await at.send('POST', '/crm/v3/properties/contacts', body);
    expect(made).toMatchObject({ status: 400, json: { category: 'VALIDATION_ERROR' } });
  });

  it('allows ten unique properties on tasks', async () => {
    for (let index = 0; index < 10; index += 1)
      expect((await makeUniqueTaskKey(index)).status).toBe(201);
    expect((await makeUniqueTaskKey(10)).status).toBe(400);
  });
});
