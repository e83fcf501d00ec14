import { afterEach, describe, expect, it } from '@jest/globals';
import {
  failureOf,
  type HubspotSetting,
  hubspotSetting,
  LEAD_ID,
  LEAD_ID_PROPERTY,
  newTask,
  PATH_FAMILIES,
  type SettingOptions,
  START,
} from './hubspot-setting.ts';

let setting: HubspotSetting;
afterEach(() => setting.close());

async function open(options: SettingOptions): Promise<string> {
  setting = await hubspotSetting(options);
  return setting.hubspot.seedContact({ email: 'jane@acme.example.com' });
}

const tasks = () => setting.hubspot.state().tasks;

describe.each(PATH_FAMILIES)('HubSpot tasks under the paths of %s', (apiVersion) => {
  it('makes the task with its owner, due time and contact in one call', async () => {
    const contactId = await open({ apiVersion });
    const ownerId = setting.hubspot.seedOwner({ email: 'ada@example.com' });
    const { taskId } = await setting.crm.createTask(newTask(contactId, { ownerId }));

    expect(setting.calls()).toHaveLength(1);
    expect(tasks()).toHaveLength(1);
    expect(tasks()[0]).toMatchObject({
      id: taskId,
      properties: {
        [LEAD_ID_PROPERTY]: LEAD_ID,
        hs_timestamp: new Date(START + 1_800_000).toISOString(),
        hs_task_subject: 'New DACH lead: Jane Doe (Acme)',
        hs_task_status: 'NOT_STARTED',
        hs_task_priority: 'HIGH',
        hubspot_owner_id: ownerId,
      },
    });
    expect(setting.hubspot.state().associations).toContainEqual({
      from: `tasks/${taskId}`,
      to: `contacts/${contactId}`,
      typeId: 204,
    });
  });

  it('shows what a visitor typed as text, whatever it looks like', async () => {
    const contactId = await open({ apiVersion });
    await setting.crm.createTask(
      newTask(contactId, { body: '<img src=x onerror=alert(1)>\nR&D "now"' }),
    );
    expect(tasks()[0]?.properties['hs_task_body']).toBe(
      `&lt;img src=x onerror=alert(1)&gt;<br>R&amp;D &quot;now&quot;<br><br>leadline ${LEAD_ID}`,
    );
  });

  it('cuts a body that is longer than HubSpot takes, and keeps the lead’s id on it', async () => {
    const contactId = await open({ apiVersion });
    await setting.crm.createTask(newTask(contactId, { body: 'x'.repeat(70_000) }));
    const body = tasks()[0]?.properties['hs_task_body'] ?? '';
    expect(body).toHaveLength(65_536);
    expect(body.endsWith(`leadline ${LEAD_ID}`)).toBe(true);
  });

  it('answers the first task when the same lead’s is made again', async () => {
    const contactId = await open({ apiVersion });
    const first = await setting.crm.createTask(newTask(contactId));
    const second = await setting.crm.createTask(newTask(contactId));

    expect(second).toEqual(first);
    expect(tasks()).toHaveLength(1);
  });

  it('makes a task of its own for another lead of the same person', async () => {
    const contactId = await open({ apiVersion });
    const first = await setting.crm.createTask(newTask(contactId));
    const other = await setting.crm.createTask(newTask(contactId, { leadId: 'another-lead' }));
    expect(other).not.toEqual(first);
    expect(tasks()).toHaveLength(2);
  });

  it('finds the task by the lead’s id in one call', async () => {
    const contactId = await open({ apiVersion });
    const made = await setting.crm.createTask(newTask(contactId));
    setting.hubspot.journal.length = 0;

    expect(await setting.crm.findTask(contactId, LEAD_ID)).toEqual(made);
    expect(setting.calls()).toHaveLength(1);
  });

  it('finds no task where there is none', async () => {
    const contactId = await open({ apiVersion });
    expect(await setting.crm.findTask(contactId, LEAD_ID)).toBeUndefined();
    await setting.crm.createTask(newTask(contactId, { leadId: 'another-lead' }));
    expect(await setting.crm.findTask(contactId, LEAD_ID)).toBeUndefined();
  });

  describe('in an account without the task property', () => {
    it('makes the task all the same, the lead’s id in its text', async () => {
      const contactId = await open({ apiVersion, withoutTaskProperty: true });
      await setting.crm.createTask(newTask(contactId));

      expect(tasks()).toHaveLength(1);
      expect(tasks()[0]?.properties).not.toHaveProperty(LEAD_ID_PROPERTY);
      expect(tasks()[0]?.properties['hs_task_body']).toContain(`leadline ${LEAD_ID}`);
    });

    it('finds the task among those of the contact', async () => {
      const contactId = await open({ apiVersion, withoutTaskProperty: true });
      await setting.crm.createTask(newTask(contactId, { leadId: 'another-lead' }));
      const made = await setting.crm.createTask(newTask(contactId));

      expect(await setting.crm.findTask(contactId, LEAD_ID)).toEqual(made);
      expect(await setting.crm.findTask(contactId, 'a-third-lead')).toBeUndefined();
    });

    it('finds the task also where the property is there but not unique', async () => {
      const contactId = await open({ apiVersion, withoutTaskProperty: true });
      setting.hubspot.seedProperty('tasks', { name: LEAD_ID_PROPERTY });
      const made = await setting.crm.createTask(newTask(contactId));
      expect(await setting.crm.findTask(contactId, LEAD_ID)).toEqual(made);
    });
  });

  it('finds a task that was made although its answer never came', async () => {
    const contactId = await open({ apiVersion });
    setting.hubspot.fail({ path: '/tasks', method: 'POST', times: 1, when: 'after', status: 504 });

    const failure = await failureOf(setting.crm.createTask(newTask(contactId)));
    expect(failure.details).toMatchObject({ kind: 'unavailable', when: 'during', status: 504 });
    expect(await setting.crm.findTask(contactId, LEAD_ID)).toEqual({ taskId: tasks()[0]?.id });
  });

  it('is refused for a contact that is gone', async () => {
    await open({ apiVersion });
    const failure = await failureOf(setting.crm.createTask(newTask('424242')));
    expect(failure.details).toMatchObject({ kind: 'invalid', when: 'after', status: 400 });
    expect(failure.details.words).toContain('One or more associations are invalid');
    expect(tasks()).toEqual([]);
  });

  it('is refused for an owner who was deactivated', async () => {
    const contactId = await open({ apiVersion });
    const ownerId = setting.hubspot.seedOwner({ email: 'gus@example.com' });
    setting.hubspot.archiveOwner(ownerId);
    const failure = await failureOf(setting.crm.createTask(newTask(contactId, { ownerId })));
    expect(failure.details).toMatchObject({ kind: 'refused', code: 'INVALID_OPTION' });
  });
});
