import { loadChecks } from '../../src/features/check-parts.ts';
import { sql } from 'drizzle-orm';
import { asDatabaseClock } from '../../src/db/database-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDoctor } from '../../src/monitoring/doctor/doctor.ts';
import { createHealth } from '../../src/monitoring/health.ts';
import { createMetrics } from '../../src/monitoring/metrics/metrics.ts';
import { createTonightReader } from '../../src/monitoring/overview/read-tonight.ts';
import { createProviderStatusReader } from '../../src/monitoring/providers/provider-status.ts';
import { createPostgresQuotaLedger } from '../../src/providers/client/quota-ledger-postgres.ts';
import { openDatabase } from '../../src/db/database.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import type { App } from '../../src/app/app.ts';
import { buildRegistry } from '../../src/app/build-registry.ts';
import { type TestApp, createTestApp, redisIsAvailable } from '../support/test-app.ts';
import { ingestSampleGames, setTask } from './sample-season.ts';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp();
  await ingestSampleGames(test.app);
});

afterAll(() => test.close());

function providerStatusOf(app: App) {
  const limits = { perSecond: 5, perMinute: 10, perDay: 100 };
  const ledger = createPostgresQuotaLedger({ pool: app.database.pool, limitsFor: () => limits });
  return createProviderStatusReader({
    db: app.database.db,
    hosts: app.registry.hosts,
    quotaSnapshot: (host) => ledger.snapshot(host),
  });
}

function healthOf(app: App, database = app.database) {
  const providerStatus = providerStatusOf({ ...app, database });
  const readTonight = createTonightReader({ ...app, db: database.db, providerStatus });
  const { clockSkewLimitMs } = app.config.database;
  return createHealth({ ...app, database, clockSkewLimitMs, providerStatus, readTonight });
}

async function beat(app: App): Promise<void> {
  await app.database.db.execute(sql`
    insert into worker_heartbeats (worker_id, hostname, process_id, version, queues, concurrency, running_task_ids,
                                   state, started_at, last_seen_at)
    values ('w1', 'host', 1, '0', '{seeding-nba}', 5, '{}', 'running', now(), now())
    on conflict (worker_id) do update set last_seen_at = now()`);
}

describe('health', () => {
  it('is degraded without a worker and ok with one', async () => {
    expect(await healthOf(test.app).brief()).toMatchObject({ status: 'degraded', version: test.app.version });
    await beat(test.app);
    await test.app.database.pool.query(
      `update seeding_tasks set due_at = now() + interval '1 hour' where due_at < now()`,
    );
    // One look serves all who ask within a second: this is another one.
    const health = healthOf(test.app);
    const detailed = await health.detailed();
    expect(detailed.checks.map((check) => [check.name, check.status])).toEqual([
      ['database', 'ok'],
      ['migrations', 'ok'],
      ['queue', 'ok'],
      ['clock', 'ok'],
      ['workers', 'ok'],
      ['providers', 'ok'],
      ['tonight', 'ok'],
    ]);
    expect(detailed.status).toBe('ok');
    expect((await health.readiness()).ready).toBe(true);
  });

  it('answers quickly that it is not ready while the database is away', async () => {
    const away = openDatabase({
      url: 'postgres://nobody:secret-password@127.0.0.1:9/none',
      poolMax: 2,
      applicationName: 'test',
      logger: silentLogger(),
    });
    const startedAtMs = Date.now();
    const health = healthOf(test.app, away);
    const readiness = await health.readiness();
    expect(readiness.ready).toBe(false);
    expect((await health.brief()).status).toBe('down');
    expect(Date.now() - startedAtMs).toBeLessThan(60_000);
    expect(JSON.stringify(readiness)).not.toContain('secret-password');
    await away.close();
  });
});

describe('metrics', () => {
  it('tells tasks, queues, quota and dependencies under names of our own', async () => {
    await setTask(test.app, 1, { due_at: new Date(Date.now() - 3_600_000) });
    const metrics = createMetrics({ ...test.app, providerStatus: providerStatusOf(test.app) });
    const text = await metrics.text();
    expect(metrics.contentType).toContain('text/plain');
    expect(text).toMatch(/scoracle_tasks\{sport="NBA",state="pending"\} 4/);
    expect(text).toMatch(/scoracle_dependency_up\{dependency="queue"\} 1/);
    expect(text).toMatch(/scoracle_provider_quota_limit\{host="v2\.nba\.api-sports\.io",window="day"\} 100/);
    expect(text).toMatch(/scoracle_queue_jobs\{queue="seeding-nba",state="waiting"\} 4/);
    const oldest = /scoracle_oldest_overdue_task_seconds\{sport="NBA"\} (\d+)/.exec(text)?.[1];
    expect(Number(oldest)).toBeGreaterThan(3_500);
    expect(text).toMatch(/scoracle_sport_paused\{sport="NBA"\} 0/);
    await test.app.pauseControl.setPaused(true, 'NBA', { name: 'anna' });
    const paused = await createMetrics({ ...test.app, providerStatus: providerStatusOf(test.app) }).text();
    await test.app.pauseControl.setPaused(false, 'NBA', { name: 'anna' });
    expect(Number(/oldest_overdue_task_seconds\{sport="NBA"\} (\d+)/.exec(paused)?.[1])).toBeGreaterThan(
      3_500,
    );
    expect(paused).toMatch(/scoracle_sport_paused\{sport="NBA"\} 1/);
    expect(paused).toMatch(/scoracle_sport_paused\{sport="NFL"\} 0/);
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  it('takes answer times and errors by provider, by kind of job and by route, each once', async () => {
    const { pool } = test.app.database;
    let nowMs = Date.now();
    const clock = { nowMs: () => nowMs, sleep: test.app.clock.sleep };
    const metrics = createMetrics({ ...test.app, clock, providerStatus: providerStatusOf(test.app) });
    await metrics.text();
    const ended = "now() - interval '4 seconds'";
    const calls = 'host="h.example",endpoint="/games"';
    await pool.query(`
      insert into api_usage (request_id, host, endpoint, outcome, duration_ms, started_at)
      values (gen_random_uuid(), 'h.example', '/games', 'ok', 300, ${ended}),
             (gen_random_uuid(), 'h.example', '/games', 'unavailable', 40, ${ended}),
             (gen_random_uuid(), 'h.example', '/games', 'in_flight', 0, ${ended})`);
    await pool.query(`
      insert into sync_log (operation, sport_id, seeding_type, status, duration_seconds, created_at)
      select 'seed_game', id, 'targeted', status, 7, ${ended}
      from sports, (values ('completed'), ('failed')) as ended(status) where display_name = 'NBA'`);
    await pool.query(`
      with item as (
        insert into work_items (kind, subject, payload, status, due_at)
        values ('toy-kind', 'a', '{}', 'completed', now()) returning id)
      insert into work_transitions (item_id, event, status, fence, retry_count, due_at, created_at)
      select id, event, 'running', fence, 0, now(), ${ended} - ago * interval '1 second'
      from item, (values ('claim', 1, 20), ('retry', 1, 17), ('claim', 2, 3), ('complete', 2, 0)) as one(event, fence, ago)`);
    await pool.query(`
      insert into data_refresh_log (dataset, mode, scope, status, started_at, finished_at)
      values ('toy', 'keys', '{}', 'done', ${ended}, ${ended}), ('toy', 'keys', '{}', 'failed', ${ended}, ${ended})`);
    for (let route = 0; route < 300; route += 1)
      metrics.noteRequest({
        method: 'GET',
        route: `/r${route}`,
        status: route === 0 ? 503 : 200,
        seconds: 0.3,
      });
    await expect
      .poll(
        async () => {
          nowMs += 10_000;
          return metrics.text();
        },
        { timeout: 30_000, interval: 500 },
      )
      // The call of 300 ms is the last of all to end.
      .toContain(`scoracle_provider_call_duration_seconds_count{${calls}} 2`);
    nowMs += 10_000;
    const text = await metrics.text();
    expect(text).toContain('scoracle_job_duration_seconds_count{kind="seed_game"} 2');
    expect(text).toContain(`scoracle_provider_call_duration_seconds_count{${calls}} 2`);
    expect(text).toContain(`scoracle_provider_call_duration_seconds_bucket{le="0.25",${calls}} 1`);
    expect(text).toContain(`scoracle_provider_call_errors_total{${calls},outcome="unavailable"} 1`);
    expect(text).toContain('scoracle_job_errors_total{kind="seed_game",outcome="failed"} 1');
    expect(text).toContain('nba_etl_runs_total{script="seed_game",status="failed"} 1');
    expect(text).toContain('nba_etl_runs_total{script="toy-kind",status="success"} 1');
    expect(text).toContain('nba_etl_runs_total{script="refresh toy",status="success"} 1');
    expect(text).toContain('nba_etl_runs_total{script="refresh toy",status="failed"} 1');
    // The claim and the retry before it ended before the first scrape.
    expect(text).toContain('scoracle_job_duration_seconds_sum{kind="toy-kind"} 3');
    expect(text).toContain('scoracle_job_duration_seconds_count{kind="toy-kind"} 1');
    expect(text).toContain('scoracle_http_request_errors_total{method="GET",route="/r0",status="5xx"} 1');
    const labels = text.match(/scoracle_http_request_duration_seconds_count\{/g) ?? [];
    expect(labels.length, 'labels stay few').toBeLessThan(130);
    expect(text).toMatch(/duration_seconds_count\{method="GET",route="other"\} 180/);
  });

  it('counts each start in the histogram of lateness once', async () => {
    let nowMs = Date.now();
    const clock = { nowMs: () => nowMs, sleep: test.app.clock.sleep };
    const metrics = createMetrics({ ...test.app, clock, providerStatus: providerStatusOf(test.app) });
    await metrics.text();
    await setTask(test.app, 2, {
      created_at: new Date(Date.now() - 90_000),
      scheduled_time: new Date(Date.now() - 20_000),
      execution_time: new Date(),
    });
    for (let scrape = 0; scrape < 2; scrape += 1) {
      nowMs += 10_000;
      const text = await metrics.text();
      expect(text).toMatch(/scoracle_seed_start_lateness_seconds_count\{sport="NBA"\} 1/);
      expect(text).toMatch(/scoracle_seed_start_lateness_seconds_bucket\{le="30",sport="NBA"\} 1/);
      expect(text).toMatch(/scoracle_seed_start_lateness_seconds_bucket\{le="15",sport="NBA"\} 0/);
    }
  });
});

describe('the doctor', () => {
  it('finds nothing wrong where nothing is, and says how to mend what is', async () => {
    await beat(test.app);
    const doctor = createDoctor({
      checks: await loadChecks(),
      ...test.app,
      providerStatus: providerStatusOf(test.app),
    });
    const findings = await doctor.examine();
    const statusOf = (name: string) => findings.find((finding) => finding.name === name)?.status;
    expect((await loadChecks())[0]?.[0]).toBe('tonight');
    expect(statusOf('database')).toBe('ok');
    expect(statusOf('migrations')).toBe('ok');
    expect(statusOf('clock')).toBe('ok');
    expect(statusOf('api key')).toBe('ok');
    expect(statusOf('workers')).toBe('ok');
    expect(statusOf('overdue tasks')).toBe('warn');
    const unexplained = findings.filter((finding) => finding.status !== 'ok' && finding.remedy === '');
    expect(unexplained).toEqual([]);
  });

  it.each([
    ['no key', {}],
    ['the key of odds alone', { theOddsApiKey: 'some-key-of-tests' }],
  ])('says that the key of box scores is missing, with %s', async (_title, secrets) => {
    const keyless = createDoctor({
      checks: await loadChecks(),
      ...test.app,
      registry: buildRegistry(test.app.config, secrets),
      providerStatus: providerStatusOf(test.app),
    });
    expect((await keyless.examine()).find((finding) => finding.name === 'api key')?.status).toBe('fail');
  });

  it('warns when the two clocks differ and when the queue lacks jobs', async () => {
    const { app } = test;
    const clock = asDatabaseClock({ nowMs: () => Date.now() + 60_000, sleep: app.clock.sleep });
    await app.store.removeJob('seeding-nba', 'game-3-first-r1');
    const findings = await createDoctor({
      checks: await loadChecks(),
      ...app,
      clock,
      providerStatus: providerStatusOf(app),
    }).examine();
    expect(findings.find((finding) => finding.name === 'clock')).toMatchObject({ status: 'warn' });
    const drift = findings.find((finding) => finding.name === 'queue drift');
    expect(drift).toMatchObject({ status: 'warn' });
    expect(drift?.detail).toMatch(/[1-4] missing/);
  });

  it.skipIf(!redisIsAvailable())('reads the policy of Redis through the store', async () => {
    const onRedis = await createTestApp({ store: 'redis' });
    try {
      const findings = await createDoctor({
        checks: await loadChecks(),
        ...onRedis.app,
        providerStatus: providerStatusOf(onRedis.app),
      }).examine();
      const store = findings.filter((finding) => finding.name === 'queue store');
      expect(store[0]?.detail).toMatch(/^Redis \d/);
      expect(store.some((finding) => finding.detail.startsWith('appendonly is off'))).toBe(true);
    } finally {
      await onRedis.close();
    }
  });
});
