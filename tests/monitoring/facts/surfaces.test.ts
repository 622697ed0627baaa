import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schedulerStatusOutcome } from '../../../src/cli/scheduler-status.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import { loadChecks } from '../../../src/features/check-parts.ts';
import { dashboardSections } from '../../../src/http/pages/dashboard-sections.ts';
import { type DatabaseFacts, readDatabaseFacts } from '../../../src/monitoring/alerts/facts.ts';
import { createDoctor } from '../../../src/monitoring/doctor/doctor.ts';
import type { Finding } from '../../../src/monitoring/doctor/finding.ts';
import { type DetailedHealth, createHealth } from '../../../src/monitoring/health.ts';
import { createMetrics } from '../../../src/monitoring/metrics/metrics.ts';
import { createMonitoring } from '../../../src/monitoring/monitoring.ts';
import { type Overview, createOverviewReader } from '../../../src/monitoring/overview/overview.ts';
import { createTonightReader } from '../../../src/monitoring/overview/read-tonight.ts';
import { createProviderStatusReader } from '../../../src/monitoring/providers/provider-status.ts';
import type { Failures, Stats } from '../../../src/monitoring/reports/types.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { ingestSampleGames } from '../sample-season.ts';

/**
 * One night through every surface. Of four games one is done, one is overdue, one is stuck and one has failed; of
 * four corrections one is stuck, one has failed, one is done and one is due; a worker runs 18 of 30 games.
 */
describe('the surfaces', () => {
  let test: TestApp;
  let overview: Overview;
  let metrics: string;
  let findings: readonly Finding[];
  let health: DetailedHealth;
  let alerts: DatabaseFacts;
  let stats: Stats;
  let failures: Failures;

  beforeAll(async () => {
    test = await createTestApp();
    const { app } = test;
    const { db } = app.database;
    await ingestSampleGames(app);
    await prepareNight(test);
    const providerStatus = createProviderStatusReader({ db, hosts: app.registry.hosts });
    const readTonight = createTonightReader({ ...app, db, providerStatus });
    const monitoring = createMonitoring({ db });
    const { clockSkewLimitMs } = app.config.database;
    overview = await createOverviewReader({ ...app, db, providerStatus })();
    metrics = await createMetrics({ ...app, providerStatus }).text();
    findings = await createDoctor({
      checks: await loadChecks(),
      ...app,
      providerStatus,
      readTonight,
    }).examine();
    alerts = await readDatabaseFacts(db, {
      storeName: app.store.name,
      latenessMs: 600_000,
      incompleteMs: 86_400_000,
      datasets: [],
    });
    stats = await monitoring.stats({ days: 1 });
    failures = await monitoring.failures({ days: 1 });
    // A machine under load may take longer than the two seconds that a check gets: then it is asked once more.
    for (let tries = 0; tries < 20; tries += 1) {
      health = await createHealth({ ...app, clockSkewLimitMs, providerStatus, readTonight }).detailed();
      if (!health.checks.some(({ detail }) => detail.includes('did not answer'))) break;
    }
  });
  afterAll(() => test.close());

  /** A number of the page for Prometheus, summed over its labels where these are not named. */
  function metric(name: string, labels = ''): number {
    const lines = metrics
      .split('\n')
      .filter((line) => line.startsWith(`scoracle_${name}`) && line.includes(labels));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  /** The first number that doctor names under a check. */
  function doctor(name: string): number {
    const told = findings.find((finding) => finding.name === name)?.detail ?? '';
    return Number(/\d+/.exec(told)?.[0]);
  }

  /** The number in a tile of the dashboard. */
  function tile(label: string): number {
    const markup = String(dashboardSections(overview)['tiles']);
    const found = new RegExp(`<dt>${label}</dt>\\s*<dd><a[^>]*>([\\d,]+)</a>`).exec(markup);
    return Number(found?.[1]?.replace(',', ''));
  }

  it('count overdue games alike', () => {
    expect([overview.counts.overdue, tile('Overdue'), doctor('overdue tasks')]).toEqual([1, 1, 1]);
    const ageSeconds =
      (overview.read_at.getTime() - (overview.counts.oldest_overdue_at?.getTime() ?? 0)) / 1000;
    expect(Math.abs(metric('oldest_overdue_task_seconds', 'NBA') - ageSeconds)).toBeLessThan(30);
  });

  it('count stuck games alike, and no correction among them', () => {
    expect([
      overview.counts.stuck,
      metric('stuck_games'),
      doctor('stuck games'),
      alerts.stuckGames.length,
    ]).toEqual([1, 1, 1, 1]);
  });

  it('count games that failed alike', () => {
    const { failed } = overview.counts;
    const told = [tile('Failed'), stats.by_status.failed, failures.failed, alerts.failedGames.length];
    expect([failed, ...told, metric('tasks{', 'state="failed"'), metric('games_failed_last_hour')]).toEqual(
      Array.from({ length: 7 }, () => 1),
    );
  });

  it('count what ended in a day alike', () => {
    const { completed_24h: done } = overview.counts;
    expect([done, stats.by_status.completed, alerts.ended.completed, metric('tasks{', 'completed')]).toEqual([
      1, 1, 1, 1,
    ]);
    expect([alerts.ended.failed, stats.success_rate]).toEqual([1, 0.5]);
  });

  it('count corrections alike', () => {
    const { pending, failed, completed_24h: done, changed_lines_24h: lines } = overview.corrections;
    const { corrections } = stats;
    expect([pending, done, failed, lines]).toEqual([2, 1, 1, 1]);
    expect([
      corrections.pending,
      corrections.completed,
      corrections.failed,
      corrections.changed_lines,
    ]).toEqual([2, 1, 1, 1]);
    expect(['pending', 'completed', 'failed'].map((state) => metric('corrections{', state))).toEqual([
      2, 1, 1,
    ]);
    expect(failures.corrections_failed).toBe(1);
  });

  it('count held games by their reason alike', () => {
    expect(overview.held_by_reason.map(({ reason, count }) => [reason, count])).toEqual([['not_final', 1]]);
    expect([overview.counts.held, metric('tasks_held', 'not_final'), tile('On hold')]).toEqual([1, 1, 1]);
  });

  it('count workers alike, and how busy they are', () => {
    const alive = overview.workers.filter((worker) => worker.is_alive).length;
    const ofHealth = health.checks.find(({ name }) => name === 'workers')?.detail;
    expect([alive, metric('workers_alive'), doctor('workers'), alerts.workersAlive]).toEqual([1, 1, 1, 1]);
    expect(ofHealth).toBe('1 alive');
    expect(String(dashboardSections(overview)['workers'])).toContain('18 of 30 busy');
  });

  it('count the quarantine alike', () => {
    const { rows, unknown_teams: teams } = alerts.quarantine;
    expect([overview.quarantine_open, metric('quarantine_open_rows'), doctor('quarantine'), rows]).toEqual([
      2, 2, 2, 2,
    ]);
    expect(teams).toBe(1);
  });

  it('count calls of today alike', async () => {
    const rows = await createMonitoring({ db: test.app.database.db }).apiUsage();
    const calls = rows.reduce((sum, row) => sum + row.calls, 0);
    const account = rows
      .filter(({ endpoint }) => endpoint === '/status')
      .reduce((sum, row) => sum + row.calls, 0);
    const ofProviders = overview.providers.reduce((sum, provider) => sum + provider.calls_today, 0);
    expect([calls, account, metric('provider_calls_today')]).toEqual([6, 1, 6]);
    expect([stats.provider_calls.total, ofProviders]).toEqual([5, 5]);
  });

  it('know the same last backup', () => {
    const told = findings.find(({ name }) => name === 'backups')?.detail ?? '';
    const at = new Date(metric('last_backup_timestamp_seconds') * 1000).toISOString();
    expect(told).toContain(at.slice(0, 19));
    expect([alerts.lastBackup, alerts.backupProblem]).toEqual(['backup_failed', 'The disk is full.']);
  });

  it('count open alerts alike', () => {
    const ofSeverity = (severity: string) =>
      overview.alerts.filter((alert) => alert.severity === severity).length;
    expect(['critical', 'warning'].map(ofSeverity)).toEqual([1, 1]);
    expect(['critical', 'warning'].map((severity) => metric('alerts_open', severity))).toEqual([1, 1]);
  });

  it('tell the same of tonight, with games and corrections that are due', () => {
    const tonight = health.tonight?.headline ?? '';
    const told = findings.find(({ name }) => name === 'tonight')?.detail ?? '';
    const { document } = schedulerStatusOutcome(overview);
    expect(tonight).toContain('Tonight is at risk');
    expect(told).toContain(tonight);
    expect(document).toMatchObject({ tonight: { headline: tonight } });
    expect(String(dashboardSections(overview)['state'])).toContain(tonight);
  });

  it('name an import of several leagues', () => {
    expect(overview.imports.map(({ league }) => league)).toEqual(['several leagues', 'NBA']);
  });
});

async function prepareNight({ app }: TestApp): Promise<void> {
  const { db } = app.database;
  const tasks = await rowsOf<{ id: number; game_id: number }>(
    db,
    sql`select id, game_id from seeding_tasks where pass = 'first' order by id`,
  );
  const [done, overdue, stuck, failed] = tasks;
  await db.execute(sql`
    update seeding_tasks set updated_at = now(), due_at = now() - interval '1 hour', scheduled_time = now() - interval '1 hour',
      status = case id when ${done?.id} then 'completed' when ${failed?.id} then 'failed' else 'pending' end,
      completed_at = case when id in (${done?.id}, ${failed?.id}) then now() end,
      error_type = case when id = ${failed?.id} then 'game_not_found' end,
      hold_reason = case when id = ${stuck?.id} then 'not_final' end,
      stuck_since = case when id = ${stuck?.id} then now() - interval '1 hour' end
    where id in (${sql.join(
      [done?.id, overdue?.id, stuck?.id, failed?.id].map((id) => sql`${id}`),
      sql`, `,
    )})`);
  const corrections = [
    { pass: 'correction-1', status: 'pending', hold_reason: 'not_final', is_stuck: true },
    { pass: 'correction-2', status: 'failed', hold_reason: null, is_stuck: false },
    { pass: 'correction-3', status: 'completed', hold_reason: null, is_stuck: false },
    { pass: 'correction-4', status: 'pending', hold_reason: null, is_stuck: false },
  ];
  await db.execute(sql`
    insert into seeding_tasks (game_id, pass, scheduled_time, due_at, status, hold_reason, stuck_since)
    select ${done?.game_id}, one.pass, now(), now() + interval '1 hour', one.status, one.hold_reason,
           case when one.is_stuck then now() end
    from jsonb_to_recordset(${JSON.stringify(corrections)}::jsonb)
      as one(pass text, status text, hold_reason text, is_stuck boolean)`);
  await db.execute(sql`
    insert into line_changes (game_id, pass, action, entity_type, team_id, column_name)
    select id, 'correction-3', 'changed', 'team', home_team_id, column_name
    from games, unnest(array['points', 'assists']) as column_name where id = ${done?.game_id}`);
  await db.execute(sql`
    insert into worker_heartbeats (worker_id, hostname, process_id, version, queues, concurrency, running_task_ids,
                                   state, started_at, last_seen_at)
    select 'w1', 'host', 1, '0', '{seeding-nba,seeding-nfl,seeding-football,work}', 10, array_agg(one), 'running', now(),
           now() + interval '1 hour' from generate_series(1001, 1018) as one`);
  await db.execute(sql`
    insert into api_usage (request_id, host, endpoint, outcome, duration_ms, started_at)
    select gen_random_uuid(), 'v2.nba.api-sports.io', case when one = 1 then '/status' else '/games' end,
           case when one = 2 then 'unavailable' else 'ok' end, 90, now() from generate_series(1, 6) as one`);
  await db.execute(sql`
    insert into system_events (kind, subject, message, created_at)
    values ('backup_made', 'b1', 'made', now() - interval '2 hours'),
           ('backup_failed', 'b2', 'The disk is full.', now() - interval '1 hour')`);
  await db.execute(sql`
    insert into alerts (key, kind, severity, is_urgent, title, detail, remedy, first_seen_at, raised_at)
    values ('lateness', 'lateness', 'warning', false, 'Late', 'd', 'r', now(), now()),
           ('queue_lost', 'queue_lost', 'critical', true, 'Lost', 'd', 'r', now(), now()),
           ('drift', 'drift', 'warning', false, 'Not told yet', 'd', 'r', now(), null)`);
  await db.execute(sql`
    insert into schedule_imports (sport_id, season_id, source, preset, actor)
    select sport_id, season_id, 'several.csv', 'generic', 'test' from games where id = ${done?.game_id}`);
  await db.execute(sql`
    insert into schedule_quarantine (sport_id, season_id, source, line, raw, raw_hash, options, reason, detail, remedy)
    select sport_id, season_id, 's.csv', line, '{}', 'hash' || line, '{}',
           case line when 1 then 'unknown_team' else 'bad_time' end, 'd', 'r'
    from games, generate_series(1, 2) as line where id = ${done?.game_id}`);
}
