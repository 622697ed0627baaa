import type { RequestHandler, Router } from 'express';
import type { RouteDeps } from '../http-server-types.ts';
import { answering, contextOf } from '../request-context.ts';
import { requirePrincipal } from '../security/authenticate.ts';

/** `/livez`, `/readyz`, `/health`: for supervisors, without a token; nothing in them is secret. */
export function mountPublicHealth(router: Router, { services }: RouteDeps): void {
  router.get('/livez', (_request, response) => {
    response.type('text/plain').send('ok\n');
  });
  router.get(
    '/readyz',
    answering(async (_request, response) => {
      const readiness = await services.health.readiness();
      response.status(readiness.ready ? 200 : 503).json(readiness);
    }),
  );
  router.get(
    '/health',
    answering(async (_request, response) => {
      const health = await services.health.brief();
      response.status(health.status === 'down' ? 503 : 200).json(health);
    }),
  );
}

/**
 * `/health/detailed` and `/metrics`: where a token is set they take any of the tokens, on loopback too, since a reverse
 * proxy of this machine asks from there; METRICS_PUBLIC opens them.
 */
export function mountInspection(router: Router, { app, services }: RouteDeps): void {
  const { areMetricsPublic } = app.config.http;
  const admit: RequestHandler = (request, response, next) => {
    const mayLook = areMetricsPublic || contextOf(response).principal?.kind === 'scraper';
    if (mayLook) next();
    else requirePrincipal(request, response, next);
  };
  router.get(
    '/health/detailed',
    admit,
    answering(async (_request, response) => {
      const health = await services.health.detailed();
      response.status(health.status === 'down' ? 503 : 200).json(health);
    }),
  );
  router.get(
    '/metrics',
    admit,
    answering(async (_request, response) => {
      response.set('Content-Type', services.metrics.contentType).send(await services.metrics.text());
    }),
  );
}
