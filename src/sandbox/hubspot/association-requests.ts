import {
  type AssociationType,
  associationTypeById,
  defaultAssociationType,
} from './association-book.ts';
import { OBJECT_TYPES, type ObjectTypeName } from './object-types.ts';
import type { Portal } from './portal.ts';
import { type Refusal, validationError } from './refusal.ts';
import type { StoredRecord } from './stored-record.ts';

export type AssociationSpec = { associationCategory: string; associationTypeId: number };

/** `associations` inside a create. */
export type AssociationRequest = { to: { id: string }; types: AssociationSpec[] };

export type PlannedAssociation = { to: StoredRecord; types: AssociationType[] };

/** Resolves inline associations; throws Refusal for a wrong direction, type or target. */
export function planAssociations(
  portal: Portal,
  from: ObjectTypeName,
  requests: AssociationRequest[],
): PlannedAssociation[] {
  return requests.map((request) => {
    const types = request.types.map((spec) => associationTypeFor(from, spec));
    const toType = types[0]?.to;
    if (!toType) throw validationError('At least one association type must be given');
    return { to: associationTarget(portal, toType, request.to.id), types };
  });
}

/** Type ids have a direction: 204 leads from a task to a contact, 203 from a contact to a task. */
export function associationTypeFor(from: ObjectTypeName, spec: AssociationSpec): AssociationType {
  const { associationCategory: category, associationTypeId: id } = spec;
  const type = category === 'HUBSPOT_DEFINED' ? associationTypeById(id) : undefined;
  if (!type) {
    throw validationError('One or more associations are invalid', {
      context: {
        INVALID_ASSOCIATION_TYPE_ID: [`${category}=${id} is not a valid association definition id`],
      },
    });
  }
  if (type.from !== from) {
    throw validationError(
      `invalid from object type ${OBJECT_TYPES[from].typeId} for associations to be created. expected: ${OBJECT_TYPES[type.from].typeId}`,
    );
  }
  return type;
}

export function defaultTypeBetween(from: ObjectTypeName, to: ObjectTypeName): AssociationType {
  const type = defaultAssociationType(from, to);
  if (!type) {
    throw validationError(
      `No default association type exists from ${OBJECT_TYPES[from].typeId} to ${OBJECT_TYPES[to].typeId}`,
    );
  }
  return type;
}

export function associationTarget(portal: Portal, type: ObjectTypeName, id: string): StoredRecord {
  const record = portal.store.byIdOrMerged(type, id);
  if (!record || record.archivedAt !== undefined) throw invalidTarget(type, id);
  return record;
}

function invalidTarget(type: ObjectTypeName, id: string): Refusal {
  const constant = OBJECT_TYPES[type].singular.toUpperCase();
  return validationError('One or more associations are invalid', {
    context: {
      INVALID_OBJECT_IDS: [`${constant}=${id} is not valid`],
      objectId: [id],
      objectType: [constant],
    },
  });
}
