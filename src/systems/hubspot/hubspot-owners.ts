import type { CrmOwner } from '../../workflow/ports.ts';
import type { HubspotApi } from './hubspot-api.ts';

export type HubspotOwners = {
  byId: (ownerId: string) => Promise<CrmOwner | undefined>;
  byEmail: (email: string) => Promise<CrmOwner | undefined>;
  all: () => Promise<CrmOwner[]>;
  /**
   * Reads the list before a lead needs it, which opens a connection as well. Never throws: whoever
   * asks next meets the failure.
   */
  refresh: () => Promise<void>;
};

const FRESH_MS = 600_000;

/** Refreshed this often, the list is never too old when a lead needs it. */
export const OWNERS_REFRESH_MS = FRESH_MS - 60_000;

/** Somebody who is not in the list may have been invited a minute ago. */
const LOOK_AGAIN_MS = 60_000;

const PAGE = 100;

/** The account's owners, active and archived, read together and kept for ten minutes. */
export function createHubspotOwners(api: HubspotApi, now: () => number): HubspotOwners {
  let kept: { at: number; owners: Promise<CrmOwner[]> } | undefined;

  function listed(freshMs: number): Promise<CrmOwner[]> {
    if (!kept || now() - kept.at > freshMs) {
      const owners = readAll(api);
      const reading = { at: now(), owners };
      kept = reading;
      // A failed reading must not be kept for ten minutes.
      owners.catch(() => {
        if (kept === reading) kept = undefined;
      });
    }
    return kept.owners;
  }

  async function refresh(): Promise<void> {
    const at = now();
    const owners = readAll(api);
    await owners.then(
      () => {
        kept = { at, owners };
      },
      () => undefined,
    );
  }

  async function find(is: (owner: CrmOwner) => boolean): Promise<CrmOwner | undefined> {
    const known = (await listed(FRESH_MS)).find(is);
    return known ?? (await listed(LOOK_AGAIN_MS)).find(is);
  }

  return {
    byId: (ownerId) => find((owner) => owner.ownerId === ownerId),
    byEmail: (email) => find((owner) => owner.active && owner.email === email.toLowerCase()),
    all: () => listed(FRESH_MS),
    refresh,
  };
}

async function readAll(api: HubspotApi): Promise<CrmOwner[]> {
  const [active, archived] = await Promise.all([readPages(api, false), readPages(api, true)]);
  return [...active, ...archived];
}

async function readPages(api: HubspotApi, archived: boolean): Promise<CrmOwner[]> {
  const owners: CrmOwner[] = [];
  let after: string | undefined;
  do {
    const page = await api.owners.getPage(undefined, after, PAGE, archived);
    for (const { id, email, firstName, lastName } of page.results) {
      const name = [firstName, lastName].filter(Boolean).join(' ') || email || id;
      owners.push({ ownerId: id, email: (email ?? '').toLowerCase(), name, active: !archived });
    }
    after = page.paging?.next?.after;
  } while (after !== undefined);
  return owners;
}
