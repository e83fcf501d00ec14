import { type StandIn, startStandIn } from '../stand-in.ts';
import type { AssociationRequest } from './association-requests.ts';
import { calculatedValues } from './calculated-values.ts';
import { createHubspotService, type HubspotService } from './hubspot-service.ts';
import { mergeRecords } from './merge.ts';
import type { ObjectTypeName } from './object-types.ts';
import type { SeedOwner } from './owner-book.ts';
import type { HubspotOptions, RequiredProperty } from './portal.ts';
import type { NewProperty } from './property-book.ts';
import { planCreate } from './record-writes.ts';
import type { HubspotState } from './state.ts';
import type { StoredRecord } from './stored-record.ts';

/** What people and HubSpot itself do to an account, outside the API. */
export type HubspotSeeding = {
  /** Each answers the new record's id. Throws where HubSpot would refuse the values. */
  seedContact: (properties: Record<string, string>) => string;
  seedCompany: (properties: Record<string, string>) => string;
  /** In the first stage unless said, and associated with these contacts. */
  seedDeal: (properties: Record<string, string>, contactIds: string[]) => string;
  seedProperty: (type: ObjectTypeName, property: Partial<NewProperty> & { name: string }) => void;
  /** Answers the owner's id. */
  seedOwner: (owner: SeedOwner) => string;
  archiveOwner: (ownerId: string) => void;
  /** Answers the survivor's id, which is a new one. */
  mergeContacts: (primaryId: string, absorbedId: string) => string;
  addSecondaryEmail: (contactId: string, email: string) => void;
  /** A salesperson or HubSpot at work: sets anything, read-only or not; '' clears. */
  setValues: (type: ObjectTypeName, id: string, values: Record<string, string>) => void;
  /** Writes of this record are answered 423 for so long. */
  lockRecord: (id: string, forMs: number) => void;
  /** An administrator makes a property required; paths from 2026-09 on enforce it. */
  requireProperty: (rule: RequiredProperty) => void;
  state: () => HubspotState;
} & Pick<HubspotService, 'callsByRoute' | 'expireToken' | 'moveDataCentre' | 'leaveToday'>;

export type HubspotStandIn = Omit<StandIn, 'state'> & HubspotSeeding;

/** Serves the stand-in over real HTTP on 127.0.0.1. */
export async function startHubspotStandIn(
  options: HubspotOptions & { port?: number },
): Promise<HubspotStandIn> {
  const service = createHubspotService(options);
  const { now, port } = options;
  const frame = await startStandIn({ name: 'hubspot', service, now, ...(port && { port }) });
  return { ...frame, ...seeding(service) };
}

function seeding(service: HubspotService): HubspotSeeding {
  const { portal } = service;
  const seed = (
    type: ObjectTypeName,
    properties: Record<string, string>,
    associations: AssociationRequest[] = [],
  ) =>
    planCreate(
      { portal: portal(), type, enforceRequired: false },
      { properties, associations },
    ).commit().id;

  function setValues(type: ObjectTypeName, id: string, values: Record<string, string>): void {
    const record = recordOf(service, type, id);
    const { store, now } = portal();
    store.change(record, values);
    store.change(record, { ...calculatedValues(record, values, now()), ...values });
  }

  return {
    seedContact: (properties) => seed('contacts', properties),
    seedCompany: (properties) => seed('companies', properties),
    seedDeal: (properties, contactIds) => {
      const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 3 }];
      return seed(
        'deals',
        { dealname: 'Deal', dealstage: 'appointmentscheduled', ...properties },
        contactIds.map((id) => ({ to: { id }, types })),
      );
    },
    seedProperty: (type, { name, ...more }) => {
      const groupName = portal().properties.groups.list(type)[0]?.name ?? '';
      const plain = { name, label: name, type: 'string', fieldType: 'text', groupName };
      portal().properties.create(type, { ...plain, ...more });
    },
    seedOwner: (owner) => portal().owners.add(owner).id,
    archiveOwner: (ownerId) => portal().owners.archive(ownerId),
    mergeContacts: (primaryId, absorbedId) =>
      mergeRecords(portal(), 'contacts', primaryId, absorbedId).id,
    addSecondaryEmail: (contactId, email) => {
      recordOf(service, 'contacts', contactId).secondaryEmails.push(email.toLowerCase());
      setValues('contacts', contactId, {});
    },
    setValues,
    lockRecord: (id, forMs) => {
      for (const type of ['contacts', 'companies', 'deals', 'tasks', 'notes'] as const) {
        const record = portal().store.byId(type, id);
        if (record) portal().locks.lock(record, forMs);
      }
    },
    requireProperty: (rule) => void portal().required.push(rule),
    state: service.state,
    callsByRoute: service.callsByRoute,
    expireToken: service.expireToken,
    moveDataCentre: service.moveDataCentre,
    leaveToday: service.leaveToday,
  };
}

function recordOf(service: HubspotService, type: ObjectTypeName, id: string): StoredRecord {
  const record = service.portal().store.byIdOrMerged(type, id);
  if (!record) throw new Error(`the stand-in has no ${type} ${id}`);
  return record;
}
