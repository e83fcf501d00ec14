import type { Crm } from '../../workflow/ports.ts';
import { errorsIn } from './batch-answer.ts';
import type { HubspotApi } from './hubspot-api.ts';

/** Inputs of one batch (HubSpot's usage guidelines). */
const TASKS_MAX = 100;

/** Reads whether tasks are completed; by ids, which sees a change at once. */
export function createHubspotTaskStates(api: Pick<HubspotApi, 'objectBatches'>): Crm['taskStates'] {
  return async (taskIds) => {
    const states: Awaited<ReturnType<Crm['taskStates']>> = {};
    for (let from = 0; from < taskIds.length; from += TASKS_MAX) {
      const answer = await api.objectBatches.read('tasks', {
        inputs: taskIds.slice(from, from + TASKS_MAX).map((id) => ({ id })),
        properties: ['hs_task_status'],
        propertiesWithHistory: [],
      });
      for (const { id, properties } of answer.results) {
        states[id] = properties['hs_task_status'] === 'COMPLETED' ? 'completed' : 'open';
      }
      const notFound = errorsIn(answer).filter(({ category }) => category === 'OBJECT_NOT_FOUND');
      for (const id of notFound.flatMap(({ context }) => context?.['ids'] ?? [])) {
        states[id] = 'gone';
      }
    }
    return states;
  };
}
