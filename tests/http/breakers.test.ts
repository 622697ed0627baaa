import { afterEach, describe, expect, it } from 'vitest';
import { buildLimits } from '../../src/app/build-limits.ts';
import { ProviderError } from '../../src/domain/provider-error.ts';
import { runCli } from '../cli/run-cli.ts';
import { redisIsAvailable } from '../support/test-app.ts';
import { type TestServer, call, startTestServer } from './http-support.ts';

const HOST = 'nba.example.test';

describe.each(['postgres', 'redis'] as const)('a breaker that workers opened, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let server: TestServer;
  const cleanUps: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
    await server.close();
  });

  /** A control process, and a worker that has met five failures. */
  async function start() {
    server = await startTestServer({ store, environment: { API_SPORTS_NBA_URL: `https://${HOST}` } });
    const worker = buildLimits(server.app);
    cleanUps.push(worker.close);
    const breaker = worker.breakers.forHost(HOST);
    const trouble = new ProviderError(`${HOST}/games: trouble at the provider (HTTP 500)`, {
      kind: 'unavailable',
      host: HOST,
      endpoint: '/games',
    });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await breaker.run(() => Promise.reject(trouble)).catch(() => undefined);
    }
    return breaker;
  }

  test('is seen on the page, in the API, in the metrics, in health, and closed from the API', async () => {
    const breaker = await start();
    const page = await call(`${server.url}/`);
    expect(page.body).toContain('Left alone since');
    expect(page.body).toContain('trouble at the provider (HTTP 500)');
    expect((await call(`${server.url}/metrics`)).body).toContain(
      `scoracle_provider_breaker_open{host="${HOST}"} 1`,
    );
    const listed = await call(`${server.url}/admin/breakers`);
    expect(listed.body.breakers).toContainEqual(
      expect.objectContaining({ host: HOST, state: 'open', isShared: true }),
    );
    const health = await call(`${server.url}/health/detailed`);
    expect(JSON.stringify(health.body)).toContain('resting after trouble');

    const unknown = await call(`${server.url}/admin/breakers/reset`, { body: { host: 'elsewhere' } });
    expect(unknown.status).toBe(404);
    const reset = await call(`${server.url}/admin/breakers/reset`, { body: { host: HOST } });
    expect(reset.status).toBe(200);
    expect(await breaker.run(async () => 'goes again')).toMatchObject({ wasRun: true });
  });

  test('is listed and closed on the command line', async () => {
    const breaker = await start();
    const { environment } = server;
    const list = await runCli(['breaker', 'list', '--json'], { environment });
    expect(JSON.parse(list.stdout).breakers).toContainEqual(
      expect.objectContaining({ host: HOST, state: 'open' }),
    );
    const wrong = await runCli(['breaker', 'reset', '--host', 'elsewhere'], { environment });
    expect([wrong.exitCode, wrong.stderr]).toEqual([64, expect.stringContaining(HOST)]);
    const reset = await runCli(['breaker', 'reset', '--host', HOST], { environment });
    expect([reset.exitCode, reset.stdout]).toEqual([0, expect.stringContaining('calls go out again')]);
    expect(await breaker.run(async () => 'goes again')).toMatchObject({ wasRun: true });
  });
});
