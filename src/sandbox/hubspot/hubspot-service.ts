import type { StandInAnswer, StandInRequest, StandInService } from '../stand-in.ts';
import { accountRoutes } from './account-routes.ts';
import { associationRoutes } from './association-routes.ts';
import { batchRoutes } from './batch-routes.ts';
import { type CallLimits, createCallLimits } from './call-limits.ts';
import { erasureRoutes } from './erasure-routes.ts';
import { mergeRoutes } from './merge-routes.ts';
import { objectRoutes } from './object-routes.ts';
import { ALL_SCOPES } from './object-types.ts';
import { ownerRoutes } from './owner-routes.ts';
import { createPortal, type HubspotOptions, type Portal } from './portal.ts';
import { propertyRoutes } from './property-routes.ts';
import { attempted, errorEnvelope, Refusal, resourceNotFound } from './refusal.ts';
import { type Call, fits, type Reply, type Route, splitPath } from './route.ts';
import { searchRoutes } from './search-routes.ts';
import { type HubspotState, stateOf } from './state.ts';

/** The token that is valid when none are given. */
export const SANDBOX_TOKEN = 'pat-na1-sandbox';

const ROUTES: Route[] = [
  ...batchRoutes,
  ...searchRoutes,
  ...associationRoutes,
  ...mergeRoutes,
  ...erasureRoutes,
  ...objectRoutes,
  ...ownerRoutes,
  ...propertyRoutes,
  ...accountRoutes,
];

export type HubspotService = Omit<StandInService, 'state'> & {
  state: () => HubspotState;
  /** The account behind it, for seeding and for what only people or HubSpot itself can do. */
  portal: () => Portal;
  /** Calls that were let in, by route: `POST contacts/batch/read`. Refused answers count too. */
  callsByRoute: () => Record<string, number>;
  /** From now on this token is answered as expired. */
  expireToken: (token: string) => void;
  /** Every call is answered 477 for so many seconds, as while an account moves data centres. */
  moveDataCentre: (seconds: number) => void;
  /** Other integrations of the account use up its day, but for so many calls. */
  leaveToday: (calls: number) => void;
};

/** HubSpot's CRM API as far as lead routing meets it, under its numbered and its dated paths. */
export function createHubspotService(options: HubspotOptions): HubspotService {
  const tokens = options.tokens ?? { [SANDBOX_TOKEN]: ALL_SCOPES };
  const expired = new Set<string>();
  const calls = new Map<string, number>();
  let portal = createPortal(options);
  let limits = createLimits();
  let movingUntil = 0;

  function createLimits(): CallLimits {
    const { now, timeZone, newUuid } = portal;
    return createCallLimits({ now, timeZone, newUuid, limits: options.limits ?? {} });
  }

  function carryOut(request: StandInRequest, headers: Record<string, string>): Reply {
    if (movingUntil > portal.now()) return moving(movingUntil - portal.now());
    const { route, call } = routeFor(portal, request);
    const token = tokenOf(request);
    const scopes = token && Object.hasOwn(tokens, token) ? tokens[token] : undefined;
    if (!token || !scopes) throw unauthenticated();
    if (expired.has(token)) throw expiredToken();

    const verdict = limits.take(token, route.budget);
    Object.assign(headers, verdict.headers);
    if (!verdict.allowed) return { status: 429, body: verdict.body };

    const name = `${route.method} ${routeName(route, call)}`;
    calls.set(name, (calls.get(name) ?? 0) + 1);
    const needed = route.scopes(call);
    if (needed.length > 0 && !needed.some((each) => scopes.includes(each))) {
      throw missingScopes(needed);
    }
    return route.answer(call);
  }

  function answer(request: StandInRequest): StandInAnswer {
    const headers: Record<string, string> = {};
    const { done, refusal } = attempted(() => carryOut(request, headers));
    const correlationId = portal.newUuid();
    const reply = done ?? {
      status: refusal.status,
      body: errorEnvelope(refusal.body, correlationId),
    };
    const body = reply.body === undefined ? '' : JSON.stringify(reply.body);
    return {
      status: reply.status,
      headers: {
        ...(body && { 'content-type': 'application/json;charset=utf-8' }),
        'x-hubspot-correlation-id': correlationId,
        ...headers,
        ...reply.headers,
      },
      body,
    };
  }

  return {
    answer,
    state: () => stateOf(portal),
    reset: () => {
      portal = createPortal(options);
      limits = createLimits();
      calls.clear();
      expired.clear();
      movingUntil = 0;
    },
    portal: () => portal,
    callsByRoute: () => Object.fromEntries(calls),
    expireToken: (token) => void expired.add(token),
    moveDataCentre: (seconds) => void (movingUntil = portal.now() + seconds * 1_000),
    leaveToday: (left) => limits.leaveToday(left),
  };
}

/** Throws Refusal 404 for a path that HubSpot does not have, 405 for another method's path. */
function routeFor(portal: Portal, request: StandInRequest): { route: Route; call: Call } {
  const found = splitPath(request.path);
  if (!found) throw resourceNotFound();
  const { area, version, dated, rest } = found;
  const near = ROUTES.flatMap((route) => {
    if (route.area !== area || (!dated && route.versions !== version)) return [];
    const params = fits(route.pattern, rest);
    return params ? [{ route, params }] : [];
  });
  const hit = near.find(({ route }) => route.method === request.method);
  if (!hit && near.length > 0) {
    throw new Refusal(405, { message: 'HTTP 405 Method Not Allowed' });
  }
  if (!hit) throw resourceNotFound();
  const { query, headers, body, path } = request;
  const enforceRequired = version === '2026-09';
  const { params } = hit;
  const call = { portal, version, dated, enforceRequired, params, query, headers, body, path };
  return { route: hit.route, call };
}

/** `contacts/{id}` for `:type/:id`: the kinds of record by name, the rest in braces. */
function routeName(route: Route, call: Call): string {
  const words = route.pattern
    .split('/')
    .filter((word) => word !== '')
    .map((word) => {
      if (!word.startsWith(':')) return word;
      const name = word.slice(1);
      return ['type', 'from', 'to'].includes(name) ? (call.params[name] ?? '') : `{${name}}`;
    });
  return (route.area === 'objects' ? words : [route.area, ...words]).join('/');
}

const tokenOf = (request: StandInRequest): string | undefined =>
  /^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];

function unauthenticated(): Refusal {
  return new Refusal(401, {
    message:
      'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
    category: 'INVALID_AUTHENTICATION',
  });
}

function expiredToken(): Refusal {
  return new Refusal(401, {
    message: 'The OAuth token used to make this call expired 1 second(s) ago.',
    category: 'EXPIRED_AUTHENTICATION',
  });
}

function missingScopes(needed: string[]): Refusal {
  return new Refusal(403, {
    message:
      "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    errors: [
      {
        message: 'One or more of the following scopes are required.',
        context: { requiredGranularScopes: needed },
      },
    ],
    links: { scopes: 'https://developers.hubspot.com/scopes' },
    category: 'MISSING_SCOPES',
  });
}

/** The one answer that says in its headers how long to wait: in seconds, up to a day. */
function moving(forMs: number): Reply {
  return {
    status: 477,
    headers: { 'retry-after': String(Math.ceil(forMs / 1_000)) },
    body: {
      status: 'error',
      message: 'This account is being moved to another data centre. Please try again later.',
    },
  };
}
