import type { Budget } from '../../workflow/ports.ts';
import { SystemFailure } from '../../workflow/system-failure.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from '../http/http-client.ts';
import { hubspotFailure, unreadableAnswer } from './hubspot-failures.ts';

/** One call of HubSpot's API. Only a readable success comes back; all else is a SystemFailure. */
export type HubspotTransport = (request: HttpRequest) => Promise<HttpAnswer>;

/**
 * The tier with the least: 100 calls in 10 s (Free and Starter), less some for other apps of the
 * same key's account.
 */
const BURST = { capacity: 90, perMs: 10_000 };

/** Longer than this the job goes back to its queue instead of holding its worker. */
const WAIT_IN_PLACE_MS = 2_000;

export function createHubspotTransport(options: {
  http: HttpClient;
  budget: Budget;
  now: () => number;
}): HubspotTransport {
  const { http, budget, now } = options;
  return async (request) => {
    await waitForBudget(budget);
    const answer = await http.send(request);
    if (answer.status >= 400) {
      throw hubspotFailure(answer, now(), isImpersonal(new URL(request.url)));
    }
    return readableSuccess(request, answer);
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
