import type { ObjectTypeName } from './object-types.ts';

export type PropertyOption = {
  label: string;
  value: string;
  description?: string;
  displayOrder: number;
  hidden: boolean;
};

/** A property's definition, with the fields that HubSpot's properties API shows. */
export type PropertyDefinition = {
  name: string;
  label: string;
  type: PropertyType;
  fieldType: string;
  groupName: string;
  description: string;
  options: PropertyOption[];
  displayOrder: number;
  calculated: boolean;
  /** Options come from elsewhere: owners, reminders, queues. */
  externalOptions: boolean;
  referencedObjectType?: 'OWNER';
  hasUniqueValue: boolean;
  hidden: boolean;
  formField: boolean;
  hubspotDefined: boolean;
  readOnlyValue: boolean;
  createdAt: number;
  updatedAt: number;
  archivedAt?: number;
};

export const PROPERTY_TYPES = [
  'string',
  'number',
  'date',
  'datetime',
  'enumeration',
  'bool',
  'phone_number',
] as const;
export type PropertyType = (typeof PROPERTY_TYPES)[number];

export const FIELD_TYPES = [
  'booleancheckbox',
  'calculation_equation',
  'checkbox',
  'date',
  'file',
  'html',
  'number',
  'phonenumber',
  'radio',
  'select',
  'text',
  'textarea',
];

export type PropertyGroup = {
  name: string;
  label: string;
  displayOrder: number;
  archived: boolean;
};

/** The shape in answers. */
export function propertyView(definition: PropertyDefinition): Record<string, unknown> {
  const { readOnlyValue, createdAt, updatedAt, archivedAt, ...shown } = definition;
  return {
    updatedAt: new Date(updatedAt).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
    ...shown,
    archived: archivedAt !== undefined,
    ...(archivedAt !== undefined && { archivedAt: new Date(archivedAt).toISOString() }),
    modificationMetadata: {
      archivable: !definition.hubspotDefined,
      readOnlyDefinition: definition.hubspotDefined,
      readOnlyValue,
    },
    dataSensitivity: 'non_sensitive',
  };
}

export const groupNameFor: Record<ObjectTypeName, string> = {
  contacts: 'contactinformation',
  companies: 'companyinformation',
  deals: 'dealinformation',
  tasks: 'task',
  notes: 'note',
};
