import type { Match } from '../routing/decision.ts';
import type { Crm, CrmContact } from '../workflow/ports.ts';

/** A contact of the CRM's as routing sees it, with its owner's name where the CRM knows it. */
export async function knownMatch(
  crm: Pick<Crm, 'ownerById'>,
  { contactId, properties, ownerId }: CrmContact,
  foundBy: string,
): Promise<Match & { contactId: string }> {
  const match = { known: true, contactId, foundBy, properties };
  if (ownerId === undefined) return match;
  return { ...match, owner: (await crm.ownerById(ownerId)) ?? { ownerId, active: false } };
}
