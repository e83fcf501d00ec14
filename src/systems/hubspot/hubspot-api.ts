import type { BatchApi as AssociationBatchApi } from '@hubspot/api-client/lib/codegen/crm/associations/v4/index.js';
import type {
  BasicApi,
  BatchApi,
  RequestContext,
  SearchApi,
} from '@hubspot/api-client/lib/codegen/crm/objects/index.js';
import type { OwnersApi } from '@hubspot/api-client/lib/codegen/crm/owners/index.js';
import type {
  CoreApi,
  GroupsApi,
  BatchApi as PropertyBatchApi,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import type { Budget, DailyCalls } from '../../workflow/ports.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from '../http/http-client.ts';
import { createHubspotLimits } from './hubspot-limits.ts';
import { hubspotSdk } from './hubspot-sdk.ts';
import { createHubspotTransport } from './hubspot-transport.ts';

export type HubspotApiOptions = {
  accessToken: string;
  /** Without a slash at the end. */
  baseUrl: string;
  /** `2026-09`, or `v3` for the numbered paths. */
  apiVersion: string;
  http: HttpClient;
  budget: Budget;
  daily: DailyCalls;
  /** 0 to 0.9: the part of HubSpot's limits that is left for the account's other integrations. */
  shareForOthers?: number;
  now: () => number;
};

/** HubSpot's SDK, module by module, on a transport of ours. */
export type HubspotApi = {
  objects: BasicApi;
  objectBatches: BatchApi;
  objectSearch: SearchApi;
  associationBatches: AssociationBatchApi;
  owners: OwnersApi;
  properties: CoreApi;
  propertyBatches: PropertyBatchApi;
  propertyGroups: GroupsApi;
  /** For calls that gather: first `leave`, then one call of `granted`, which waits no more. */
  leave: (urgent: boolean) => Promise<void>;
  granted: { objects: BasicApi; objectBatches: BatchApi };
  /** For the endpoints that the SDK has not. */
  get: (path: string) => Promise<unknown>;
};

const SHARE_FOR_OTHERS = 0.1;

/**
 * The SDK's generated modules, with its HTTP library replaced: version 13 ignores agents and has
 * no time-outs, no shared budget and only the numbered paths (retired in 2027).
 */
export function createHubspotApi(options: HubspotApiOptions): HubspotApi {
  const { budget, daily, now, http, shareForOthers = SHARE_FOR_OTHERS } = options;
  const limits = createHubspotLimits({ budget, daily, shareForOthers, now });
  const { send, sendGranted } = createHubspotTransport({ http, limits, now });
  const settings = once(() => sdkSettings(options, send));
  const objects = objectApis(settings);
  const granted = objectApis(() => sdkSettings(options, sendGranted));
  const associations = once(() => {
    const sdk = hubspotSdk.associations();
    return new sdk.BatchApi(
      sdk.createConfiguration(asFor<typeof sdk.createConfiguration>(settings())),
    );
  });
  const owners = once(() => {
    const sdk = hubspotSdk.owners();
    return new sdk.OwnersApi(
      sdk.createConfiguration(asFor<typeof sdk.createConfiguration>(settings())),
    );
  });
  const properties = propertyApis(settings);
  return {
    get objects() {
      return objects().basic;
    },
    get objectBatches() {
      return objects().batch;
    },
    get objectSearch() {
      return objects().search;
    },
    get associationBatches() {
      return associations();
    },
    leave: (urgent) => limits.leave('calls', urgent),
    granted: {
      get objects() {
        return granted().basic;
      },
      get objectBatches() {
        return granted().batch;
      },
    },
    get owners() {
      return owners();
    },
    get properties() {
      return properties().core;
    },
    get propertyBatches() {
      return properties().batch;
    },
    get propertyGroups() {
      return properties().groups;
    },
    get: async (path) => {
      const { text } = await send({
        method: 'GET',
        url: `${options.baseUrl}${path}`,
        headers: { authorization: `Bearer ${options.accessToken}` },
      });
      return JSON.parse(text) as unknown;
    },
  };
}

type SdkSettings = ReturnType<typeof sdkSettings>;

function objectApis(settings: () => SdkSettings) {
  return once(() => {
    const { BasicApi, BatchApi, SearchApi, createConfiguration } = hubspotSdk.objects();
    const made = createConfiguration(settings());
    return { basic: new BasicApi(made), batch: new BatchApi(made), search: new SearchApi(made) };
  });
}

function propertyApis(settings: () => SdkSettings) {
  return once(() => {
    const { CoreApi, BatchApi, GroupsApi, createConfiguration } = hubspotSdk.properties();
    const made = createConfiguration(asFor<typeof createConfiguration>(settings()));
    return { core: new CoreApi(made), batch: new BatchApi(made), groups: new GroupsApi(made) };
  });
}

function once<Made>(make: () => Made): () => Made {
  let made: { it: Made } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
}

function sdkSettings(
  options: HubspotApiOptions,
  send: (request: HttpRequest) => Promise<HttpAnswer>,
) {
  const { ResponseContext, ServerConfiguration, wrapHttpLibrary } = hubspotSdk.objects();
  return {
    baseServer: new ServerConfiguration(options.baseUrl, {}),
    authMethods: { oauth2: { accessToken: options.accessToken } },
    httpApi: wrapHttpLibrary({
      send: async (request: RequestContext) => {
        const body = request.getBody();
        const answer = await send({
          method: request.getHttpMethod() as HttpRequest['method'],
          url: datedUrl(request.getUrl(), options.apiVersion),
          headers: request.getHeaders(),
          ...(typeof body === 'string' && { body }),
        });
        return new ResponseContext(answer.status, answer.headers, {
          text: async () => answer.text,
          binary: async () => Buffer.from(answer.text),
        });
      },
    }),
  };
}

/** The SDK generates the same types again for each module, with private members that never match. */
function asFor<Make extends (settings: never) => unknown>(settings: object): Parameters<Make>[0] {
  return settings as Parameters<Make>[0];
}

/** `/crm/v3/objects/x` → `/crm/objects/2026-09/x`. The bodies are the same in both families. */
export function datedUrl(url: string, version: string): string {
  if (version === 'v3') return url;
  return url
    .replace(/\/crm\/v[34]\/(objects|associations)\//, `/crm/$1/${version}/`)
    .replace(/\/crm\/v3\/(owners|properties)(?=[/?]|$)/, `/crm/$1/${version}`);
}
