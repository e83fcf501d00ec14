import { Refusal } from './refusal.ts';

export type ObjectTypeName = 'contacts' | 'companies' | 'deals' | 'tasks' | 'notes';

/** What differs between the kinds of record; everything else is the same for all of them. */
export type ObjectType = {
  name: ObjectTypeName;
  singular: string;
  typeId: string;
  readScope: string;
  writeScope: string;
  schemaReadScope: string;
  schemaWriteScope: string;
  createdProperty: string;
  modifiedProperty: string;
  /** What a read answers when no properties are asked for. */
  defaultProperties: string[];
  /** Must be set when a record is created. */
  required: string[];
  /** At least one of these must be set when a record is created. */
  requiredAnyOf: string[];
  mergeable: boolean;
};

const engagement = {
  // Tasks and notes have no scopes of their own: they go with the contacts'.
  readScope: 'crm.objects.contacts.read',
  writeScope: 'crm.objects.contacts.write',
  schemaReadScope: 'crm.schemas.contacts.read',
  schemaWriteScope: 'crm.schemas.contacts.write',
  createdProperty: 'hs_createdate',
  modifiedProperty: 'hs_lastmodifieddate',
  defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
  required: ['hs_timestamp'],
  requiredAnyOf: [],
  mergeable: false,
} satisfies Partial<ObjectType>;

export const OBJECT_TYPES: Record<ObjectTypeName, ObjectType> = {
  contacts: {
    name: 'contacts',
    singular: 'contact',
    typeId: '0-1',
    readScope: 'crm.objects.contacts.read',
    writeScope: 'crm.objects.contacts.write',
    schemaReadScope: 'crm.schemas.contacts.read',
    schemaWriteScope: 'crm.schemas.contacts.write',
    createdProperty: 'createdate',
    modifiedProperty: 'lastmodifieddate',
    defaultProperties: [
      'createdate',
      'email',
      'firstname',
      'hs_object_id',
      'lastmodifieddate',
      'lastname',
    ],
    required: [],
    requiredAnyOf: ['email', 'firstname', 'lastname'],
    mergeable: true,
  },
  companies: {
    name: 'companies',
    singular: 'company',
    typeId: '0-2',
    readScope: 'crm.objects.companies.read',
    writeScope: 'crm.objects.companies.write',
    schemaReadScope: 'crm.schemas.companies.read',
    schemaWriteScope: 'crm.schemas.companies.write',
    createdProperty: 'createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name'],
    required: [],
    requiredAnyOf: ['name', 'domain'],
    mergeable: true,
  },
  deals: {
    name: 'deals',
    singular: 'deal',
    typeId: '0-3',
    readScope: 'crm.objects.deals.read',
    writeScope: 'crm.objects.deals.write',
    schemaReadScope: 'crm.schemas.deals.read',
    schemaWriteScope: 'crm.schemas.deals.write',
    createdProperty: 'createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: [
      'amount',
      'closedate',
      'createdate',
      'dealname',
      'dealstage',
      'hs_lastmodifieddate',
      'hs_object_id',
      'pipeline',
    ],
    required: ['dealname', 'dealstage'],
    requiredAnyOf: [],
    mergeable: true,
  },
  tasks: { ...engagement, name: 'tasks', singular: 'task', typeId: '0-27' },
  notes: { ...engagement, name: 'notes', singular: 'note', typeId: '0-46' },
};

export const ALL_SCOPES: string[] = [
  ...new Set(
    Object.values(OBJECT_TYPES).flatMap((type) => [
      type.readScope,
      type.writeScope,
      type.schemaReadScope,
      type.schemaWriteScope,
    ]),
  ),
  'crm.objects.owners.read',
];

/** HubSpot takes the plural, the singular and the type id in a path. */
export function findObjectType(word: string): ObjectType | undefined {
  const lower = word.toLowerCase();
  return Object.values(OBJECT_TYPES).find((type) =>
    [type.name, type.singular, type.typeId].includes(lower),
  );
}

export function objectTypeOf(word: string): ObjectType {
  const type = findObjectType(word);
  if (!type) {
    throw new Refusal(400, { message: `Unable to infer object type from: ${word}` });
  }
  return type;
}
