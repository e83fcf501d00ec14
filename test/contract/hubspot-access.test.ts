import { afterEach, describe, expect, it } from '@jest/globals';
import { SANDBOX_TOKEN } from '../../src/sandbox/hubspot/hubspot-service.ts';
import { ALL_SCOPES } from '../../src/sandbox/hubspot/object-types.ts';
import { tryHubspotAccess } from '../../src/systems/hubspot/hubspot-access.ts';
import { failureOf, type HubspotSetting, hubspotSetting } from './hubspot-setting.ts';

let setting: HubspotSetting;
afterEach(() => setting.close());

const OFF = { openDeals: false, accounts: false };

async function accessWithout(scope: string | undefined, ownership: typeof OFF): Promise<void> {
  const scopes = ALL_SCOPES.filter((each) => each !== scope);
  setting = await hubspotSetting({ account: { tokens: { [SANDBOX_TOKEN]: scopes } } });
  await tryHubspotAccess(setting.api, setting.crm, ownership);
}

/** A paused system is let go on when this passes: it must fail as the leads' own calls would. */
describe('trying the access to HubSpot', () => {
  it.each([
    [{ openDeals: true, accounts: false }, 'crm.objects.deals.read'],
    [{ openDeals: false, accounts: true }, 'crm.objects.companies.read'],
  ])('with %j fails without %s', async (ownership, scope) => {
    const { details } = await failureOf(accessWithout(scope, ownership));
    expect(details).toMatchObject({ kind: 'unauthorised', status: 403 });
    expect(details.advice).toContain(scope);
  });

  it.each(['crm.objects.deals.read', 'crm.objects.companies.read'])(
    'passes without %s while crm.yaml asks for neither',
    async (scope) => {
      await expect(accessWithout(scope, OFF)).resolves.toBeUndefined();
    },
  );

  it('passes with all scopes, and changes nothing', async () => {
    await accessWithout(undefined, { openDeals: true, accounts: true });
    const { contacts, companies, deals, tasks } = setting.hubspot.state();
    expect([contacts, companies, deals, tasks]).toEqual([[], [], [], []]);
  });
});
