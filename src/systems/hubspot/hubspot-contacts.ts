import type { CreatedContact, Crm, CrmContact } from '../../workflow/ports.ts';
import { SystemFailure } from '../../workflow/system-failure.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { existingIdIn, refusedProperties } from './hubspot-failures.ts';

export type HubspotContacts = Pick<
  Crm,
  'findByEmail' | 'findByKey' | 'findById' | 'createContact' | 'updateContact'
>;

const OWNER = 'hubspot_owner_id';

/** A contact without these is not worth writing, so they are never left out to make it fit. */
const CORE = new Set(['email', OWNER, 'lifecyclestage']);

const LEAVE_OUT_CODES = new Set([
  'PROPERTY_DOESNT_EXIST',
  'READ_ONLY_VALUE',
  'INVALID_OPTION',
  'INVALID_LONG',
  'INVALID_INTEGER',
  'INVALID_NUMBER',
  'INVALID_DATE',
]);

/** A person is read in one call and written in one. */
export function createHubspotContacts(api: HubspotApi): HubspotContacts {
  /** Batch read answers 207 for an unknown address: a success class, unlike a single GET's 404. */
  async function findBy(
    idProperty: string,
    id: string,
    properties: string[],
  ): Promise<CrmContact | undefined> {
    const read = await api.objectBatches.read('contacts', {
      inputs: [{ id }],
      properties: withOwner(properties),
      propertiesWithHistory: [],
      idProperty,
    });
    const [found] = read.results;
    if (found) return contactOf(found);
    const problem = ('errors' in read ? (read.errors ?? []) : []).find(
      ({ category }) => category !== 'OBJECT_NOT_FOUND',
    );
    if (problem) throw partialFailure(problem.category);
    return undefined;
  }

  /** A merged contact still answers to its old id here, and not in a batch. */
  async function findById(
    contactId: string,
    properties: string[],
  ): Promise<CrmContact | undefined> {
    try {
      return contactOf(await api.objects.getById('contacts', contactId, withOwner(properties)));
    } catch (failure) {
      if (failure instanceof SystemFailure && failure.details.status === 404) return undefined;
      throw failure;
    }
  }

  async function createContact(properties: Record<string, string>): Promise<CreatedContact> {
    try {
      const { value, leftOut } = await leavingOut(named(properties), (accepted) =>
        api.objects.create('contacts', { properties: accepted, associations: [] }),
      );
      return { created: true, contactId: value.id, leftOut };
    } catch (failure) {
      if (!(failure instanceof SystemFailure) || failure.details.status !== 409) throw failure;
      const existingId = existingIdIn(failure);
      return { created: false, ...(existingId !== undefined && { existingId }) };
    }
  }

  async function updateContact(
    contactId: string,
    properties: Record<string, string>,
  ): Promise<{ leftOut: string[] }> {
    const { leftOut } = await leavingOut(properties, (accepted) =>
      api.objects.update('contacts', contactId, { properties: accepted }),
    );
    return { leftOut };
  }

  return {
    findByEmail: (email, properties) => findBy('email', email, properties),
    findByKey: findBy,
    findById,
    createContact,
    updateContact,
  };
}

/**
 * Writes; and where HubSpot refuses only properties that are not core (a UTM property that nobody
 * has set up, a select without that option), writes once more without them. What was left out is
 * answered, so that the lead's story can say so.
 */
async function leavingOut<T>(
  properties: Record<string, string>,
  write: (accepted: Record<string, string>) => Promise<T>,
): Promise<{ value: T; leftOut: string[] }> {
  try {
    return { value: await write(properties), leftOut: [] };
  } catch (failure) {
    if (!(failure instanceof SystemFailure) || failure.details.status !== 400) throw failure;
    const refused = refusedProperties(failure);
    const mendable =
      refused.length > 0 &&
      refused.every(({ code, property }) => LEAVE_OUT_CODES.has(code) && !CORE.has(property));
    if (!mendable) throw failure;
    const leftOut = refused.map(({ property }) => property);
    const accepted = Object.fromEntries(
      Object.entries(properties).filter(([property]) => !leftOut.includes(property)),
    );
    return { value: await write(accepted), leftOut };
  }
}

function withOwner(properties: string[]): string[] {
  return [...new Set([...properties, OWNER])];
}

/**
 * HubSpot takes no contact without an e-mail address and a name. Somebody who left only a telephone
 * number is a lead all the same.
 */
function named(properties: Record<string, string>): Record<string, string> {
  const { email, firstname, lastname, phone, company } = properties;
  if (email || firstname || lastname) return properties;
  return { ...properties, lastname: phone || company || 'Unknown' };
}

/** A batch that was answered, but not for the one contact that was asked for. */
function partialFailure(category: string): SystemFailure {
  return new SystemFailure({
    system: 'hubspot',
    kind: category === 'VALIDATION_ERROR' ? 'invalid' : 'unavailable',
    when: 'after',
    status: 207,
    code: category,
    words: `207 without the contact: ${category}`,
  });
}

function contactOf(found: { id: string; properties: Record<string, string | null> }): CrmContact {
  const properties: Record<string, string> = {};
  for (const [name, value] of Object.entries(found.properties)) {
    if (value !== null && value !== '') properties[name] = value;
  }
  const ownerId = properties[OWNER];
  return { contactId: found.id, properties, ...(ownerId !== undefined && { ownerId }) };
}
