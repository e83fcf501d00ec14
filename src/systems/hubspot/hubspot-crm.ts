import type { Crm } from '../../workflow/ports.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { createHubspotCompanies } from './hubspot-companies.ts';
import { createHubspotContacts } from './hubspot-contacts.ts';
import { createHubspotDeals } from './hubspot-deals.ts';
import { createHubspotOwners, type HubspotOwners } from './hubspot-owners.ts';
import { createHubspotTaskStates } from './hubspot-task-states.ts';
import { createHubspotTasks } from './hubspot-tasks.ts';

export type HubspotCrmOptions = {
  api: HubspotApi;
  apiVersion: string;
  /** For links; without it they lead to HubSpot's own redirect. */
  portalId?: string;
  uiUrl: string;
  /** Unique task property that carries the lead's id. May change: it is read at each use. */
  leadIdProperty: string;
  now: () => number;
};

export function createHubspotCrm(options: HubspotCrmOptions): Crm & { owners: HubspotOwners } {
  const { api, now } = options;
  const owners = createHubspotOwners(api, now);
  const tasks = createHubspotTasks(api, () => options.leadIdProperty);

  return {
    system: 'hubspot',
    owners,
    ...createHubspotContacts(api),
    createTask: tasks.create,
    findTask: tasks.find,
    taskStates: createHubspotTaskStates(api),
    ownerByEmail: owners.byEmail,
    ownerById: owners.byId,
    openDealOf: createHubspotDeals(api).openDealOf,
    accountOf: createHubspotCompanies({ api, owners, now }).accountOf,
    contactUrl: (contactId) =>
      options.portalId === undefined
        ? `${options.uiUrl}/contacts/_/record/0-1/${contactId}`
        : `${options.uiUrl}/contacts/${options.portalId}/record/0-1/${contactId}`,
    probe: async () => {
      await api.get(`/account-info/${options.apiVersion}/details`);
    },
  };
}
