import { z } from 'zod';
import {
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
  type StandInService,
  startStandIn,
} from '../stand-in.ts';
import { checkMetaEvent, type MetaServerEvent, metaEventSchema } from './event-rules.ts';
import {
  type GraphError,
  graphAnswer,
  INVALID_TOKEN,
  invalidParameter,
  noSuchObject,
} from './graph-errors.ts';

/** One event that Meta received. A deduplicated one counts in no report. */
export type RecordedMetaEvent = {
  /** Milliseconds since 1970. */
  at: number;
  pixelId: string;
  apiVersion: string;
  event: MetaServerEvent;
  deduplicated: boolean;
  testEventCode?: string;
};

export type MetaState = {
  events: RecordedMetaEvent[];
  /** Whole requests that were refused. */
  refused: { at: number; code: number; subcode?: number; title?: string }[];
};

const DEDUPLICATED_MS = 48 * 60 * 60 * 1000;
const EVENTS_MAX = 1_000;

const requestSchema = z.object({
  data: z.array(metaEventSchema).min(1).max(EVENTS_MAX),
  test_event_code: z.string().optional(),
});

/**
 * The Conversions API: `POST /v25.0/{pixel}/events` and `GET /v25.0/{pixel}`, the token as a Bearer
 * header or an `access_token` parameter. One bad event refuses the whole request. An event with the
 * name and id of one not yet 48 hours old is received, and recorded as deduplicated.
 */
function createMetaService(options: {
  now: () => number;
  /** Set: any other token, or pixel, is refused as Meta refuses it. */
  accessToken?: string;
  pixelId?: string;
}): StandInService<MetaState> {
  let state: MetaState = { events: [], refused: [] };
  let traces = 0;

  function refuse(error: GraphError): StandInAnswer {
    state.refused.push({
      at: options.now(),
      code: error.code,
      ...(error.error_subcode !== undefined && { subcode: error.error_subcode }),
      ...(error.error_user_title !== undefined && { title: error.error_user_title }),
    });
    return graphAnswer(error, nextTrace());
  }

  function nextTrace(): string {
    traces += 1;
    return `A${String(traces).padStart(6, '0')}`;
  }

  function isAllowed(request: StandInRequest, bodyToken: unknown): boolean {
    const bearer = /^Bearer (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
    const token = bearer ?? request.query.get('access_token') ?? bodyToken;
    return options.accessToken === undefined ? Boolean(token) : token === options.accessToken;
  }

  function receive(request: StandInRequest, apiVersion: string, pixelId: string): StandInAnswer {
    const body = readJson(request.body);
    if (!isAllowed(request, body?.['access_token'])) return refuse(INVALID_TOKEN);
    if (options.pixelId !== undefined && pixelId !== options.pixelId) {
      return refuse(noSuchObject(pixelId));
    }
    const parsed = requestSchema.safeParse(body);
    if (!parsed.success) {
      return refuse(invalidParameter('Invalid Data', `data: ${parsed.error.issues[0]?.message}`));
    }
    const { data, test_event_code: testEventCode } = parsed.data;
    for (const event of data) {
      const error = checkMetaEvent(event, options.now());
      if (error) return refuse(error);
    }
    for (const event of data) {
      const deduplicated = isRepeated(state.events, pixelId, event, options.now());
      state.events.push({
        at: options.now(),
        pixelId,
        apiVersion,
        event,
        deduplicated,
        ...(testEventCode !== undefined && { testEventCode }),
      });
    }
    return json({ events_received: data.length, messages: [], fbtrace_id: nextTrace() });
  }

  function answer(request: StandInRequest): StandInAnswer {
    const path = /^\/(v\d+\.\d+)\/([^/]+)(\/events)?$/.exec(request.path);
    const [, apiVersion, pixelId, events] = path ?? [];
    if (!apiVersion || !pixelId) return refuse(noSuchObject(request.path.slice(1)));
    if (request.method === 'POST' && events) return receive(request, apiVersion, pixelId);
    if (request.method !== 'GET' || events) return refuse(noSuchObject(pixelId));
    if (!isAllowed(request, undefined)) return refuse(INVALID_TOKEN);
    const known = options.pixelId === undefined || pixelId === options.pixelId;
    return known ? json({ id: pixelId }) : refuse(noSuchObject(pixelId));
  }

  return { answer, state: () => state, reset: () => void (state = { events: [], refused: [] }) };
}

/** The stand-in for Meta on a real socket. `state()` is a MetaState. */
export function startMetaStandIn(options: {
  now: () => number;
  port?: number;
  accessToken?: string;
  pixelId?: string;
}): Promise<StandIn<MetaState>> {
  const { port, ...service } = options;
  return startStandIn({
    name: 'meta',
    service: createMetaService(service),
    now: options.now,
    port,
  });
}

function isRepeated(
  earlier: RecordedMetaEvent[],
  pixelId: string,
  event: MetaServerEvent,
  now: number,
): boolean {
  return (
    event.event_id !== undefined &&
    earlier.some(
      (each) =>
        !each.deduplicated &&
        each.pixelId === pixelId &&
        each.event.event_name === event.event_name &&
        each.event.event_id === event.event_id &&
        now - each.at <= DEDUPLICATED_MS,
    )
  );
}

function readJson(text: string): Record<string, unknown> | undefined {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function json(value: unknown): StandInAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  };
}
