import type { LiveSettings } from '../settings/live-settings.ts';
import type { OpenDestination } from '../systems/conversions/index.ts';
import { createHttpClient } from '../systems/http/http-client.ts';
import { tryHubspotAccess } from '../systems/hubspot/hubspot-access.ts';
import { createHubspotApi, type HubspotApi } from '../systems/hubspot/hubspot-api.ts';
import { createHubspotCrm } from '../systems/hubspot/hubspot-crm.ts';
import type { HubspotOwners } from '../systems/hubspot/hubspot-owners.ts';
import { createSlackResponder, type SlackResponder } from '../systems/slack/respond.ts';
import { createSlackAlerts } from '../systems/slack/slack-alerts.ts';
import type { Alerts, Budget, Crm, DailyCalls, World } from '../workflow/ports.ts';
import { createLiveDestinations, type LiveDestinations } from './destinations.ts';
import type { Around } from './overrides.ts';

/** The systems that effects are made in. */
export type Outside = {
  crm: Crm & { owners: HubspotOwners };
  hubspot: HubspotApi;
  alerts: Alerts;
  respond: SlackResponder['respond'];
  /** Those that are switched on now. */
  destinations: () => OpenDestination[];
  /** See LiveDestinations: what a changed conversions.yaml needs. */
  prepareDestinations: LiveDestinations['prepare'];
  /** Of each system, the few cheap calls that show whether it lets us in. */
  probes: () => Record<string, () => Promise<void>>;
  close: () => Promise<void>;
};

export type OutsideParts = {
  live: LiveSettings;
  world: World;
  budget: Budget;
  dailyCalls: DailyCalls;
  timeoutMs: number;
  around: Around;
};

export function composeOutside(parts: OutsideParts): Outside {
  const { live, world, timeoutMs, around } = parts;
  const { now, log } = world;
  const http = createHttpClient({ system: 'hubspot', timeoutMs });
  const hubspot = hubspotApi(parts, http);
  const crm = around('crm', hubspotCrm(parts, hubspot));
  const alerts = around('alerts', slackAlerts(parts));
  const slackHttp = createHttpClient({ system: 'slack', timeoutMs });
  const { apiUrl } = live.settings.environment.slack;
  const { respond } = createSlackResponder({ http: slackHttp, apiUrl });
  const { conversions } = live.current();
  const destinations = createLiveDestinations(conversions, { now, log, timeoutMs }, around);
  const probes = () => ({
    [crm.system]: () => tryHubspotAccess(hubspot, crm, live.settings.crm.ownership),
    [alerts.system]: alerts.probe,
    ...Object.fromEntries(destinations.current().map(({ name, probe }) => [name, probe])),
  });
  const close = async () => {
    await Promise.all([http.close(), slackHttp.close(), destinations.close()]);
  };
  return {
    ...{ crm, hubspot, alerts, respond, probes, close },
    destinations: destinations.current,
    prepareDestinations: destinations.prepare,
  };
}

function hubspotApi(
  { live, world, budget, dailyCalls }: OutsideParts,
  http: ReturnType<typeof createHttpClient>,
): HubspotApi {
  const { hubspot, secrets } = live.settings.environment;
  return createHubspotApi({
    accessToken: secrets.hubspotAccessToken ?? '',
    baseUrl: hubspot.baseUrl,
    apiVersion: hubspot.apiVersion,
    http,
    budget,
    daily: dailyCalls,
    shareForOthers: hubspot.shareForOthers,
    now: world.now,
  });
}

function hubspotCrm({ live, world }: OutsideParts, api: HubspotApi): Outside['crm'] {
  const { apiVersion, uiUrl, portalId } = live.settings.environment.hubspot;
  return createHubspotCrm({
    api,
    now: world.now,
    apiVersion,
    uiUrl,
    ...(portalId !== undefined && { portalId }),
    get leadIdProperty() {
      return live.settings.crm.task.leadIdProperty;
    },
  });
}

function slackAlerts({ live, world, budget, timeoutMs }: OutsideParts): Alerts {
  const { slack, secrets } = live.settings.environment;
  return createSlackAlerts({
    token: secrets.slackBotToken ?? '',
    apiUrl: slack.apiUrl,
    timeoutMs,
    budget,
    now: world.now,
    log: world.log,
  });
}
