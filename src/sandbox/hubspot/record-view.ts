import { OBJECT_TYPES, type ObjectTypeName } from './object-types.ts';
import type { Portal } from './portal.ts';
import type { StoredRecord } from './stored-record.ts';

/** How an answer shows a record. */
export type RecordView = (
  record: StoredRecord,
  properties: Record<string, string | null>,
) => Record<string, unknown>;

/** Dated paths add the record's address in the web application. */
export function recordView(portal: Portal, dated: boolean): RecordView {
  return (record, properties) => ({
    id: record.id,
    properties,
    createdAt: new Date(record.createdAt).toISOString(),
    updatedAt: new Date(record.updatedAt).toISOString(),
    archived: record.archivedAt !== undefined,
    ...(record.archivedAt !== undefined && {
      archivedAt: new Date(record.archivedAt).toISOString(),
    }),
    ...(dated && {
      url: `https://app.hubspot.com/contacts/${portal.portalId}/record/${OBJECT_TYPES[record.type].typeId}/${record.id}`,
    }),
  });
}

/**
 * What a read shows: the properties asked for, empty ones as null, unknown ones left out without a
 * word, and always the id and both dates.
 */
export function readProperties(
  portal: Portal,
  record: StoredRecord,
  asked: string[],
  values: Record<string, string> = record.properties,
): Record<string, string | null> {
  const type = OBJECT_TYPES[record.type];
  const names =
    asked.length === 0
      ? type.defaultProperties
      : [...asked, type.createdProperty, type.modifiedProperty, 'hs_object_id'];
  return sorted(
    names
      .filter((name) => portal.properties.find(record.type, name))
      .map((name) => [name, values[name] ?? null]),
  );
}

/** What a write shows: the values sent and those that HubSpot keeps itself. */
export function writtenProperties(
  portal: Portal,
  record: StoredRecord,
  sent: string[],
): Record<string, string | null> {
  const kept = Object.keys(record.properties).filter(
    (name) => portal.properties.find(record.type, name)?.readOnlyValue,
  );
  const always = record.type === 'contacts' ? ['lifecyclestage'] : [];
  return sorted(
    [...sent, ...kept, ...always].map((name) => [name, record.properties[name] ?? null]),
  );
}

function sorted(entries: [string, string | null][]): Record<string, string | null> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** `associations` of a single read: what was asked for and is there. */
export function associationsView(
  portal: Portal,
  record: StoredRecord,
  asked: ObjectTypeName[],
): { associations?: Record<string, unknown> } {
  const found = asked
    .map((to) => [to, portal.associations.of(record, to)] as const)
    .filter(([, associations]) => associations.length > 0)
    .map(([to, associations]) => [
      to,
      { results: associations.map((each) => ({ id: each.to.id, type: each.type.name })) },
    ]);
  return found.length > 0 ? { associations: Object.fromEntries(found) } : {};
}
