import type { CreatedContact, Crm } from '../../workflow/ports.ts';
import { SystemFailure } from '../../workflow/system-failure.ts';
import { createContactReads, OWNER } from './contact-reads.ts';
import { createContactWrites } from './contact-writes.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { existingIdIn, refusedProperties } from './hubspot-failures.ts';

export type HubspotContacts = Pick<
  Crm,
  'findByEmail' | 'findByKey' | 'findById' | 'createContact' | 'updateContact'
>;

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

/** A person is read in one call and written in one; many at the same moment, together. */
export function createHubspotContacts(api: HubspotApi): HubspotContacts {
  const reads = createContactReads(api);
  const writes = createContactWrites(api);

  async function createContact(properties: Record<string, string>): Promise<CreatedContact> {
    try {
      const { value, leftOut } = await leavingOut(named(properties), writes.create);
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
      writes.update({ id: contactId, properties: accepted }),
    );
    return { leftOut };
  }

  return {
    findByEmail: (email, properties) => reads.by('email', email, properties),
    findByKey: reads.by,
    findById: reads.byId,
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

/**
 * HubSpot takes no contact without an e-mail address and a name. Somebody who left only a telephone
 * number is a lead all the same.
 */
function named(properties: Record<string, string>): Record<string, string> {
  const { email, firstname, lastname, phone, company } = properties;
  if (email || firstname || lastname) return properties;
  return { ...properties, lastname: phone || company || 'Unknown' };
}
