import type { CrmOwnerOfRecord } from '../routing/decision.ts';
import type { Crm } from '../workflow/ports.ts';

type Owners = Pick<Crm, 'ownerById'>;

/** With name and address where the CRM knows them; whom it does not know can keep nothing. */
export async function ownerOfRecord(crm: Owners, ownerId: string): Promise<CrmOwnerOfRecord> {
  return (await crm.ownerById(ownerId)) ?? { ownerId, active: false };
}

/** A record of the CRM's with its owner in place of the owner's id. */
export async function owned<Owned extends { ownerId: string }>(
  crm: Owners,
  { ownerId, ...record }: Owned,
): Promise<Omit<Owned, 'ownerId'> & { owner: CrmOwnerOfRecord }> {
  return { ...record, owner: await ownerOfRecord(crm, ownerId) };
}
