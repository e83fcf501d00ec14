import type { Match } from '../routing/decision.ts';
import type { Crm, CrmContact } from '../workflow/ports.ts';
import type { CrmSettings } from './crm-settings.ts';
import { owned, ownerOfRecord } from './owner-of-record.ts';

export type KnownMatchDeps = {
  crm: Pick<Crm, 'ownerById' | 'openDealOf'>;
  settings: { crm: Pick<CrmSettings, 'ownership'> };
};

/**
 * A contact of the CRM's as routing sees it, with its owner's name where the CRM knows it, and with
 * its open deal where crm.yaml asks for that.
 */
export async function knownMatch(
  { crm, settings }: KnownMatchDeps,
  { contactId, properties, ownerId }: CrmContact,
  foundBy: string,
): Promise<Match & { contactId: string }> {
  const deal = settings.crm.ownership.openDeals ? await crm.openDealOf(contactId) : undefined;
  return {
    known: true,
    contactId,
    foundBy,
    properties,
    ...(ownerId !== undefined && { owner: await ownerOfRecord(crm, ownerId) }),
    ...(deal && { openDeal: await owned(crm, deal) }),
  };
}
