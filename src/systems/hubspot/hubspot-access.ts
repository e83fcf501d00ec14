import type { CrmSettings } from '../../stages/crm-settings.ts';
import type { Crm } from '../../workflow/ports.ts';
import { SystemFailure } from '../../workflow/system-failure.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { DAILY_PACE } from './hubspot-day.ts';
import { namingTheOption } from './ownership-scopes.ts';

/**
 * One call of each kind that the stages make, changing nothing: a good key alone does not say that
 * its scopes are there. Throws what HubSpot refuses first.
 */
export async function tryHubspotAccess(
  api: HubspotApi,
  { probe }: Pick<Crm, 'probe'>,
  ownership: CrmSettings['ownership'],
): Promise<void> {
  await probe();
  await api.objects.getPage('contacts', 1);
  await unlessItCanWait(api.objects.getPage('tasks', 1));
  if (ownership.openDeals) await namingTheOption('openDeals', api.objects.getPage('deals', 1));
  if (ownership.accounts) await namingTheOption('accounts', api.objects.getPage('companies', 1));
  await tryWriting(api);
}

/** That our own budget has no call for it now is nothing that HubSpot refuses. */
async function unlessItCanWait(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (failure) {
    if (!(failure instanceof SystemFailure) || failure.details.code !== DAILY_PACE) throw failure;
  }
}

/** No contact has the id 0: with the scope HubSpot looks for it in vain, without it does not look. */
export async function tryWriting(api: HubspotApi): Promise<void> {
  try {
    await api.objects.update('contacts', '0', { properties: {} });
  } catch (failure) {
    const status = failure instanceof SystemFailure ? failure.details.status : undefined;
    if (status !== 404 && status !== 400) throw failure;
  }
}
