import type { Portal } from './portal.ts';
import type { StoredRecord } from './stored-record.ts';

export type HubspotRecordState = {
  id: string;
  properties: Record<string, string>;
  archived: boolean;
  mergedIds: string[];
  secondaryEmails: string[];
  /** Milliseconds since 1970. */
  createdAt: number;
  updatedAt: number;
};

export type HubspotState = {
  contacts: HubspotRecordState[];
  companies: HubspotRecordState[];
  deals: HubspotRecordState[];
  tasks: HubspotRecordState[];
  notes: HubspotRecordState[];
  /** Both directions, as HubSpot keeps them: `from` and `to` read `tasks/31102224877`. */
  associations: { from: string; to: string; typeId: number }[];
  /** Names of the properties that are not HubSpot's own. */
  properties: Record<StoredRecord['type'], string[]>;
  owners: { id: string; email: string; archived: boolean }[];
};

/** The whole account as plain JSON. */
export function stateOf(portal: Portal): HubspotState {
  const { store, properties, owners, associations } = portal;
  const own = (type: StoredRecord['type']) =>
    properties
      .list(type, false)
      .filter((each) => !each.hubspotDefined)
      .map((each) => each.name);
  return {
    contacts: store.all('contacts').map(plain),
    companies: store.all('companies').map(plain),
    deals: store.all('deals').map(plain),
    tasks: store.all('tasks').map(plain),
    notes: store.all('notes').map(plain),
    associations: associations.all().map(({ from, to, type }) => ({
      from: `${from.type}/${from.id}`,
      to: `${to.type}/${to.id}`,
      typeId: type.id,
    })),
    properties: {
      contacts: own('contacts'),
      companies: own('companies'),
      deals: own('deals'),
      tasks: own('tasks'),
      notes: own('notes'),
    },
    owners: [...owners.list(false), ...owners.list(true)].map(({ id, email, archived }) => ({
      id,
      email,
      archived,
    })),
  };
}

function plain(record: StoredRecord): HubspotRecordState {
  const { id, properties, mergedIds, secondaryEmails, createdAt, updatedAt } = record;
  return {
    id,
    properties: { ...properties },
    archived: record.archivedAt !== undefined,
    mergedIds: [...mergedIds],
    secondaryEmails: [...secondaryEmails],
    createdAt,
    updatedAt,
  };
}
