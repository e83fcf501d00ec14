import type { Settings } from '../settings/settings.ts';
import { createDestinations, type OpenDestination } from '../systems/conversions/index.ts';
import { createHttpClient } from '../systems/http/http-client.ts';
import { tryHubspotAccess } from '../systems/hubspot/hubspot-access.ts';
import { createHubspotApi, type HubspotApi } from '../systems/hubspot/hubspot-api.ts';
import { createHubspotCrm } from '../systems/hubspot/hubspot-crm.ts';
import type { HubspotOwners } from '../systems/hubspot/hubspot-owners.ts';
import { createSlackAlerts } from '../systems/slack/slack-alerts.ts';
import type { Alerts, Budget, Crm, World } from '../workflow/ports.ts';
import type { Around } from './overrides.ts';

/** The systems that effects are made in. */
export type Outside = {
  crm: Crm & { owners: HubspotOwners };
  hubspot: HubspotApi;
  alerts: Alerts;
  destinations: OpenDestination[];
  /** Of each system, the few cheap calls that show whether it lets us in. */
  probes: Record<string, () => Promise<void>>;
  close: () => Promise<void>;
};

export type OutsideParts = {
  settings: Settings;
  world: World;
  budget: Budget;
  timeoutMs: number;
  around: Around;
};

export function composeOutside(parts: OutsideParts): Outside {
  const { settings, world, timeoutMs, around } = parts;
  const { now, log } = world;
  const http = createHttpClient({ system: 'hubspot', timeoutMs });
  const hubspot = hubspotApi(parts, http);
  const crm = around('crm', hubspotCrm(parts, hubspot));
  const alerts = around('alerts', slackAlerts(parts));
  const opened = createDestinations(settings.conversions, { now, log, timeoutMs });
  const destinations = opened.map((each) => around(each.name, each));
  const probes = Object.fromEntries([
    [crm.system, () => tryHubspotAccess(hubspot, crm, settings.crm.ownership)],
    [alerts.system, alerts.probe],
    ...destinations.map(({ name, probe }) => [name, probe]),
  ]) as Outside['probes'];
  const close = async () => {
    await Promise.all([http.close(), ...opened.map((destination) => destination.close())]);
  };
  return { crm, hubspot, alerts, destinations, probes, close };
}

function hubspotApi(
  { settings, world, budget }: OutsideParts,
  http: ReturnType<typeof createHttpClient>,
): HubspotApi {
  const { hubspot, secrets } = settings.environment;
  return createHubspotApi({
    accessToken: secrets.hubspotAccessToken ?? '',
    baseUrl: hubspot.baseUrl,
    apiVersion: hubspot.apiVersion,
    http,
    budget,
    shareForOthers: hubspot.shareForOthers,
    now: world.now,
  });
}

function hubspotCrm({ settings, world }: OutsideParts, api: HubspotApi): Outside['crm'] {
  const { apiVersion, uiUrl, portalId } = settings.environment.hubspot;
  return createHubspotCrm({
    api,
    now: world.now,
    apiVersion,
    uiUrl,
    ...(portalId !== undefined && { portalId }),
    leadIdProperty: settings.crm.task.leadIdProperty,
  });
}

function slackAlerts({ settings, world, budget, timeoutMs }: OutsideParts): Alerts {
  const { slack, secrets } = settings.environment;
  return createSlackAlerts({
    token: secrets.slackBotToken ?? '',
    apiUrl: slack.apiUrl,
    timeoutMs,
    budget,
    now: world.now,
    log: world.log,
  });
}
