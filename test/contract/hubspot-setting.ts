import { SANDBOX_TOKEN } from '../../src/sandbox/hubspot/hubspot-service.ts';
import {
  type HubspotStandIn,
  startHubspotStandIn,
} from '../../src/sandbox/hubspot/hubspot-stand-in.ts';
import type { HubspotOptions } from '../../src/sandbox/hubspot/portal.ts';
import { createHttpClient } from '../../src/systems/http/http-client.ts';
import { createHubspotApi, type HubspotApi } from '../../src/systems/hubspot/hubspot-api.ts';
import { createHubspotCrm } from '../../src/systems/hubspot/hubspot-crm.ts';
import type { HubspotOwners } from '../../src/systems/hubspot/hubspot-owners.ts';
import type { Crm, NewTask } from '../../src/workflow/ports.ts';
import { SystemFailure } from '../../src/workflow/system-failure.ts';

/** Both families of HubSpot's paths; the adapter must do the same in either. */
export const PATH_FAMILIES = ['2026-09', 'v3'] as const;

export const START = Date.UTC(2026, 10, 23, 8, 0, 0);
export const LEAD_ID = '019ab3c4-0000-7000-8000-00000000000a';
export const LEAD_ID_PROPERTY = 'leadline_lead_id';

/** Short enough for tests, long enough for a busy machine's healthy answers. */
const TIMEOUT_MS = 1_000;

export type HubspotSetting = {
  hubspot: HubspotStandIn;
  crm: Crm & { owners: HubspotOwners };
  api: HubspotApi;
  clock: { ms: number };
  /** Answers of the shared budget, in order; afterwards 0. */
  budgetSays: number[];
  /** `POST /crm/objects/2026-09/contacts/batch/read`, in order; also those that failed. */
  calls: () => string[];
  close: () => Promise<void>;
};

export type SettingOptions = {
  apiVersion?: string;
  accessToken?: string;
  /** An address where nothing listens, say. */
  baseUrl?: string;
  /** Without the unique property on tasks that `leadline setup hubspot` makes. */
  withoutTaskProperty?: boolean;
  account?: Partial<HubspotOptions>;
};

/** A HubSpot account and the adapter that talks to it over a real socket. */
export async function hubspotSetting(options: SettingOptions = {}): Promise<HubspotSetting> {
  const clock = { ms: START };
  const now = () => clock.ms;
  const budgetSays: number[] = [];
  const hubspot = await startHubspotStandIn({ now, random: () => 0.5, ...options.account });
  if (!options.withoutTaskProperty) {
    hubspot.seedProperty('tasks', { name: LEAD_ID_PROPERTY, hasUniqueValue: true });
  }
  const apiVersion = options.apiVersion ?? '2026-09';
  const http = createHttpClient({ system: 'hubspot', timeoutMs: TIMEOUT_MS });
  const api = createHubspotApi({
    accessToken: options.accessToken ?? SANDBOX_TOKEN,
    baseUrl: options.baseUrl ?? hubspot.url,
    apiVersion,
    http,
    budget: {
      takeEach: async ([of]) => {
        const waitMs = budgetSays.shift() ?? 0;
        return of && waitMs > 0 ? { of, waitMs } : undefined;
      },
    },
    daily: { learn: async () => undefined, said: async () => undefined },
    now,
  });
  const crm = createHubspotCrm({
    api,
    apiVersion,
    uiUrl: 'https://app.hubspot.com',
    leadIdProperty: LEAD_ID_PROPERTY,
    now,
  });
  return {
    ...{ hubspot, crm, api, clock, budgetSays },
    calls: () => hubspot.journal.map(({ method, path }) => `${method} ${path}`),
    close: async () => {
      await hubspot.close();
      await http.close();
    },
  };
}

export function newTask(contactId: string, changes: Partial<NewTask> = {}): NewTask {
  return {
    leadId: LEAD_ID,
    contactId,
    subject: 'New DACH lead: Jane Doe (Acme)',
    body: 'Could you call me?',
    dueAt: START + 1_800_000,
    priority: 'high',
    ...changes,
  };
}

/** The failure that this call must end in. */
export async function failureOf(call: Promise<unknown>): Promise<SystemFailure> {
  const ended = await call.then(
    () => 'no failure at all',
    (failure: unknown) => failure,
  );
  if (ended instanceof SystemFailure) return ended;
  throw new Error(`expected a SystemFailure, found: ${String(ended)}`);
}

/** Everything of a failure that could reach a log, a dead letter or a screen. */
export function everythingToldBy(failure: SystemFailure): string {
  return [
    failure.message,
    failure.stack,
    JSON.stringify(failure.details),
    JSON.stringify(failure.cause),
  ].join('\n');
}
