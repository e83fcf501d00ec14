import type { EmailAddress } from '../lead/contact-details.ts';
import type { Match } from '../routing/decision.ts';
import type { Crm } from '../workflow/ports.ts';
import type { CrmSettings } from './crm-settings.ts';
import { owned } from './owner-of-record.ts';

export type OwningAccountDeps = {
  crm: Pick<Crm, 'ownerById' | 'accountOf'>;
  settings: { crm: Pick<CrmSettings, 'ownership'> };
};

/**
 * The company that the person writes from, where crm.yaml asks for it: by exactly the domain of the
 * address. Everybody's domain is nobody's: free and throw-away providers are never asked for.
 */
export async function owningAccount(
  email: EmailAddress | undefined,
  { crm, settings }: OwningAccountDeps,
): Promise<Match['account']> {
  if (!settings.crm.ownership.accounts || !email || email.free || email.disposable) {
    return undefined;
  }
  const company = await crm.accountOf(email.domain);
  return company && owned(crm, company);
}
