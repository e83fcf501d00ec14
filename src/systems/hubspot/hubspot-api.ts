import {
  BasicApi,
  BatchApi,
  createConfiguration,
  type RequestContext,
  ResponseContext,
  ServerConfiguration,
  wrapHttpLibrary,
} from '@hubspot/api-client/lib/codegen/crm/objects/index.js';
import {
  OwnersApi,
  createConfiguration as ownersConfiguration,
} from '@hubspot/api-client/lib/codegen/crm/owners/index.js';
import {
  CoreApi,
  GroupsApi,
  BatchApi as PropertyBatchApi,
  createConfiguration as propertiesConfiguration,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import type { Budget } from '../../workflow/ports.ts';
import { SystemFailure } from '../../workflow/system-failure.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from '../http/http-client.ts';
import { hubspotFailure } from './hubspot-failures.ts';

export type HubspotApiOptions = {
  accessToken: string;
  /** Without a slash at the end. */
  baseUrl: string;
  /** `2026-09`, or `v3` for the numbered paths. */
  apiVersion: string;
  http: HttpClient;
  budget: Budget;
  now: () => number;
};

/** HubSpot's SDK, module by module, on a transport of ours. */
export type HubspotApi = {
  objects: BasicApi;
  objectBatches: BatchApi;
  owners: OwnersApi;
  properties: CoreApi;
  propertyBatches: PropertyBatchApi;
  propertyGroups: GroupsApi;
  /** For the endpoints that the SDK has not. */
  get: (path: string) => Promise<unknown>;
};

/**
 * The tier with the least: 100 calls in 10 s (Free and Starter), less some for other apps of the
 * same key's account.
 */
const BURST = { capacity: 90, perMs: 10_000 };

/** Longer than this the job goes back to its queue instead of holding its worker. */
const WAIT_IN_PLACE_MS = 2_000;

/**
 * The SDK's generated modules, with its HTTP library replaced: version 13 ignores agents and has
 * no time-outs, no shared budget and only the numbered paths (retired in 2027).
 */
export function createHubspotApi(options: HubspotApiOptions): HubspotApi {
  const send = createTransport(options);
  const shared = {
    baseServer: new ServerConfiguration(options.baseUrl, {}),
    authMethods: { oauth2: { accessToken: options.accessToken } },
    httpApi: wrapHttpLibrary({
      send: async (request: RequestContext) => {
        const answer = await send({
          method: request.getHttpMethod() as HttpRequest['method'],
          url: datedUrl(request.getUrl(), options.apiVersion),
          headers: request.getHeaders(),
          ...(request.getBody() !== undefined && { body: String(request.getBody()) }),
        });
        return new ResponseContext(answer.status, answer.headers, {
          text: async () => answer.text,
          binary: async () => Buffer.from(answer.text),
        });
      },
    }),
  };
  const objects = createConfiguration(shared);
  const properties = propertiesConfiguration(asFor<typeof propertiesConfiguration>(shared));
  return {
    objects: new BasicApi(objects),
    objectBatches: new BatchApi(objects),
    owners: new OwnersApi(ownersConfiguration(asFor<typeof ownersConfiguration>(shared))),
    properties: new CoreApi(properties),
    propertyBatches: new PropertyBatchApi(properties),
    propertyGroups: new GroupsApi(properties),
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

/** The SDK generates the same types again for each module, with private members that never match. */
function asFor<Make extends (settings: never) => unknown>(settings: object): Parameters<Make>[0] {
  return settings as Parameters<Make>[0];
}

/** One request: budget, call, and only a readable success comes back. */
function createTransport({ http, budget, now }: HubspotApiOptions) {
  return async function send(request: HttpRequest): Promise<HttpAnswer> {
    await waitForBudget(budget);
    const answer = await http.send(request);
    if (answer.status >= 400) throw hubspotFailure(answer, now());
    if (answer.status !== 204 && !isJson(answer)) {
      throw new SystemFailure({
        system: 'hubspot',
        kind: 'unavailable',
        when: 'during',
        status: answer.status,
        code: 'UNREADABLE_ANSWER',
        words: `${answer.status} with an answer that is not JSON`,
      });
    }
    return answer;
  };
}

async function waitForBudget(budget: Budget): Promise<void> {
  for (;;) {
    const waitMs = await budget.takeMs('hubspot', BURST);
    if (waitMs === 0) return;
    if (waitMs > WAIT_IN_PLACE_MS) {
      throw new SystemFailure({
        system: 'hubspot',
        kind: 'throttled',
        when: 'before',
        retryAfterMs: waitMs,
        words: "leadline's own share of HubSpot's ten-second limit is used up",
      });
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

function isJson(answer: HttpAnswer): boolean {
  if (!answer.headers['content-type']?.includes('json')) return false;
  try {
    JSON.parse(answer.text);
    return true;
  } catch {
    return false;
  }
}

/** `/crm/v3/objects/x` → `/crm/objects/2026-09/x`. The bodies are the same in both families. */
export function datedUrl(url: string, version: string): string {
  if (version === 'v3') return url;
  return url
    .replace(/\/crm\/v[34]\/(objects|associations)\//, `/crm/$1/${version}/`)
    .replace(/\/crm\/v3\/(owners|properties)(?=[/?]|$)/, `/crm/$1/${version}`);
}
