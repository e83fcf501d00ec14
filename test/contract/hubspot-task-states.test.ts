import { afterEach, describe, expect, it } from '@jest/globals';
import {
  failureOf,
  type HubspotSetting,
  hubspotSetting,
  newTask,
  PATH_FAMILIES,
} from './hubspot-setting.ts';

let setting: HubspotSetting;
afterEach(() => setting.close());

async function taskOf(leadId: string, status?: string): Promise<string> {
  const contactId = setting.hubspot.seedContact({ email: `${leadId}@acme.example.com` });
  const { taskId } = await setting.crm.createTask(newTask(contactId, { leadId }));
  if (status !== undefined) {
    const properties = { hs_task_status: status };
    await setting.api.objects.update('tasks', taskId, { properties });
  }
  return taskId;
}

describe.each(PATH_FAMILIES)('whether tasks are completed, under the paths of %s', (apiVersion) => {
  it('is read for many in one call', async () => {
    setting = await hubspotSetting({ apiVersion });
    const fresh = await taskOf('lead-1');
    const begun = await taskOf('lead-2', 'IN_PROGRESS');
    const completed = await taskOf('lead-3', 'COMPLETED');
    setting.hubspot.journal.length = 0;
    expect(await setting.crm.taskStates([fresh, begun, completed, '424242'])).toEqual({
      [fresh]: 'open',
      [begun]: 'open',
      [completed]: 'completed',
      '424242': 'gone',
    });
    expect(setting.calls()).toHaveLength(1);
  });

  it('is read for more than one batch holds', async () => {
    setting = await hubspotSetting({ apiVersion });
    const completed = await taskOf('lead-1', 'COMPLETED');
    setting.hubspot.journal.length = 0;
    const unknown = Array.from({ length: 120 }, (_, at) => String(900_000 + at));
    const states = await setting.crm.taskStates([...unknown, completed]);
    expect(Object.keys(states)).toHaveLength(121);
    expect(states[completed]).toBe('completed');
    expect(setting.calls()).toHaveLength(2);
  });

  it('asks nothing for no task', async () => {
    setting = await hubspotSetting({ apiVersion });
    expect(await setting.crm.taskStates([])).toEqual({});
    expect(setting.calls()).toEqual([]);
  });

  it('does not take an outage for tasks that are gone', async () => {
    setting = await hubspotSetting({ apiVersion });
    setting.hubspot.fail({ path: '/tasks/batch/read', method: 'POST', times: 1, status: 503 });
    const failure = await failureOf(setting.crm.taskStates(['1']));
    expect(failure.details).toMatchObject({ kind: 'unavailable', status: 503 });
  });
});
