import {
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
  type StandInService,
  startStandIn,
} from '../stand-in.ts';
import {
  checkGa4Body,
  type Ga4Body,
  ga4BodySchema,
  type ValidationMessage,
} from './event-rules.ts';

/** One event that GA4 was given. Only `valid` ones would ever show in a report. */
export type RecordedGa4Event = {
  /** Milliseconds since 1970. */
  at: number;
  measurementId: string;
  clientId: string;
  sessionId?: string;
  name: string;
  params: Record<string, unknown>;
  body: Ga4Body;
  valid: boolean;
  problems: ValidationMessage[];
};

export type Ga4State = {
  events: RecordedGa4Event[];
  /** Bodies that the validation endpoint looked at; nothing of them is recorded. */
  validated: number;
  /** Requests to /mp/collect that were no JSON object at all: answered 204 like all others. */
  unreadable: number;
};

/**
 * The Measurement Protocol: `POST /mp/collect` answers 204 whatever it is given, as the real one
 * does, also to a wrong secret. `POST /debug/mp/collect` says what is wrong and records nothing.
 */
function createGa4Service(options: {
  now: () => number;
  /** Set: events with another secret are taken but not valid. */
  apiSecret?: string;
}): StandInService<Ga4State> {
  let state: Ga4State = emptyState();

  function collect(request: StandInRequest): StandInAnswer {
    const body = readBody(request.body);
    if (!body) {
      state.unreadable += 1;
      return { status: 204, body: '' };
    }
    const problems = [
      ...checkCredentials(request.query, options.apiSecret),
      ...checkGa4Body(body, Buffer.byteLength(request.body), options.now()),
    ];
    for (const event of body.events) {
      const sessionId = event.params['session_id'];
      state.events.push({
        at: options.now(),
        measurementId: request.query.get('measurement_id') ?? '',
        clientId: typeof body.client_id === 'string' ? body.client_id : '',
        ...(typeof sessionId === 'string' && { sessionId }),
        name: event.name,
        params: event.params,
        body,
        valid: problems.length === 0,
        problems,
      });
    }
    return { status: 204, body: '' };
  }

  /** The real validator does not look at the secret either. */
  function validate(request: StandInRequest): StandInAnswer {
    state.validated += 1;
    const body = readBody(request.body);
    const validationMessages = body
      ? checkGa4Body(body, Buffer.byteLength(request.body), options.now())
      : [UNREADABLE];
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ validationMessages }),
    };
  }

  function answer(request: StandInRequest): StandInAnswer {
    if (request.method === 'POST' && request.path === '/mp/collect') return collect(request);
    if (request.method === 'POST' && request.path === '/debug/mp/collect') return validate(request);
    return { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>404</html>' };
  }

  return { answer, state: () => state, reset: () => void (state = emptyState()) };
}

/** The stand-in for Google Analytics on a real socket. `state()` is a Ga4State. */
export function startGa4StandIn(options: {
  now: () => number;
  port?: number;
  apiSecret?: string;
}): Promise<StandIn<Ga4State>> {
  const { port, ...service } = options;
  return startStandIn({
    name: 'ga4',
    service: createGa4Service(service),
    now: options.now,
    port,
  });
}

const UNREADABLE: ValidationMessage = {
  fieldPath: '',
  description: 'The body is not a JSON object with a list of events.',
  validationCode: 'VALUE_INVALID',
};

function emptyState(): Ga4State {
  return { events: [], validated: 0, unreadable: 0 };
}

function readBody(text: string): Ga4Body | undefined {
  try {
    return ga4BodySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function checkCredentials(query: URLSearchParams, apiSecret?: string): ValidationMessage[] {
  const found: ValidationMessage[] = [];
  if (!query.get('measurement_id')) {
    const description = 'measurement_id is required.';
    found.push({ fieldPath: 'measurement_id', description, validationCode: 'VALUE_REQUIRED' });
  }
  const given = query.get('api_secret');
  if (!given || (apiSecret !== undefined && given !== apiSecret)) {
    const description = 'api_secret is missing or wrong.';
    found.push({ fieldPath: 'api_secret', description, validationCode: 'VALUE_INVALID' });
  }
  return found;
}
