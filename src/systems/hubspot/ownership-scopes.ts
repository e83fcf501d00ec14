import { SystemFailure } from '../../workflow/system-failure.ts';

/** The switches of `ownership` in crm.yaml, and the scope that each of them needs. */
export const OWNERSHIP_SCOPES = {
  openDeals: 'crm.objects.deals.read',
  accounts: 'crm.objects.companies.read',
} as const;

type OwnershipOption = keyof typeof OWNERSHIP_SCOPES;

/** What to do when the key lacks the scope: it is only needed because somebody asked for it. */
export function adviceOn(option: OwnershipOption): string {
  return `Give the key the scope ${OWNERSHIP_SCOPES[option]} (HubSpot: Development > Keys > Service keys), or set ownership.${option}: false in crm.yaml.`;
}

/** The call's answer; a failure for lack of a scope names the switch as well. */
export async function namingTheOption<T>(option: OwnershipOption, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (failure) {
    if (!(failure instanceof SystemFailure) || failure.details.status !== 403) throw failure;
    const { cause, details } = failure;
    throw new SystemFailure({ ...details, advice: adviceOn(option) }, { cause });
  }
}
