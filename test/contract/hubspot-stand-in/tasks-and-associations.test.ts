import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/associations/v4/index.js';
import { AssociationSpecAssociationCategoryEnum as NoteCategory } from '@hubspot/api-client/lib/codegen/crm/objects/notes/index.js';
import { AssociationSpecAssociationCategoryEnum as TaskCategory } from '@hubspot/api-client/lib/codegen/crm/objects/tasks/index.js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connection, connect } from './connection.ts';

let at: Connection;
beforeEach(async () => void (at = await connect()));
afterEach(() => at.hubspot.close());

const to = <T>(id: string, associationTypeId: number, associationCategory: T) => ({
  to: { id },
  types: [{ associationCategory, associationTypeId }],
});
const task = (more: Record<string, string> = {}) => ({
  hs_timestamp: '2026-11-23T09:15:00Z',
  hs_task_subject: 'Call Ada',
  ...more,
});
const createTask = (body: unknown) => at.send('POST', '/crm/v3/objects/tasks', body);

describe('tasks', () => {
  it('creates a task with its contact and company in one call', async () => {
    const owner = at.hubspot.seedOwner({ email: 'eva@example.com' });
    const contact = at.hubspot.seedContact({ email: 'ada@example.com' });
    const company = at.hubspot.seedCompany({ domain: 'example.com' });
    const made = await at.client.crm.objects.tasks.basicApi.create({
      properties: task({
        hs_task_status: 'NOT_STARTED',
        hs_task_priority: 'HIGH',
        hs_task_type: 'CALL',
        hubspot_owner_id: owner,
        hs_task_reminders: '1795424400000',
      }),
      associations: [
        to(contact, 204, TaskCategory.HubspotDefined),
        to(company, 192, TaskCategory.HubspotDefined),
      ],
    });
    expect(made.properties).toMatchObject({
      hs_timestamp: '2026-11-23T09:15:00.000Z',
      hs_task_priority: 'HIGH',
      hubspot_owner_id: owner,
    });
    const read = await at.client.crm.contacts.basicApi.getById(contact, ['email'], undefined, [
      'tasks',
      'companies',
    ]);
    expect(read.associations).toEqual({
      tasks: expect.objectContaining({ results: [{ id: made.id, type: 'contact_to_task' }] }),
    });
    expect(at.hubspot.state().associations).toContainEqual({
      from: `tasks/${made.id}`,
      to: `companies/${company}`,
      typeId: 192,
    });
  });

  it('finds a task again by a unique property, and refuses a second one with it', async () => {
    at.hubspot.seedProperty('tasks', { name: 'leadline_lead_id', hasUniqueValue: true });
    const made = await createTask({ properties: task({ leadline_lead_id: 'lead-1' }) });
    const path = '/crm/v3/objects/tasks/lead-1?idProperty=leadline_lead_id';
    expect(await at.send('GET', path)).toMatchObject({
      status: 200,
      json: { id: made.json['id'] },
    });
    const again = await createTask({ properties: task({ leadline_lead_id: 'lead-1' }) });
    expect(again.status).toBe(400);
    expect(again.json['errors']).toMatchObject([{ code: 'CONFLICTING_UNIQUE_VALUE' }]);
    const unknown = await at.send('GET', path.replace('lead-1', 'lead-2'));
    expect(unknown.status).toBe(404);
  });

  it('notes when a task was completed', async () => {
    const made = await createTask({ properties: task({ hs_task_status: 'NOT_STARTED' }) });
    at.clock.now += 3_600_000;
    await at.send('PATCH', `/crm/v3/objects/tasks/${String(made.json['id'])}`, {
      properties: { hs_task_status: 'COMPLETED' },
    });
    expect(at.hubspot.state().tasks[0]?.properties).toMatchObject({
      hs_task_is_completed: 'true',
      hs_task_completion_date: '2026-11-23T09:00:00.000Z',
    });
  });

  it('refuses the wrong direction, an unknown target and an unknown label', async () => {
    const contact = at.hubspot.seedContact({ email: 'ada@example.com' });
    const wrong = await createTask({
      properties: task(),
      associations: [to(contact, 203, 'HUBSPOT_DEFINED')],
    });
    expect(wrong).toMatchObject({
      status: 400,
      json: {
        message: 'invalid from object type 0-27 for associations to be created. expected: 0-1',
        category: 'VALIDATION_ERROR',
      },
    });
    const unknown = await createTask({
      properties: task(),
      associations: [to('424242', 204, 'HUBSPOT_DEFINED')],
    });
    expect(unknown).toMatchObject({
      status: 400,
      json: {
        message: 'One or more associations are invalid',
        context: {
          INVALID_OBJECT_IDS: ['CONTACT=424242 is not valid'],
          objectId: ['424242'],
          objectType: ['CONTACT'],
        },
      },
    });
    const label = { associationCategory: 'USER_DEFINED', associationTypeId: 3 };
    const labelled = { to: { id: contact }, types: [label] };
    expect(await createTask({ properties: task(), associations: [labelled] })).toMatchObject({
      status: 400,
      json: {
        context: {
          INVALID_ASSOCIATION_TYPE_ID: ['USER_DEFINED=3 is not a valid association definition id'],
        },
      },
    });
    expect(at.hubspot.state().tasks).toEqual([]);
  });

  it('creates a note with its contact', async () => {
    const contact = at.hubspot.seedContact({ email: 'ada@example.com' });
    const made = await at.client.crm.objects.notes.basicApi.create({
      properties: { hs_timestamp: String(at.clock.now), hs_note_body: 'As submitted' },
      associations: [to(contact, 202, NoteCategory.HubspotDefined)],
    });
    const read = await at.send('GET', `/crm/v3/objects/contacts/${contact}?associations=notes`);
    expect(read.json).toMatchObject({ associations: { notes: { results: [{ id: made.id }] } } });
  });
});

describe('associations', () => {
  it('associates by default, however often, and makes the first company the primary one', async () => {
    const contact = at.hubspot.seedContact({ email: 'ada@example.com' });
    const [first, second] = ['a.example', 'b.example'].map((domain) =>
      at.hubspot.seedCompany({ domain }),
    );
    const associate = (company = '') =>
      at.client.crm.associations.v4.basicApi.createDefault(
        'contacts',
        contact,
        'companies',
        company,
      );
    const made = await associate(first);
    expect(made.results.map((each) => each.associationSpec.associationTypeId)).toEqual([1, 279]);
    await associate(first);
    await associate(second);
    const { batchApi } = at.client.crm.associations.v4;
    const read = await batchApi.getPage('contacts', 'companies', { inputs: [{ id: contact }] });
    expect(read.results[0]?.to).toMatchObject([
      { toObjectId: first, associationTypes: [{ typeId: 1, label: 'Primary' }, { typeId: 279 }] },
      { toObjectId: second, associationTypes: [{ typeId: 279 }] },
    ]);
    expect(at.hubspot.state().associations).toHaveLength(6);
  });

  it('associates many by default and by type', async () => {
    const contact = at.hubspot.seedContact({ email: 'ada@example.com' });
    const made = await createTask({ properties: task() });
    const id = String(made.json['id']);
    const { batchApi } = at.client.crm.associations.v4;
    const pair = { _from: { id }, to: { id: contact } };
    const done = await batchApi.createDefault('tasks', 'contacts', { inputs: [pair] });
    expect(done.results[0]?.associationSpec.associationTypeId).toBe(204);
    const types = [{ associationCategory: Category.HubspotDefined, associationTypeId: 204 }];
    const labelled = await batchApi.createWithHttpInfo('tasks', 'contacts', {
      inputs: [{ ...pair, types }],
    });
    expect(labelled.httpStatusCode).toBe(201);
    const partly = await at.send('POST', '/crm/v4/associations/tasks/contacts/batch/create', {
      inputs: [
        { from: { id }, to: { id: contact }, types },
        { from: { id }, to: { id: '999' }, types },
      ],
    });
    expect(partly).toMatchObject({ status: 207, json: { numErrors: 1 } });
    await at.client.crm.associations.v4.basicApi.archive('tasks', id, 'contacts', contact);
    expect(at.hubspot.state().associations).toEqual([]);
  });

  it('answers a single labelled association with 201', async () => {
    const contact = at.hubspot.seedContact({ email: 'ada@example.com' });
    const company = at.hubspot.seedCompany({ domain: 'a.example' });
    const path = `/crm/v4/objects/contacts/${contact}/associations/companies/${company}`;
    const type = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 };
    expect((await at.send('PUT', path, [type])).status).toBe(201);
    expect((await at.send('PUT', path, [{ ...type, associationTypeId: 280 }])).status).toBe(400);
  });
});
