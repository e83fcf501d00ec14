import { type AssociationRequest, planAssociations } from './association-requests.ts';
import { calculatedValues } from './calculated-values.ts';
import { allEmails } from './email-index.ts';
import { lifecycleMayMove } from './lifecycle.ts';
import { OBJECT_TYPES, type ObjectTypeName } from './object-types.ts';
import type { Portal } from './portal.ts';
import { invalidProperties, type PropertyProblem, readValues } from './property-values.ts';
import { Refusal, validationError } from './refusal.ts';
import { missingRequired } from './required-properties.ts';
import type { StoredRecord } from './stored-record.ts';

export type WriteContext = {
  portal: Portal;
  type: ObjectTypeName;
  /** Dated paths from 2026-09 on hold writes to the administrator's rules. */
  enforceRequired: boolean;
};

/** A write that was checked in full and may now be made. */
export type PlannedWrite = {
  commit: () => StoredRecord;
  /** `property=value` of what must be unique, so that a batch can see its own duplicates. */
  uniqueValues: string[];
};

/** What a contact that came in through the API begins with. */
const CONTACT_AT_BIRTH = {
  lifecyclestage: 'lead',
  hs_analytics_source: 'OFFLINE',
  hs_analytics_source_data_1: 'INTEGRATION',
};

/** Throws Refusal if HubSpot would not create this record. */
export function planCreate(
  context: WriteContext,
  sent: { properties: Record<string, string>; associations: AssociationRequest[] },
): PlannedWrite {
  const { portal, type } = context;
  const values = checkedValues(context, sent.properties, undefined);
  checkRequiredToCreate(type, values);
  refuseKnownEmail(portal, type, values, undefined);
  const associations = planAssociations(portal, type, sent.associations);
  return {
    uniqueValues: uniqueValuesOf(context, values),
    commit: () => {
      const born = type === 'contacts' ? { ...CONTACT_AT_BIRTH, ...values } : values;
      const record = portal.store.add(type, born);
      portal.store.change(record, calculatedValues(record, born, portal.now()));
      for (const { to, types } of associations) {
        for (const each of types) portal.associations.associate(record, to, each);
      }
      return record;
    },
  };
}

/** Throws Refusal if HubSpot would not change this record so. */
export function planUpdate(
  context: WriteContext,
  record: StoredRecord,
  properties: Record<string, string>,
): PlannedWrite {
  const { portal, type } = context;
  portal.locks.beforeWrite(record);
  const values = checkedValues(context, properties, record);
  refuseKnownEmail(portal, type, values, record);
  return {
    uniqueValues: uniqueValuesOf(context, values),
    commit: () => {
      const stage = values['lifecyclestage'];
      if (stage !== undefined && !lifecycleMayMove(record.properties['lifecyclestage'], stage)) {
        delete values['lifecyclestage'];
      }
      swapPrimaryEmail(record, values);
      portal.store.change(record, values);
      portal.store.change(record, calculatedValues(record, values, portal.now()));
      return record;
    },
  };
}

function checkedValues(
  context: WriteContext,
  properties: Record<string, string>,
  record: StoredRecord | undefined,
): Record<string, string> {
  const { portal, type } = context;
  const { values, problems } = readValues(
    properties,
    (name) => portal.properties.find(type, name),
    portal.owners,
  );
  problems.push(...conflicts(context, values, record));
  if (type === 'contacts') problems.push(...blocked(portal, values));
  if (context.enforceRequired) {
    problems.push(...missingRequired(portal.required, type, values, record));
  }
  if (problems.length > 0) throw invalidProperties(problems, portal.portalId);
  return values;
}

/** Values that another record of the same kind holds already. */
function conflicts(
  { portal, type }: WriteContext,
  values: Record<string, string>,
  record: StoredRecord | undefined,
): PropertyProblem[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === '' || !portal.properties.find(type, name)?.hasUniqueValue) return [];
    const holder = portal.store.byValue(type, name, value);
    if (!holder || holder === record) return [];
    const coordinates = `PropertyValueCoordinates{portalId=${portal.portalId}, objectTypeId=${OBJECT_TYPES[type].typeId}, propertyName=${name}, value=${value}}`;
    return [
      {
        name,
        message: `Cannot set ${coordinates} on ${record?.id ?? 'new object'}. ${holder.id} already has that value.`,
        error: 'CONFLICTING_UNIQUE_VALUE',
      },
    ];
  });
}

function blocked(portal: Portal, values: Record<string, string>): PropertyProblem[] {
  const email = values['email'];
  if (!email || !portal.blockedEmails.has(email)) return [];
  return [
    {
      name: 'email',
      message: `Email address ${email} has been GDPR blacklisted`,
      error: 'GDPR_BLACKLISTED',
    },
  ];
}

function checkRequiredToCreate(type: ObjectTypeName, values: Record<string, string>): void {
  const { required, requiredAnyOf } = OBJECT_TYPES[type];
  const missing = required.filter((name) => !values[name]);
  if (requiredAnyOf.length > 0 && !requiredAnyOf.some((name) => values[name])) {
    missing.push(...requiredAnyOf);
  }
  if (missing.length === 0) return;
  const constant = OBJECT_TYPES[type].singular.toUpperCase();
  throw validationError(`Error creating ${constant}. Some required properties were not set.`, {
    context: { properties: missing },
  });
}

/** An address belongs to one contact, be it the first or a further address there. */
function refuseKnownEmail(
  portal: Portal,
  type: ObjectTypeName,
  values: Record<string, string>,
  record: StoredRecord | undefined,
): void {
  const email = values['email'];
  if (type !== 'contacts' || !email) return;
  const holder = portal.store.byEmail(email);
  if (!holder || holder === record) return;
  throw new Refusal(409, {
    message: `Contact already exists. Existing ID: ${holder.id}`,
    category: 'CONFLICT',
  });
}

/** Writing a contact's further address makes it the first one. */
function swapPrimaryEmail(record: StoredRecord, values: Record<string, string>): void {
  const email = values['email'];
  if (record.type !== 'contacts' || !email || !record.secondaryEmails.includes(email)) return;
  record.secondaryEmails = allEmails(record).filter((each) => each !== email);
}

function uniqueValuesOf({ portal, type }: WriteContext, values: Record<string, string>): string[] {
  return Object.entries(values)
    .filter(([, value]) => value !== '')
    .filter(
      ([name]) =>
        (type === 'contacts' && name === 'email') ||
        portal.properties.find(type, name)?.hasUniqueValue,
    )
    .map(([name, value]) => `${name}=${value}`);
}
