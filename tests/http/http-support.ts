import type { App } from '../../src/app/app.ts';
import { buildLimits } from '../../src/app/build-limits.ts';
import { loadHttpParts } from '../../src/features/http-parts.ts';
import { type HttpServer, createHttpServer } from '../../src/http/http-server.ts';
import { createHttpServices } from '../../src/http/http-services.ts';
import { type TestApp, type TestAppOptions, createTestApp } from '../support/test-app.ts';

export type TestServer = TestApp & { server: HttpServer; url: string };

/** The real app on a fresh database with its HTTP server on a free port. */
export async function startTestServer(options: TestAppOptions = {}): Promise<TestServer> {
  const test = await createTestApp(options);
  const server = await serve(test.app);
  return {
    ...test,
    server,
    url: server.url(),
    async close() {
      await server.stop();
      await test.close();
    },
  };
}

/** An HTTP server over an app, with the shared quota ledger and breakers behind its pages. */
export async function serve(app: App): Promise<HttpServer> {
  const limits = buildLimits(app);
  const parts = await loadHttpParts();
  const services = createHttpServices(app, {
    metrics: parts.metrics,
    quotaSnapshot: (host) => limits.ledger.snapshot(host),
    breakers: limits.breakers,
  });
  const server = createHttpServer({ app, parts, services });
  await server.start();
  let stopping: Promise<void> | undefined;
  return {
    ...server,
    // As the server itself: stopping twice is one stop.
    stop() {
      stopping ??= server.stop().then(() => limits.close());
      return stopping;
    },
  };
}

// oxlint-disable-next-line typescript/no-explicit-any -- tests assert on shapes that only the server knows
export type Answer = { status: number; headers: Headers; body: any };

/** A JSON request; `body` undefined sends none. */
export async function call(
  url: string,
  options: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { method = options.body === undefined ? 'GET' : 'POST', body, headers = {} } = options;
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
