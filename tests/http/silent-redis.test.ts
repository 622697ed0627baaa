import { loadControlParts } from '../../src/features/control-parts.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createControlChores } from '../../src/app/control-chores.ts';
import type { Service } from '../../src/platform/service.ts';
import { runHere } from '../cli/run-here.ts';
import { findRedisServer } from '../support/redis-server.ts';
import { type OwnRedis, startOwnRedis } from '../support/redis-of-own.ts';
import { makeBusyNight } from './busy-night.ts';
import { type Answer, type TestServer, call, startTestServer } from './http-support.ts';

/** Longer than any test: nothing but a restart ends such a pause before its time. */
const PAUSE_MS = 600_000;

/** A page or an action waits less than this, on a machine that is busy with other tests too. */
const QUICK_MS = 5_000;

const hasRedis = findRedisServer() !== undefined;
if (!hasRedis) console.warn('skipped: there is no redis-server on this machine');

describe.skipIf(!hasRedis)('a Redis that takes requests and answers none', () => {
  let redis: OwnRedis | undefined;
  let test: TestServer;
  let chores: Service;
  let csrf = '';

  beforeAll(async () => {
    redis = await startOwnRedis();
    if (!redis) throw new Error('redis-server did not start');
    test = await startTestServer({ environment: { REDIS_URL: redis.url, QUEUE_PREFIX: '{silent}' } });
    await makeBusyNight(test.app);
    chores = createControlChores(test.app, await loadControlParts());
    await chores.start();
    csrf = /name="csrf" value="([^"]+)"/.exec((await quick('/')).body)?.[1] ?? '';
    await redis.command('CLIENT', 'PAUSE', String(PAUSE_MS), 'ALL');
  }, 120_000);

  afterAll(async () => {
    await chores?.stop();
    await test?.close();
    await redis?.close();
  });

  async function quick(path: string, options: Parameters<typeof call>[1] = {}): Promise<Answer> {
    const startedAtMs = performance.now();
    const answer = await call(`${test.url}${path}`, options);
    expect(performance.now() - startedAtMs, `${path} took too long`).toBeLessThan(QUICK_MS);
    return answer;
  }

  it('keeps no page waiting, and the dashboard says since when', async () => {
    for (const path of [
      '/',
      '/games',
      '/tasks',
      '/quarantine',
      '/admin/scheduler',
      '/admin/usage',
      '/metrics',
    ]) {
      expect([path, (await quick(path, { headers: { Accept: 'text/html' } })).status]).toEqual([path, 200]);
    }
    await expect
      .poll(async () => (await quick('/')).body, { timeout: 20_000 })
      .toMatch(/does not answer[^]*not answered since <time/);
    const { body } = await quick('/admin/scheduler');
    expect(
      body.queues.every((queue: { counts: unknown; silent_since: string }) => queue.counts === null),
    ).toBe(true);
    expect(Date.parse(body.queues[0].silent_since)).toBeLessThanOrEqual(Date.now());
  });

  it('is told by readiness and health', async () => {
    const { status, body } = await quick('/readyz');
    const check = body.checks.find((one: { name: string }) => one.name === 'queue');
    expect([status, check.status]).toEqual([503, 'down']);
    expect(check.detail).toMatch(/has not answered since/);
    expect((await quick('/health/detailed')).status).toBe(503);
  });

  it('lets games come in: they are committed, answered and published later', async () => {
    const games = [
      { date: '2099-01-15', time: '19:00', home_team: 'Boston Celtics', away_team: 'Utah Jazz' },
    ];
    const order = { sport: 'NBA', season: 2098, timezone: 'UTC', games };
    const { status, body } = await quick('/admin/games', { body: order });
    expect([status, body.games_added, body.tasks_created, body.tasks_enqueued]).toEqual([202, 1, 1, 0]);
    expect(body.warnings.join(' ')).toMatch(/published as soon as/);
  });

  it('lets a sport be paused and resumed, by the API and by the page', async () => {
    const paused = await quick('/admin/scheduler/pause', { body: { sport: 'NFL' } });
    expect(paused.body.sports.find((one: { sport: string }) => one.sport === 'NFL').paused).toBe(true);
    expect((await quick('/admin/scheduler/resume', { body: {} })).status).toBe(200);
    const form = new URLSearchParams({ csrf, sport: 'NBA', reason: 'x' }).toString();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect((await quick('/scheduler/pause', { method: 'POST', body: form, headers })).status).toBe(303);
    expect((await quick('/admin/scheduler/resume', { body: {} })).status).toBe(200);
  });

  it('lets tasks be acted on', async () => {
    const { body } = await quick('/admin/tasks?status=failed');
    const id = body.items[0].id as number;
    expect((await quick(`/admin/tasks/${id}/retry`, { body: {} })).status).toBe(200);
    expect((await quick(`/admin/tasks/${id}/cancel`, { body: {} })).status).toBe(200);
  });

  it('is said where only the queue store itself could answer', async () => {
    for (const path of ['/admin/queues/api/queues', '/admin/queues/api/queues/maintenance/1']) {
      const { status, body } = await quick(path);
      expect([path, status]).toEqual([path, 503]);
      expect(body.message).toMatch(/has not answered since/);
    }
    expect((await quick('/admin/queues')).status).toBe(200);
    const compared = await quick('/admin/reconcile', { body: {} });
    expect([compared.status, compared.body.detail]).toEqual([
      503,
      expect.stringMatching(/has not answered since/),
    ]);
    const reset = await quick('/admin/breakers/reset', {
      body: { host: new URL(test.app.config.provider.baseUrls.NBA).host },
    });
    expect(reset.status).toBe(503);
  });

  it('does not keep doctor from its other findings', async () => {
    const startedAtMs = performance.now();
    const { stdout } = await runHere(['doctor'], { ...test.environment });
    expect(performance.now() - startedAtMs).toBeLessThan(2 * QUICK_MS);
    expect(stdout).toMatch(/queue store.*has not answered since/);
    expect(stdout).toMatch(/database .*PostgreSQL/);
  });

  it('gets what was kept for it once it answers', async () => {
    await redis?.stop();
    await redis?.restart();
    await expect.poll(async () => (await quick('/readyz')).status, { timeout: 30_000 }).toBe(200);
    await expect
      .poll(
        async () =>
          (await quick('/admin/tasks?status=pending&sport=NBA')).body.items.filter(
            (one: { enqueued_at: string | null }) => one.enqueued_at === null,
          ).length,
        { timeout: 30_000 },
      )
      .toBe(0);
    expect((await quick('/')).body).not.toContain('has not answered since');
  });
});
