import { Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { DatabaseHandle } from '../../db/database.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { QueueStore } from '../../jobs/store.ts';
import { withDeadline } from '../../platform/deadline.ts';
import { type MetricsSnapshot, readMetricsSnapshot, readNewLateness } from './metrics-snapshot.ts';
import {
  type AnsweredRequest,
  createRequestCounter,
  defineEventMetrics,
  noteEvents,
} from './event-metrics.ts';
import { readNewEvents } from './new-events.ts';
import { readJobs } from '../../jobs/schedules/job-control.ts';
import { defineJobMetrics, fillJobs } from './job-metrics.ts';
import { readQueues } from '../overview/queue-status.ts';
import type { ProviderStatus, ProviderStatusReader } from '../providers/provider-status.ts';

export type Metrics = {
  contentType: string;
  /** The page for Prometheus. Answers within a few seconds even while a dependency is away. */
  text: () => Promise<string>;
  /** Takes in a request that this process has answered. */
  noteRequest: (request: AnsweredRequest) => void;
};

export type MetricsOptions = {
  database: DatabaseHandle;
  store: QueueStore;
  providerStatus: ProviderStatusReader;
  version: string;
  clock: Clock;
  logger: Logger;
};

/** Figures are read at most this often, however many scrapers there are. */
const FRESH_FOR_MS = 2_000;

const READ_DEADLINE_MS = 4_000;

/** From a second to a day: a window that opened at 3 a.m. and was seeded after breakfast is still told apart. */
const LATENESS_BUCKETS_SECONDS = [1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400];

/**
 * Metrics in a registry of their own. Gauges are read from Postgres and the queue store on each scrape; the
 * histogram of lateness takes in the tasks that started since the scrape before, from the start of this process.
 */
export function createMetrics(options: MetricsOptions): Metrics {
  const { database, store, providerStatus, version, clock, logger } = options;
  const registry = new Registry();
  const own = defineMetrics(registry);
  collectDefaultMetrics({ register: registry });
  own.buildInfo.set({ version, queue_store: store.kind }, 1);
  let readAtMs = Number.NEGATIVE_INFINITY;
  let refreshing: Promise<void> | undefined;
  let latenessSince: Date | undefined;
  let eventsSince: Date | undefined;

  async function refresh(): Promise<void> {
    const deadline = { what: 'the figures', deadlineMs: READ_DEADLINE_MS };
    const [figures, queues, providers, lateness, events, jobs] = await Promise.allSettled([
      withDeadline(clock, deadline, () => readMetricsSnapshot(database.db, store.name)),
      readQueues(store, clock),
      withDeadline(clock, deadline, providerStatus),
      withDeadline(clock, deadline, () => readNewLateness(database.db, latenessSince)),
      withDeadline(clock, deadline, () => readNewEvents(database.db, eventsSince)),
      withDeadline(clock, deadline, () => readJobs(database.db, undefined)),
    ]);
    own.dependencyUp.set({ dependency: 'database' }, figures.status === 'fulfilled' ? 1 : 0);
    if (figures.status === 'fulfilled') fillFromDatabase(own, figures.value);
    else logger.warn({ err: figures.reason }, 'metrics could not be read from the database');
    if (queues.status === 'fulfilled') fillQueues(own, queues.value);
    if (providers.status === 'fulfilled') fillProviders(own, providers.value);
    if (jobs.status === 'fulfilled') fillJobs(own.jobs, jobs.value);
    if (lateness.status === 'fulfilled') {
      latenessSince = lateness.value.readUntil;
      for (const start of lateness.value.starts) own.lateness.observe({ sport: start.sport }, start.seconds);
    }
    if (events.status === 'fulfilled') {
      eventsSince = events.value.readUntil;
      noteEvents(own.events, events.value);
    }
    const { pool } = database;
    own.pool.set({ state: 'total' }, pool.totalCount);
    own.pool.set({ state: 'idle' }, pool.idleCount);
    own.pool.set({ state: 'waiting' }, pool.waitingCount);
    readAtMs = clock.nowMs();
  }

  return {
    contentType: registry.contentType,
    noteRequest: createRequestCounter(own.events),
    async text() {
      if (clock.nowMs() - readAtMs >= FRESH_FOR_MS) {
        refreshing ??= refresh().finally(() => (refreshing = undefined));
        await refreshing;
      }
      return registry.metrics();
    },
  };
}

type OwnMetrics = ReturnType<typeof defineMetrics>;

/** Declares every metric of our own in `registry`, without values: what docs/monitoring.md lists. */
export function defineMetrics(registry: Registry) {
  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
  ): Gauge<Label> =>
    new Gauge({ name: `scoracle_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  return {
    events: defineEventMetrics(registry),
    buildInfo: gauge('build_info', 'Always 1; the labels say what runs.', ['version', 'queue_store']),
    dependencyUp: gauge('dependency_up', 'Whether a dependency answered the last scrape.', ['dependency']),
    tasks: gauge('tasks', 'Games to seed by state; completed and cancelled ones of the last 24 hours.', [
      'sport',
      'state',
    ]),
    corrections: gauge(
      'corrections',
      'Later looks at finished games by state; completed and cancelled ones of the last 24 hours.',
      ['sport', 'state'],
    ),
    held: gauge('tasks_held', 'Pending tasks that wait for a reason other than their time.', [
      'sport',
      'reason',
    ]),
    overdue: gauge(
      'oldest_overdue_task_seconds',
      'Age of the oldest due task that nobody took up; 0 when none.',
      ['sport'],
    ),
    lateness: new Histogram({
      name: 'scoracle_seed_start_lateness_seconds',
      help: 'From the opening of the seeding window to the first start.',
      labelNames: ['sport'],
      buckets: LATENESS_BUCKETS_SECONDS,
      registers: [registry],
    }),
    calls: gauge('provider_calls_today', 'Provider calls of the current UTC day.', [
      'host',
      'endpoint',
      'outcome',
    ]),
    quotaUsed: gauge('provider_quota_used', 'Calls counted against a quota window.', ['host', 'window']),
    quotaLimit: gauge('provider_quota_limit', 'Calls that a quota window takes.', ['host', 'window']),
    breakerOpen: gauge(
      'provider_breaker_open',
      'Whether a provider is left alone after trouble, by all workers.',
      ['host'],
    ),
    drift: gauge('reconcile_drift_jobs', 'Differences that the last reconciliation found.', ['kind']),
    reconciledAt: gauge('reconcile_last_run_timestamp_seconds', 'When the queue was last reconciled.', []),
    failedLastHour: gauge(
      'games_failed_last_hour',
      'Games that gave up for good within the last hour and wait for somebody.',
      [],
    ),
    providerDown: gauge(
      'provider_down',
      'Whether a provider is down: its breaker stays open, or its calls go on failing.',
      ['host'],
    ),
    stuck: gauge('stuck_games', 'Games that are not final long after they should be.', []),
    quarantine: gauge('quarantine_open_rows', 'Schedule rows that wait for somebody to mend them.', []),
    alerts: gauge('alerts_open', 'Alerts that are open.', ['severity']),
    workers: gauge('workers_alive', 'Worker processes heard of in the last ten seconds.', []),
    workersDead: gauge('workers_dead', 'Worker processes that died in the last hour without a word.', []),
    controls: gauge('control_processes_alive', 'Control processes heard of in the last ten seconds.', []),
    eventLoopLag: gauge('worker_event_loop_lag_seconds', 'Worst delay of the event loop of any worker.', []),
    backupAt: gauge(
      'last_backup_timestamp_seconds',
      'When the last backup was made; absent without one.',
      [],
    ),
    clockSkew: gauge(
      'clock_skew_seconds',
      "Most that the clock of any process differs from the database's.",
      [],
    ),
    heartbeatAge: gauge('newest_worker_heartbeat_age_seconds', 'Age of the newest worker heartbeat.', []),
    jobs: defineJobMetrics(registry),
    queueJobs: gauge('queue_jobs', 'Jobs in a queue by state.', ['queue', 'state']),
    queuePaused: gauge('queue_paused', 'Whether a queue is paused.', ['queue']),
    pool: gauge(
      'postgres_pool_connections',
      'Connections of this process to PostgreSQL; waiting are callers.',
      ['state'],
    ),
  };
}

function fillFromDatabase(own: OwnMetrics, figures: MetricsSnapshot): void {
  for (const metric of [own.tasks, own.corrections, own.held, own.overdue, own.calls, own.drift])
    metric.reset();
  for (const { sport, state, count } of figures.tasks) own.tasks.set({ sport, state }, count);
  for (const { sport, state, count } of figures.corrections) own.corrections.set({ sport, state }, count);
  for (const { sport, reason, count } of figures.held) own.held.set({ sport, reason }, count);
  for (const { sport, seconds } of figures.overdue) own.overdue.set({ sport }, seconds);
  for (const { host, endpoint, outcome, count } of figures.calls)
    own.calls.set({ host, endpoint, outcome }, count);
  for (const [kind, count] of Object.entries(figures.drift ?? {})) own.drift.set({ kind }, count);
  if (figures.reconciledAt) own.reconciledAt.set({}, figures.reconciledAt.getTime() / 1000);
  own.failedLastHour.set({}, figures.failedLastHour);
  own.stuck.set({}, figures.stuckGames);
  own.quarantine.set({}, figures.quarantineOpen);
  for (const [severity, count] of Object.entries(figures.alertsOpen)) own.alerts.set({ severity }, count);
  own.workers.set({}, figures.workersAlive);
  own.workersDead.set({}, figures.workersDead);
  own.clockSkew.set({}, figures.clockSkewSeconds);
  own.controls.set({}, figures.controlsAlive);
  own.eventLoopLag.set({}, figures.eventLoopLagSeconds);
  if (figures.lastBackupAt) own.backupAt.set({}, figures.lastBackupAt.getTime() / 1000);
  if (figures.heartbeatAgeSeconds !== null) own.heartbeatAge.set({}, figures.heartbeatAgeSeconds);
}

function fillQueues(own: OwnMetrics, queues: Awaited<ReturnType<typeof readQueues>>): void {
  own.queueJobs.reset();
  own.queuePaused.reset();
  own.dependencyUp.set({ dependency: 'queue' }, queues.every((queue) => queue.counts !== null) ? 1 : 0);
  for (const { name: queue, counts } of queues) {
    if (!counts) continue;
    const { isPaused, ...states } = counts;
    for (const [state, count] of Object.entries(states)) own.queueJobs.set({ queue, state }, count);
    own.queuePaused.set({ queue }, isPaused ? 1 : 0);
  }
}

function fillProviders(own: OwnMetrics, providers: readonly ProviderStatus[]): void {
  for (const { host, quota, breaker, outage, tasks_held_by_breaker: held } of providers) {
    own.providerDown.set({ host }, outage === null ? 0 : 1);
    own.breakerOpen.set({ host }, breaker ? Number(breaker.state !== 'closed') : Number(held > 0));
    for (const window of ['second', 'minute', 'day'] as const) {
      if (!quota) continue;
      own.quotaUsed.set({ host, window }, quota[window].used);
      own.quotaLimit.set({ host, window }, quota[window].limit);
    }
  }
}
