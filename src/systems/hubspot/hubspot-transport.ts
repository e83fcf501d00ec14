import type { HttpAnswer, HttpClient, HttpRequest } from '../http/http-client.ts';
import { hubspotFailure, unreadableAnswer } from './hubspot-failures.ts';
import type { HubspotBucket, HubspotLimits } from './hubspot-limits.ts';

/** One call of HubSpot's API. Only a readable success comes back; all else is a SystemFailure. */
export type HubspotTransport = {
  /** Waits for its place in the shared budget. */
  send: (request: HttpRequest) => Promise<HttpAnswer>;
  /** For a call that has been given leave already. */
  sendGranted: (request: HttpRequest) => Promise<HttpAnswer>;
};

export function createHubspotTransport(options: {
  http: HttpClient;
  limits: HubspotLimits;
  now: () => number;
}): HubspotTransport {
  const { http, limits, now } = options;

  async function sendGranted(request: HttpRequest): Promise<HttpAnswer> {
    const answer = await http.send(request);
    const url = new URL(request.url);
    limits.learn(bucketOf(url), answer);
    if (answer.status >= 400) throw hubspotFailure(answer, now(), isImpersonal(url));
    return readableSuccess(request, answer);
  }

  async function send(request: HttpRequest): Promise<HttpAnswer> {
    const url = new URL(request.url);
    await limits.leave(bucketOf(url), isUrgent(url));
    return sendGranted(request);
  }

  return { send, sendGranted };
}

function bucketOf({ pathname }: URL): HubspotBucket {
  if (pathname.endsWith('/search')) return 'search';
  return pathname.includes('/associations/') ? 'associations' : 'calls';
}

/** What an alert waits for: who the person is, and whose; and whether HubSpot lets us in. */
function isUrgent({ pathname }: URL): boolean {
  return (
    /\/(?:contacts|companies|deals|owners|account-info)(?:\/|$)/.test(pathname) &&
    !pathname.includes('/properties/')
  );
}

/** Definitions, owners and the account are not about leads. */
function isImpersonal({ pathname }: URL): boolean {
  return /^\/(?:crm\/(?:[\w-]+\/)?(?:properties|owners)|account-info)(?:\/|$)/.test(pathname);
}

/**
 * A proxy's page with status 200, an empty body or `{}` must not be taken for "no such contact" or
 * for a contact without an id.
 */
function readableSuccess(request: HttpRequest, answer: HttpAnswer): HttpAnswer {
  const { status, headers, text } = answer;
  if (status < 200 || status > 299) throw unreadableAnswer(status, 'no result');
  if (status === 204) return answer;
  if (!headers['content-type']?.includes('json')) {
    throw unreadableAnswer(status, 'an answer that is not JSON');
  }
  if (!isResult(parsed(text))) throw unreadableAnswer(status, 'an answer without a result');
  return {
    status: statusForSdk(request, status),
    headers: { ...headers, 'content-type': 'application/json' },
    text,
  };
}

/** Records have an id, properties and groups a name, lists their results, the account its number. */
function isResult(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ('results' in value) return Array.isArray(value.results);
  if ('id' in value) return typeof value.id === 'string' && value.id !== '';
  return 'name' in value || 'portalId' in value;
}

/** The SDK throws at a success with another status than the one it was generated with. */
function statusForSdk({ method, url }: HttpRequest, status: number): number {
  if (status === 207) return status;
  const reads = /\/(?:batch\/(?:read|update|upsert)|search)$/.test(new URL(url).pathname);
  return method === 'POST' && !reads ? 201 : 200;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
