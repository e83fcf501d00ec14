import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  ServerResponse,
} from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import helmet from 'helmet';
import { startRounds } from './compose/rounds.ts';
import type { Leadline } from './compose.ts';
import { createAdminAuth } from './console/admin-auth.ts';
import { createAdminRoutes } from './console/admin-routes.ts';
import { createRotationRoutes } from './console/rotation-routes.ts';
import type { IntakeDeps } from './intake/intake-deps.ts';
import { createIntakeDoor } from './intake/intake-door.ts';
import { createIntakeRouter } from './intake/intake-route.ts';
import { createHealthRoutes, type HealthCheck } from './monitoring/health-routes.ts';
import { createSlackInteractions } from './systems/slack/interactions-route.ts';
import { pastDecision } from './workflow/past-decision.ts';

export type Web = { url: string; port: number; close: () => Promise<void> };

/** How long the server is patient with a connection. */
export type Patience = {
  headersMs: number;
  requestMs: number;
  /** Node looks for connections that are over their time only this often (30 s by default). */
  lookEveryMs: number;
};

/** Slow and half-open connections are cut; a healthy sender needs well under a second. */
const PATIENCE: Patience = { headersMs: 10_000, requestMs: 20_000, lookEveryMs: 1_000 };
/** Longer than the idle time of common load balancers, so that we never close first. */
const KEEP_ALIVE_MS = 75_000;
const CONNECTIONS_MAX = 2_000;
const REQUESTS_PER_CONNECTION_MAX = 1_000;

/** How soon somebody hears that submissions wait on disk, or are kept nowhere. */
const WATCH_EVERY_MS = 5_000;

/** The web side: intake for senders, health for machines, receipts and queues for operations. */
export async function startWeb(
  leadline: Leadline,
  port: number,
  pages?: express.Router,
  patience: Patience = PATIENCE,
): Promise<Web> {
  const app = webApp(leadline, pages);
  const enter = createIntakeDoor({
    ...intakeDeps(leadline),
    addressOf: addressBehindProxies(app),
    headers: securityHeaders(),
  });
  const web = await serve(
    (incoming, outgoing) => {
      if (!enter(incoming, outgoing)) app(incoming, outgoing);
    },
    port,
    patience,
  );
  await leadline.intake.start();
  const { world, watching } = leadline;
  const watch = startRounds(WATCH_EVERY_MS, () => watching.intakeWatch.round(), world.log);
  const close = async () => {
    await watch.stop();
    await web.close();
  };
  return { ...web, close };
}

/**
 * What a worker that runs alone shows: its health and its metrics. Whatever reaches it by mistake is
 * asked to come again, since a vendor who is answered 404 may never.
 */
export function startHealth(leadline: Leadline, port: number): Promise<Web> {
  const app = express();
  app.disable('x-powered-by');
  app.use(healthRoutes(leadline));
  app.use((_request, response) => {
    const error = 'This is a worker. Submissions go to the web side: leadline start --web.';
    response.status(503).set('retry-after', '30').json({ error });
  });
  return serve(app, port, PATIENCE);
}

async function serve(app: RequestListener, port: number, patience: Patience): Promise<Web> {
  const times = {
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    connectionsCheckingInterval: patience.lookEveryMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  const server = createServer(times, app);
  server.maxConnections = CONNECTIONS_MAX;
  server.maxRequestsPerSocket = REQUESTS_PER_CONNECTION_MAX;
  await listen(server, port);
  const address = server.address();
  const taken = typeof address === 'object' && address ? address.port : port;
  return { url: `http://localhost:${taken}`, port: taken, close: () => close(server) };
}

function healthRoutes(leadline: Leadline): express.Router {
  const { metrics } = leadline.world;
  return createHealthRoutes({ checks: () => readiness(leadline), metrics });
}

/** `pages`: what the demo shows besides. */
function webApp(leadline: Leadline, pages?: express.Router): express.Express {
  const { settings, world, ledger, queues } = leadline;
  const { environment } = settings;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', environment.trustProxy.length > 0 ? environment.trustProxy : false);
  app.use(helmet(HELMET));
  app.use(healthRoutes(leadline));
  app.use(createIntakeRouter(intakeDeps(leadline)));
  const auth = createAdminAuth({
    token: environment.secrets.adminToken,
    now: world.now,
    secure: environment.publicUrl?.startsWith('https:') ?? false,
  });
  app.use(
    createAdminRoutes({
      ledger,
      explain: (record) =>
        pastDecision(record, { configurations: leadline.configurations, live: settings }),
      queues: queues.all(),
      auth,
    }),
  );
  app.use(
    createRotationRoutes({
      rotation: leadline.rotation,
      team: () => settings.team,
      now: world.now,
      auth,
      tokens: [environment.secrets.teamToken, environment.secrets.adminToken],
    }),
  );
  const { claim, respond } = leadline;
  const signingSecret = environment.secrets.slackSigningSecret;
  app.use(createSlackInteractions({ claim, respond, signingSecret, ...world }));
  if (pages) app.use(pages);
  app.use((_request, response) => {
    response.status(404).json({ error: 'Nothing here. Forms post to /v1/sources/<source>.' });
  });
  app.use(onError(leadline));
  return app;
}

function intakeDeps({ settings, accept, defence, watching, world }: Leadline): IntakeDeps {
  return {
    sources: () => settings.sources,
    accept,
    defence,
    observer: watching.observer,
    world,
    publicUrl: settings.environment.publicUrl,
  };
}

/** What Express calls `req.ip`, for a request that Express does not see. */
function addressBehindProxies(
  app: express.Express,
): (incoming: IncomingMessage) => string | undefined {
  return ({ headers, socket }) => Reflect.get(app.request, 'ip', { app, headers, socket });
}

/** What helmet would set, for answers that it does not see. */
function securityHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  const outgoing = Object.assign(new ServerResponse({ method: 'POST' } as IncomingMessage), {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value;
    },
  });
  helmet(HELMET)(outgoing.req, outgoing, () => undefined);
  return headers;
}

/** bull-board brings inline styles; scripts come from this server only. */
const HELMET: Parameters<typeof helmet>[0] = {
  contentSecurityPolicy: {
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      upgradeInsecureRequests: null,
    },
  },
  crossOriginResourcePolicy: { policy: 'cross-origin' },
};

/** Ready means that submissions can be kept: in the ledger, or on disk while Redis is away. */
async function readiness({ intake, world }: Leadline): Promise<HealthCheck[]> {
  const { ledgerTrouble, journal } = intake.state();
  const redisWorks = ledgerTrouble === undefined;
  const age = Math.max(0, world.now() - (journal.oldestAt ?? world.now()));
  const kept = `${journal.entries} submissions (${journal.bytes} bytes) wait in it, the oldest for ${Math.round(age / 1_000)} s`;
  return [
    {
      name: 'submissions',
      ok: redisWorks || journal.writable,
      says: keptWhere(redisWorks, journal.writable),
    },
    { name: 'redis', ok: redisWorks, says: ledgerTrouble ?? 'takes submissions', needed: false },
    { name: 'journal', ok: journal.writable, says: `${journal.says}; ${kept}`, needed: false },
  ];
}

function keptWhere(redisWorks: boolean, diskWorks: boolean): string {
  if (redisWorks) return 'are kept in Redis';
  return diskWorks
    ? 'are kept in the journal on disk until Redis is back'
    : 'cannot be kept: bring Redis back, or make room on the disk of LEADLINE_DATA';
}

/** The last resort. What went wrong is for the log; the sender is asked to come again. */
function onError({ world }: Leadline): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const status = statusOf(error);
    if (status !== undefined && !response.headersSent) {
      response.status(status).json({ error: 'The request could not be read.' });
      return;
    }
    world.log.error('request met an error', { method: request.method, error });
    if (response.headersSent) return next(error);
    response
      .status(503)
      .set('retry-after', '30')
      .json({ error: 'leadline could not take this just now. Please send it again.' });
  };
}

/** 4xx where Express itself could not read the request: a path that is no UTF-8, a body too long. */
function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new Error(`Port ${port} is in use: stop what uses it, or set PORT.`) : error);
    });
    server.listen(port, () => resolve());
  });
}

/** Lets requests in hand end; a connection is cut as soon as it has none. */
function close(server: Server): Promise<void> {
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  return new Promise((resolve) => {
    server.close(() => {
      clearInterval(idle);
      resolve();
    });
  });
}
