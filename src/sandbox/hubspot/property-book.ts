import { defaultProperties } from './default-properties.ts';
import type { ObjectTypeName } from './object-types.ts';
import {
  FIELD_TYPES,
  PROPERTY_TYPES,
  type PropertyDefinition,
  type PropertyType,
} from './property-definition.ts';
import { createPropertyGroups, type PropertyGroups } from './property-groups.ts';
import { Refusal, validationError } from './refusal.ts';

/** At most this many properties with unique values for each kind of record. */
const UNIQUE_PROPERTIES_MAX = 10;

export type NewProperty = {
  name: string;
  label: string;
  type: string;
  fieldType: string;
  groupName: string;
  description?: string | undefined;
  options?: { label: string; value: string; displayOrder?: number | undefined }[] | undefined;
  hasUniqueValue?: boolean | undefined;
  hidden?: boolean | undefined;
  formField?: boolean | undefined;
  displayOrder?: number | undefined;
};

/** All definitions of properties and their groups, for every kind of record. */
export type PropertyBook = {
  find: (type: ObjectTypeName, name: string) => PropertyDefinition | undefined;
  list: (type: ObjectTypeName, archived: boolean) => PropertyDefinition[];
  /** Throws Refusal: 400 for a definition that is wrong, 409 for a name that is taken. */
  create: (type: ObjectTypeName, draft: NewProperty) => PropertyDefinition;
  archive: (type: ObjectTypeName, name: string) => void;
  groups: PropertyGroups;
};

export function createPropertyBook(now: () => number): PropertyBook {
  const definitions = defaultProperties(now());
  const groups = createPropertyGroups();

  function find(type: ObjectTypeName, name: string): PropertyDefinition | undefined {
    const found = definitions[type].get(name);
    return found?.archivedAt === undefined ? found : undefined;
  }

  function create(type: ObjectTypeName, draft: NewProperty): PropertyDefinition {
    const taken = definitions[type].get(draft.name);
    if (taken && taken.archivedAt === undefined) throw nameTaken(draft.name);
    checkDraft(draft);
    if (!groups.has(type, draft.groupName)) {
      throw validationError(`Property group named '${draft.groupName}' does not exist.`, {
        context: { groupName: [draft.groupName] },
      });
    }
    if (draft.hasUniqueValue) checkUniqueCount(type);
    // A name that was archived comes back to life, with its new definition.
    const definition = definitionFrom(draft, now());
    definitions[type].set(draft.name, definition);
    return definition;
  }

  function checkUniqueCount(type: ObjectTypeName): void {
    const unique = [...definitions[type].values()].filter(
      (each) => each.hasUniqueValue && !each.hubspotDefined && each.archivedAt === undefined,
    );
    if (unique.length >= UNIQUE_PROPERTIES_MAX) {
      throw validationError(
        `The maximum of ${UNIQUE_PROPERTIES_MAX} properties with unique values has been reached.`,
      );
    }
  }

  function archive(type: ObjectTypeName, name: string): void {
    const definition = find(type, name);
    if (!definition) return;
    if (definition.hubspotDefined) {
      throw validationError(`Property ${name} is defined by HubSpot and cannot be archived.`);
    }
    definition.archivedAt = now();
  }

  return {
    find,
    list: (type, archived) =>
      [...definitions[type].values()].filter(
        (each) => (each.archivedAt !== undefined) === archived,
      ),
    create,
    archive,
    groups,
  };
}

function nameTaken(name: string): Refusal {
  return new Refusal(409, {
    message: `A property named '${name}' already exists.`,
    category: 'OBJECT_ALREADY_EXISTS',
    subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
    context: { name: [name] },
  });
}

function typeOf(word: string): PropertyType {
  const type = PROPERTY_TYPES.find((each) => each === word);
  if (type) return type;
  throw validationError(
    `${word} is not a valid property type. Valid types: [${PROPERTY_TYPES.join(', ')}]`,
  );
}

function checkDraft(draft: NewProperty): void {
  if (!/^[a-z][a-z0-9_]*$/.test(draft.name)) {
    throw validationError(
      `Property name '${draft.name}' is not valid: names are lower case, begin with a letter and hold only letters, digits and underscores.`,
      { context: { name: [draft.name] } },
    );
  }
  typeOf(draft.type);
  if (!FIELD_TYPES.includes(draft.fieldType)) {
    throw validationError(
      `${draft.fieldType} is not a valid fieldType. Valid values: [${FIELD_TYPES.join(', ')}]`,
    );
  }
  if (draft.type === 'enumeration' && !draft.options?.length) {
    throw validationError(`Property '${draft.name}' of type enumeration must have options.`);
  }
  if (draft.hasUniqueValue && !['string', 'number'].includes(draft.type)) {
    throw validationError(`A property of type ${draft.type} cannot have unique values.`);
  }
}

function definitionFrom(draft: NewProperty, now: number): PropertyDefinition {
  return {
    name: draft.name,
    label: draft.label,
    type: typeOf(draft.type),
    fieldType: draft.fieldType,
    groupName: draft.groupName,
    description: draft.description ?? '',
    options: (draft.options ?? []).map((option, index) => ({
      label: option.label,
      value: option.value,
      displayOrder: option.displayOrder ?? index,
      hidden: false,
    })),
    displayOrder: draft.displayOrder ?? -1,
    calculated: false,
    externalOptions: false,
    hasUniqueValue: draft.hasUniqueValue ?? false,
    hidden: draft.hidden ?? false,
    formField: draft.formField ?? false,
    hubspotDefined: false,
    readOnlyValue: false,
    createdAt: now,
    updatedAt: now,
  };
}
