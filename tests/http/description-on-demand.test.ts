import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { loadHttpParts } from '../../src/features/http-parts.ts';
import { type ApiRoute, apiRoute } from '../../src/http/api-route.ts';
import { createHttpServer } from '../../src/http/http-server.ts';
import { createTestApp } from '../support/test-app.ts';
import { call } from './http-support.ts';

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A route that tells how often the description of the API has read its words. */
function watchedRoute(): { route: ApiRoute; reads: () => number } {
  let reads = 0;
  const plain = apiRoute({
    method: 'get',
    path: '/admin/watched',
    area: 'watched',
    summary: 'Answers nothing',
    responses: { 200: { description: 'Nothing', schema: z.object({}) } },
    handle: async () => ({ status: 200, body: {} }),
  });
  const route = Object.defineProperty({ ...plain }, 'summary', {
    get() {
      reads += 1;
      return plain.summary;
    },
  });
  return { route, reads: () => reads };
}

it('describes the API once, and only when somebody asks, so that no start waits for it', async () => {
  const test = await createTestApp();
  undo.push(test.close);
  const { route, reads } = watchedRoute();
  const parts = await loadHttpParts();
  const server = createHttpServer({
    app: test.app,
    parts: { ...parts, routes: [...parts.routes, () => [route]] },
  });
  await server.start();
  undo.push(server.stop);

  expect((await call(`${server.url()}/health`)).status).toBe(200);
  expect(reads()).toBe(0);
  const { body } = await call(`${server.url()}/openapi.json`);
  expect(body.paths['/admin/watched'].get.summary).toBe('Answers nothing');
  expect((await call(`${server.url()}/reference`)).status).toBe(200);
  expect((await call(`${server.url()}/openapi.json`)).body).toEqual(body);
  expect(reads()).toBe(1);
});
