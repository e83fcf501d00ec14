import { AssociationSpecAssociationCategoryEnum as AssociationCategory } from '@hubspot/api-client/lib/codegen/crm/objects/models/AssociationSpec.js';
import type { NewTask } from '../../workflow/ports.ts';
import { SystemFailure } from '../../workflow/system-failure.ts';
import { endsOfWrites, traceIdAt, unansweredItem } from './batch-answer.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { refusedProperties } from './hubspot-failures.ts';
import { createHubspotGatherer } from './hubspot-gatherer.ts';

export type HubspotTasks = {
  create: (task: NewTask) => Promise<{ taskId: string }>;
  find: (contactId: string, leadId: string) => Promise<{ taskId: string } | undefined>;
};

/** HubSpot's association type "task to contact". */
const TASK_TO_CONTACT = 204;

/** The longest text property that HubSpot takes. */
const BODY_MAX = 65_536;

/**
 * Tasks that carry our lead id twice: in a unique property, which makes HubSpot itself refuse a
 * second one, and in the body, for accounts where that property has not been set up.
 *
 * @param leadIdPropertyNow its name, which may change
 */
export function createHubspotTasks(api: HubspotApi, leadIdPropertyNow: () => string): HubspotTasks {
  const write = createTaskWrites(api);

  async function create(task: NewTask): Promise<{ taskId: string }> {
    const leadIdProperty = leadIdPropertyNow();
    const properties = propertiesOf(task);
    try {
      return await write({ task, properties: { ...properties, [leadIdProperty]: task.leadId } });
    } catch (failure) {
      const codes = codesFor(failure, leadIdProperty);
      if (codes.has('CONFLICTING_UNIQUE_VALUE')) {
        const existing = await find(task.contactId, task.leadId);
        if (existing) return existing;
      }
      if (codes.has('PROPERTY_DOESNT_EXIST')) return write({ task, properties });
      throw failure;
    }
  }

  /** Direct reads, which see a write at once; the search index lags behind. */
  async function find(contactId: string, leadId: string): Promise<{ taskId: string } | undefined> {
    try {
      const found = await api.objects.getById(
        'tasks',
        leadId,
        [],
        undefined,
        undefined,
        false,
        leadIdPropertyNow(),
      );
      return { taskId: found.id };
    } catch (failure) {
      if (!(failure instanceof SystemFailure)) throw failure;
      const { status } = failure.details;
      if (status !== 404 && status !== 400) throw failure;
    }
    return findAtContact(api, contactId, leadId);
  }

  return { create, find };
}

/** Among the contact's tasks, by the marker in their text. */
async function findAtContact(
  api: HubspotApi,
  contactId: string,
  leadId: string,
): Promise<{ taskId: string } | undefined> {
  const contact = await api.objects.getById('contacts', contactId, [], undefined, ['tasks']);
  const ids = (contact.associations?.['tasks']?.results ?? []).map(({ id }) => ({ id }));
  if (ids.length === 0) return undefined;
  const read = await api.objectBatches.read('tasks', {
    inputs: ids.slice(-100),
    properties: ['hs_task_body'],
    propertiesWithHistory: [],
  });
  const found = read.results.find(({ properties }) =>
    properties['hs_task_body']?.includes(marker(leadId)),
  );
  return found && { taskId: found.id };
}

type TaskWrite = { task: NewTask; properties: Record<string, string> };

/** Tasks with their contact in one call; those of the same moment together. No alert waits for them. */
function createTaskWrites({
  granted,
  leave,
}: HubspotApi): (write: TaskWrite) => Promise<{ taskId: string }> {
  return createHubspotGatherer<TaskWrite, { taskId: string }>(
    { leave },
    {
      urgent: false,
      twins: 'apart',
      keyOf: ({ task }) => task.leadId,
      one: async (write) => taskIdOf(await granted.objects.create('tasks', inputOf(write))),
      many: async (writes) => {
        const inputs = writes.map((write, place) => ({
          ...inputOf(write),
          objectWriteTraceId: traceIdAt(place),
        }));
        const answer = await granted.objectBatches.create('tasks', { inputs });
        const ends = endsOfWrites(
          writes,
          answer,
          ({ properties }, { task }) =>
            properties['hs_task_body']?.includes(marker(task.leadId)) ?? false,
          unansweredItem,
        );
        return ends.map((end) => ('done' in end ? { done: taskIdOf(end.done) } : end));
      },
    },
  );
}

function inputOf({ task, properties }: TaskWrite) {
  const association = {
    associationCategory: AssociationCategory.HubspotDefined,
    associationTypeId: TASK_TO_CONTACT,
  };
  return { properties, associations: [{ to: { id: task.contactId }, types: [association] }] };
}

const taskIdOf = ({ id }: { id: string }): { taskId: string } => ({ taskId: id });

function propertiesOf(task: NewTask): Record<string, string> {
  const end = `<br><br>${marker(task.leadId)}`;
  return {
    hs_timestamp: new Date(task.dueAt).toISOString(),
    hs_task_subject: task.subject,
    hs_task_body: html(task.body).slice(0, BODY_MAX - end.length) + end,
    hs_task_status: 'NOT_STARTED',
    hs_task_priority: task.priority.toUpperCase(),
    hs_task_type: 'TODO',
    ...(task.ownerId !== undefined && { hubspot_owner_id: task.ownerId }),
  };
}

function marker(leadId: string): string {
  return `leadline ${leadId}`;
}

/** The body is HTML to HubSpot, and what a visitor typed is not. */
function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/\r?\n/g, '<br>');
}

function codesFor(failure: unknown, property: string): Set<string> {
  if (!(failure instanceof SystemFailure)) return new Set();
  const refused = refusedProperties(failure).filter((each) => each.property === property);
  return new Set(refused.map(({ code }) => code));
}
