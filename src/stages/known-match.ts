import type { Match } from '../routing/decision.ts';
import type { Crm, CrmContact } from '../workflow/ports.ts';
import type { CrmSettings } from './crm-settings.ts';
import { owned, ownerOfRecord } from './owner-of-record.ts';
import { withEmpty } from './survivorship.ts';

export type KnownMatchDeps = {
  crm: Pick<Crm, 'ownerById' | 'openDealOf'>;
  settings: { crm: CrmSettings };
};

/**
 * A contact of the CRM's as routing sees it, with its owner's name where the CRM knows it, and with
 * its open deal where crm.yaml asks for that. What was read and is empty is there as '', so that it
 * can be told from what was never read.
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
    properties: withEmpty(properties, settings.crm),
    ...(ownerId !== undefined && { owner: await ownerOfRecord(crm, ownerId) }),
    ...(deal && { openDeal: await owned(crm, deal) }),
  };
}
