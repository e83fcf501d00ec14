import type { CrmSettings } from '../../stages/crm-settings.ts';
import { failedCheck, type SystemCheck, tried } from '../../workflow/system-check.ts';
import type { SystemFailure } from '../../workflow/system-failure.ts';
import { tryWriting } from './hubspot-access.ts';
import type { HubspotApi } from './hubspot-api.ts';
import type { HubspotOwners } from './hubspot-owners.ts';
import { adviceOn, OWNERSHIP_SCOPES } from './ownership-scopes.ts';
import { contactPropertyChecks, taskPropertyCheck } from './property-checks.ts';

export type HubspotChecksOptions = {
  api: HubspotApi;
  /** The cheapest call there is: any good key may make it. */
  probe: () => Promise<void>;
  owners: HubspotOwners;
  /** crm.yaml. */
  settings: CrmSettings;
  /** Who can own leads; `email` as HubSpot knows them. */
  members: { member: string; email: string }[];
};

/**
 * Asks HubSpot whether everything that the configuration relies on is there. Changes nothing and
 * throws nothing of HubSpot's: what cannot be asked is a result too. About eight calls.
 */
export async function hubspotChecks(options: HubspotChecksOptions): Promise<SystemCheck[]> {
  const { api, probe, owners, settings, members } = options;
  const key = await tried(probe());
  if ('failure' in key) return [failedCheck('key', 'bad', key.failure)];

  return [
    { subject: 'key', result: 'good', says: 'the key is good' },
    await scopeCheck('crm.objects.contacts.read', 'no contact can be looked up', async () =>
      api.objects.getPage('contacts', 1),
    ),
    await writeScopeCheck(api),
    await tasksCheck(api),
    ...(await ownershipChecks(api, settings)),
    ...(await ownerChecks(owners, members)),
    ...(await definitionChecks(api, settings)),
  ];
}

async function scopeCheck(
  scope: string,
  without: string,
  ask: () => Promise<unknown>,
  advice?: string,
): Promise<SystemCheck> {
  const subject = `scope ${scope}`;
  const asked = await tried(ask());
  if (!('failure' in asked)) return { subject, result: 'good', says: `${scope} is granted` };
  const { failure } = asked;
  return isMissingScope(failure)
    ? missing(scope, 'bad', without, advice)
    : failedCheck(subject, 'bad', failure);
}

async function writeScopeCheck(api: HubspotApi): Promise<SystemCheck> {
  const without = 'no contact and no task can be written';
  return scopeCheck('crm.objects.contacts.write', without, () => tryWriting(api));
}

/** Tasks have no scope of their own; an account may keep its users from them all the same. */
async function tasksCheck(api: HubspotApi): Promise<SystemCheck> {
  const asked = await tried(api.objects.getPage('tasks', 1));
  if ('failure' in asked) return failedCheck('tasks', 'bad', asked.failure);
  return { subject: 'tasks', result: 'good', says: 'tasks can be read' };
}

/** Scopes that are needed only because crm.yaml switches something on. */
async function ownershipChecks(
  api: HubspotApi,
  { ownership }: CrmSettings,
): Promise<SystemCheck[]> {
  const checks: SystemCheck[] = [];
  if (ownership.openDeals) {
    const { openDeals: scope } = OWNERSHIP_SCOPES;
    const ask = () => api.objects.getPage('deals', 1);
    const without = 'no lead of a known contact can be routed';
    checks.push(await scopeCheck(scope, without, ask, adviceOn('openDeals')));
  }
  if (ownership.accounts) {
    const { accounts: scope } = OWNERSHIP_SCOPES;
    const ask = () => api.objects.getPage('companies', 1);
    const without = "no lead with a company's address can be routed";
    checks.push(await scopeCheck(scope, without, ask, adviceOn('accounts')));
  }
  return checks;
}

/** Whether the key may read the owners, and whether each member is one. Two calls or more. */
export async function ownerChecks(
  owners: Pick<HubspotOwners, 'all'>,
  members: HubspotChecksOptions['members'],
): Promise<SystemCheck[]> {
  const scope = 'crm.objects.owners.read';
  const asked = await tried(owners.all());
  if ('failure' in asked) {
    return isMissingScope(asked.failure)
      ? [missing(scope, 'bad', 'no lead can be given to anybody')]
      : [failedCheck(`scope ${scope}`, 'bad', asked.failure)];
  }
  const granted: SystemCheck = {
    subject: `scope ${scope}`,
    result: 'good',
    says: `${scope} is granted`,
  };
  return [
    granted,
    ...members.map(({ member, email }): SystemCheck => {
      const subject = `owner ${member}`;
      const known = asked.answer.filter((owner) => owner.email === email.toLowerCase());
      const active = known.find((owner) => owner.active);
      if (active) return { subject, result: 'good', says: `owner ${active.ownerId}` };
      return {
        subject,
        result: 'bad',
        says:
          known.length > 0
            ? `${email} is deactivated in HubSpot`
            : `HubSpot has no owner with the address ${email}`,
        advice: `Invite ${member} to HubSpot, set crmOwnerEmail in team.yaml, or set active: false there.`,
      };
    }),
  ];
}

async function definitionChecks(api: HubspotApi, settings: CrmSettings): Promise<SystemCheck[]> {
  const contacts = await tried(api.properties.getAll('contacts'));
  if ('failure' in contacts) return [cannotCompare(contacts.failure)];
  const tasks = await tried(api.properties.getAll('tasks'));
  return [
    ...contactPropertyChecks(settings, contacts.answer.results),
    'failure' in tasks
      ? cannotCompare(tasks.failure)
      : taskPropertyCheck(settings.task.leadIdProperty, tasks.answer.results),
  ];
}

/** Running leadline needs no scope for definitions, so lacking it is no fault. */
function cannotCompare(failure: SystemFailure): SystemCheck {
  const scope = 'crm.schemas.contacts.read';
  const without = 'the properties of crm.yaml cannot be compared with the account';
  return isMissingScope(failure)
    ? missing(scope, 'warning', without)
    : failedCheck('properties', 'bad', failure);
}

function missing(
  scope: string,
  result: 'warning' | 'bad',
  without: string,
  advice = `Give the key the scope ${scope} (HubSpot: Development > Keys > Service keys).`,
): SystemCheck {
  return {
    subject: `scope ${scope}`,
    result,
    says: `${scope} is missing: ${without}`,
    advice,
  };
}

function isMissingScope({ details }: SystemFailure): boolean {
  return details.status === 403;
}
