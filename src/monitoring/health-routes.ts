import express, { type Router } from 'express';

export type HealthCheck = {
  name: string;
  ok: boolean;
  says: string;
  /** False: told for whoever looks, but the work goes on without it. */
  needed?: boolean;
};

/**
 * `/healthz` the process is alive and its event loop turns · `/readyz` it can do its work: what it
 * cannot do without answers · `/metrics` for Prometheus.
 */
export function createHealthRoutes(deps: {
  checks: () => Promise<HealthCheck[]>;
  metrics: { text: () => Promise<string>; contentType: string };
}): Router {
  const router = express.Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  router.get('/readyz', async (_request, response) => {
    const checks = await deps.checks();
    const ready = checks.every(({ ok, needed }) => ok || needed === false);
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready', checks });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(deps.metrics.contentType).send(await deps.metrics.text());
  });
  return router;
}
