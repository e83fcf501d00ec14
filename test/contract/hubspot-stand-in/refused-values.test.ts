import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connection, connect } from './connection.ts';

let at: Connection;
beforeEach(async () => void (at = await connect()));
afterEach(() => at.hubspot.close());

const create = (type: string, properties: Record<string, unknown>) =>
  at.send('POST', `/crm/v3/objects/${type}`, { properties });

type Detail = { message: string; code: string; context: { propertyName: string[] } };
const details = (json: Record<string, unknown>) => json['errors'] as Detail[];

describe('values that HubSpot refuses', () => {
  it('lists every wrong property in one answer, the message holding JSON once more', async () => {
    const made = await create('contacts', {
      email: 'x@@example',
      no_such_property: '1',
      notes_last_contacted: '2026-01-01',
      numemployees: 'many',
    });
    expect(made.status).toBe(400);
    expect(made.json['category']).toBe('VALIDATION_ERROR');
    expect(details(made.json).map((each) => [each.context.propertyName[0], each.code])).toEqual([
      ['email', 'INVALID_EMAIL'],
      ['no_such_property', 'PROPERTY_DOESNT_EXIST'],
      ['notes_last_contacted', 'READ_ONLY_VALUE'],
      ['numemployees', 'INVALID_NUMBER'],
    ]);
    const message = String(made.json['message']);
    expect(message).toMatch(/^Property values were not valid: \[/);
    const inner = JSON.parse(message.slice(message.indexOf('['))) as unknown[];
    expect(inner[1]).toEqual({
      isValid: false,
      message: 'Property "no_such_property" does not exist',
      error: 'PROPERTY_DOESNT_EXIST',
      name: 'no_such_property',
      localizedErrorMessage: 'Property "no_such_property" does not exist',
      portalId: 62_515,
    });
    expect(at.hubspot.state().contacts).toEqual([]);
  });

  it.each([
    ['an address under .test', 'contacts', { email: 'ada@example.test' }, 'INVALID_EMAIL'],
    ['a stage by its label', 'contacts', { lifecyclestage: 'Lead' }, 'INVALID_OPTION'],
    ['an unknown lead status', 'contacts', { hs_lead_status: 'HOT' }, 'INVALID_OPTION'],
    ['a calculated property', 'contacts', { hs_additional_emails: 'a@x.com' }, 'READ_ONLY_VALUE'],
    ['an unknown task status', 'tasks', { hs_task_status: 'DONE' }, 'INVALID_OPTION'],
    ['an unknown task priority', 'tasks', { hs_task_priority: 'URGENT' }, 'INVALID_OPTION'],
    ['an unknown task type', 'tasks', { hs_task_type: 'VISIT' }, 'INVALID_OPTION'],
    ['a due date that is no date', 'tasks', { hs_timestamp: 'tomorrow' }, 'INVALID_LONG'],
    ['an owner nobody knows', 'tasks', { hubspot_owner_id: '999' }, 'INVALID_OPTION'],
    ['an owner by address', 'contacts', { hubspot_owner_id: 'a@x.com' }, 'INVALID_OPTION'],
    ['65,537 characters', 'contacts', { message: 'x'.repeat(65_537) }, 'VALUE_TOO_LONG'],
  ])('refuses %s', async (_, type, properties, code) => {
    const required = type === 'tasks' ? { hs_timestamp: at.clock.now } : { firstname: 'Ada' };
    const made = await create(type, { ...required, ...properties });
    expect(made.status).toBe(400);
    expect(details(made.json).map((each) => each.code)).toEqual([code]);
  });

  it('holds custom dates, numbers and switches to their types', async () => {
    at.hubspot.seedProperty('contacts', { name: 'first_seen', type: 'date', fieldType: 'date' });
    at.hubspot.seedProperty('contacts', { name: 'score', type: 'number', fieldType: 'number' });
    const wrong = await create('contacts', {
      firstname: 'Ada',
      first_seen: '1567377501000',
      score: '1,5',
      hs_email_optout: 'maybe',
    });
    expect(details(wrong.json).map((each) => each.message)).toEqual([
      '1567377501000 is at 22:38:21 UTC, not midnight!',
      '1,5 was not a valid number.',
      '"hs_email_optout" is a read only property; its value cannot be set.',
    ]);
    const right = await create('contacts', {
      firstname: 'Ada',
      first_seen: '2026-11-23',
      score: 7,
    });
    expect(right.json).toMatchObject({ properties: { first_seen: '2026-11-23', score: '7' } });
  });

  it('refuses an archived owner, and a unique value that somebody has', async () => {
    const owner = at.hubspot.seedOwner({ email: 'eva@example.com' });
    at.hubspot.seedProperty('contacts', { name: 'crm_key', hasUniqueValue: true });
    expect((await create('contacts', { firstname: 'A', crm_key: 'k1' })).status).toBe(201);
    at.hubspot.archiveOwner(owner);
    const made = await create('contacts', {
      firstname: 'B',
      hubspot_owner_id: owner,
      crm_key: 'k1',
    });
    expect(details(made.json).map((each) => each.code)).toEqual([
      'INVALID_OPTION',
      'CONFLICTING_UNIQUE_VALUE',
    ]);
  });

  it('wants an address or a name of a new contact, and a due date of a new task', async () => {
    const contact = await create('contacts', { phone: '+49 30 1' });
    expect(contact.status).toBe(400);
    const task = await create('tasks', { hs_task_subject: 'Call' });
    expect(task).toMatchObject({
      status: 400,
      json: {
        message: 'Error creating TASK. Some required properties were not set.',
        context: { properties: ['hs_timestamp'] },
        category: 'VALIDATION_ERROR',
      },
    });
  });
});

describe('requests that HubSpot cannot read', () => {
  it('names line and column of malformed JSON', async () => {
    const made = await at.send('POST', '/crm/v3/objects/contacts', '{\n  "properties": oops');
    expect(made.status).toBe(400);
    expect(String(made.json['message'])).toMatch(/^Invalid input JSON on line \d+, column \d+: /);
  });

  it('names missing fields, and refuses an object as a value', async () => {
    const empty = await at.send('POST', '/crm/v3/objects/contacts/batch/read', {});
    expect(empty).toMatchObject({
      status: 400,
      json: { message: 'Some required fields were not set: [inputs]' },
    });
    const nested = await create('contacts', { firstname: { first: 'Ada' } });
    expect(nested.status).toBe(400);
  });

  it('takes JSON only', async () => {
    const made = await at.send('POST', '/crm/v3/objects/contacts', 'firstname=Ada', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(made.status).toBe(415);
  });

  it.each([
    ['GET', '/crm/v3/nothing/here', 404],
    ['GET', '/crm/v1/objects/contacts', 404],
    ['GET', '/crm/objects/2027-03/contacts', 404],
    ['PUT', '/crm/v3/objects/contacts/1', 405],
    ['POST', '/crm/v3/owners', 405],
    ['GET', '/crm/v3/objects/contacts/1/associations/tasks', 404],
    ['GET', '/crm/v3/objects/unicorns/1', 400],
  ])('answers %s %s with %i', async (method, path, status) => {
    expect((await at.send(method, path)).status).toBe(status);
  });
});
