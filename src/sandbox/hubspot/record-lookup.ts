import { OBJECT_TYPES, type ObjectTypeName } from './object-types.ts';
import type { Portal } from './portal.ts';
import { Refusal, resourceNotFound, validationError } from './refusal.ts';
import type { Call } from './route.ts';
import type { StoredRecord } from './stored-record.ts';

/**
 * A record by id or by a property with unique values; merged ids lead to the survivor. Archived
 * records are found by id. Throws Refusal 400 for a property whose values are not unique.
 */
export function findRecord(
  portal: Portal,
  type: ObjectTypeName,
  id: string,
  idProperty: string | undefined,
): StoredRecord | undefined {
  const { store } = portal;
  if (!idProperty || idProperty === 'hs_object_id') return store.byIdOrMerged(type, id);
  requireUnique(portal, type, idProperty);
  return idProperty === 'email' ? store.byEmail(id) : store.byValue(type, idProperty, id);
}

/** The record that the path names. Throws Refusal 404, 400. */
export function recordAt(call: Call, type: ObjectTypeName, archived: boolean): StoredRecord {
  const id = call.params['id'] ?? '';
  const idProperty = call.query.get('idProperty') ?? undefined;
  if (!idProperty && !/^\d+$/.test(id)) {
    throw new Refusal(404, {
      message: 'Object not found.  objectId are usually numeric.',
      context: { id: [id] },
      category: 'OBJECT_NOT_FOUND',
    });
  }
  const record = findRecord(call.portal, type, id, idProperty);
  if (!record || (record.archivedAt !== undefined) !== archived) throw resourceNotFound();
  return record;
}

export function isUnique(portal: Portal, type: ObjectTypeName, property: string): boolean {
  if (type === 'contacts' && property === 'email') return true;
  return portal.properties.find(type, property)?.hasUniqueValue === true;
}

function requireUnique(portal: Portal, type: ObjectTypeName, property: string): void {
  if (isUnique(portal, type, property)) return;
  throw validationError(
    `Unable to find ${OBJECT_TYPES[type].typeId} by non-unique property ${property}`,
  );
}
