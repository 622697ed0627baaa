import { Gauge, Histogram, type Registry } from 'prom-client';
import { defineEventMetrics } from './event-metrics.ts';

/** From a second to a day: a window that opened at 3 a.m. and was seeded after breakfast is still told apart. */
const LATENESS_BUCKETS_SECONDS = [1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400];

export type OwnMetrics = ReturnType<typeof defineMetrics>;

/** Declares every metric of our own in `registry`, without values: what docs/monitoring.md lists. */
export function defineMetrics(registry: Registry) {
  return {
    events: defineEventMetrics(registry),
    buildInfo: gauge(registry, 'build_info', 'Always 1; the labels say what runs.', [
      'version',
      'queue_store',
    ]),
    dependencyUp: gauge(registry, 'dependency_up', 'Whether a dependency answered the last scrape.', [
      'dependency',
    ]),
    ...defineGameMetrics(registry),
    ...defineProviderMetrics(registry),
    ...defineMatterMetrics(registry),
    ...defineProcessMetrics(registry),
    ...defineQueueMetrics(registry),
  };
}

function gauge<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
): Gauge<Label> {
  return new Gauge({ name: `scoracle_${name}`, help, labelNames: [...labelNames], registers: [registry] });
}

function defineGameMetrics(registry: Registry) {
  return {
    tasks: gauge(
      registry,
      'tasks',
      'Games to seed by state; completed and cancelled ones of the last 24 hours.',
      ['sport', 'state'],
    ),
    corrections: gauge(
      registry,
      'corrections',
      'Later looks at finished games by state; completed and cancelled ones of the last 24 hours.',
      ['sport', 'state'],
    ),
    held: gauge(registry, 'tasks_held', 'Pending tasks that wait for a reason other than their time.', [
      'sport',
      'reason',
    ]),
    overdue: gauge(
      registry,
      'oldest_overdue_task_seconds',
      'Age of the oldest due task that no worker took up, of a paused sport as well; 0 when none.',
      ['sport'],
    ),
    sportPaused: gauge(registry, 'sport_paused', 'Whether somebody has paused the seeding of a sport.', [
      'sport',
    ]),
    lateness: new Histogram({
      name: 'scoracle_seed_start_lateness_seconds',
      help: 'From the opening of the seeding window to the first start.',
      labelNames: ['sport'],
      buckets: LATENESS_BUCKETS_SECONDS,
      registers: [registry],
    }),
    failedLastHour: gauge(
      registry,
      'games_failed_last_hour',
      'Games that gave up for good within the last hour and wait for somebody.',
      [],
    ),
    stuck: gauge(registry, 'stuck_games', 'Games that are not final long after they should be.', []),
  };
}

function defineProviderMetrics(registry: Registry) {
  return {
    calls: gauge(registry, 'provider_calls_today', 'Provider calls of the current UTC day.', [
      'host',
      'endpoint',
      'outcome',
    ]),
    quotaUsed: gauge(
      registry,
      'provider_quota_used',
      'Calls counted against a quota window, and credits (month_credits) where a provider charges them.',
      ['host', 'window'],
    ),
    quotaLimit: gauge(registry, 'provider_quota_limit', 'Calls, or credits, that a quota window takes.', [
      'host',
      'window',
    ]),
    breakerOpen: gauge(
      registry,
      'provider_breaker_open',
      'Whether a provider is left alone after trouble, by all workers.',
      ['host'],
    ),
    providerDown: gauge(
      registry,
      'provider_down',
      'Whether a provider is down: its breaker stays open, or its calls go on failing.',
      ['host'],
    ),
  };
}

function defineMatterMetrics(registry: Registry) {
  return {
    drift: gauge(registry, 'reconcile_drift_jobs', 'Differences that the last reconciliation found.', [
      'kind',
    ]),
    reconciledAt: gauge(
      registry,
      'reconcile_last_run_timestamp_seconds',
      'When the queue was last reconciled.',
      [],
    ),
    quarantine: gauge(
      registry,
      'quarantine_open_rows',
      'Schedule rows that wait for somebody to correct them.',
      [],
    ),
    alerts: gauge(registry, 'alerts_open', 'Alerts that are open.', ['severity']),
    backupAt: gauge(
      registry,
      'last_backup_timestamp_seconds',
      'When the last backup was made; absent without one.',
      [],
    ),
  };
}

function defineProcessMetrics(registry: Registry) {
  return {
    workers: gauge(registry, 'workers_alive', 'Worker processes heard of in the last ten seconds.', []),
    workersDead: gauge(
      registry,
      'workers_dead',
      'Worker processes that died in the last hour without a word.',
      [],
    ),
    controls: gauge(
      registry,
      'control_processes_alive',
      'Control processes heard of in the last ten seconds.',
      [],
    ),
    eventLoopLag: gauge(
      registry,
      'worker_event_loop_lag_seconds',
      'Worst delay of the event loop of any worker.',
      [],
    ),
    clockSkew: gauge(
      registry,
      'clock_skew_seconds',
      "Most that the clock of any process differs from the database's.",
      [],
    ),
    heartbeatAge: gauge(
      registry,
      'newest_worker_heartbeat_age_seconds',
      'Age of the newest worker heartbeat.',
      [],
    ),
  };
}

function defineQueueMetrics(registry: Registry) {
  return {
    queueJobs: gauge(registry, 'queue_jobs', 'Jobs in a queue by state.', ['queue', 'state']),
    queuePaused: gauge(registry, 'queue_paused', 'Whether a queue is paused.', ['queue']),
    pool: gauge(
      registry,
      'postgres_pool_connections',
      'Connections of this process to PostgreSQL; waiting are callers.',
      ['state'],
    ),
  };
}
