import type { Router } from 'express';
import type { RouteDeps } from '../http-server-types.ts';
import { answering } from '../request-context.ts';

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

/** `/health/detailed` and `/metrics`: open on loopback, behind the token elsewhere. */
export function mountInspection(router: Router, { services }: RouteDeps): void {
  router.get(
    '/health/detailed',
    answering(async (_request, response) => {
      const health = await services.health.detailed();
      response.status(health.status === 'down' ? 503 : 200).json(health);
    }),
  );
  router.get(
    '/metrics',
    answering(async (_request, response) => {
      response.set('Content-Type', services.metrics.contentType).send(await services.metrics.text());
    }),
  );
}
