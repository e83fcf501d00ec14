import type { ObjectTypeName } from './object-types.ts';
import { groupNameFor, type PropertyGroup } from './property-definition.ts';
import { Refusal } from './refusal.ts';

type NewGroup = { name: string; label: string; displayOrder?: number | undefined };

/** The headings under which properties are kept. */
export type PropertyGroups = {
  list: (type: ObjectTypeName) => PropertyGroup[];
  has: (type: ObjectTypeName, name: string) => boolean;
  /** Throws Refusal 409 for a name that is taken. */
  create: (type: ObjectTypeName, draft: NewGroup) => PropertyGroup;
};

export function createPropertyGroups(): PropertyGroups {
  const groups: Record<ObjectTypeName, Map<string, PropertyGroup>> = {
    contacts: firstGroups('contacts'),
    companies: firstGroups('companies'),
    deals: firstGroups('deals'),
    tasks: firstGroups('tasks', 'task_information', 'engagement'),
    notes: firstGroups('notes', 'engagement'),
  };
  return {
    list: (type) => [...groups[type].values()],
    has: (type, name) => groups[type].has(name),
    create: (type, { name, label, displayOrder = -1 }) => {
      if (groups[type].has(name)) {
        throw new Refusal(409, {
          message: `A property group named '${name}' already exists.`,
          category: 'OBJECT_ALREADY_EXISTS',
          subCategory: 'Properties.PROPERTY_GROUP_WITH_NAME_EXISTS',
        });
      }
      const group: PropertyGroup = { name, label, displayOrder, archived: false };
      groups[type].set(name, group);
      return group;
    },
  };
}

function firstGroups(type: ObjectTypeName, ...more: string[]): Map<string, PropertyGroup> {
  return new Map(
    [groupNameFor[type], ...more].map((name, displayOrder) => [
      name,
      { name, label: name, displayOrder, archived: false },
    ]),
  );
}
