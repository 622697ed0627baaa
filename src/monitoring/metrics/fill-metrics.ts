import type { readQueues } from '../overview/queue-status.ts';
import type { ProviderStatus } from '../providers/provider-status.ts';
import { creditsOfMonth } from '../quota/credits-of-month.ts';
import type { OwnMetrics } from './define-metrics.ts';
import type { MetricsSnapshot } from './metrics-snapshot.ts';

/** Sets the gauges of what PostgreSQL tells. */
export function fillFromDatabase(own: OwnMetrics, facts: MetricsSnapshot): void {
  fillGames(own, facts);
  fillMatters(own, facts);
  const { processes } = facts;
  own.workers.set({}, processes.workers_alive);
  own.workersDead.set({}, processes.workers_dead);
  own.clockSkew.set({}, processes.clock_skew_seconds);
  own.controls.set({}, processes.controls_alive);
  own.eventLoopLag.set({}, processes.event_loop_lag_seconds);
  if (processes.heartbeat_age_seconds !== null) own.heartbeatAge.set({}, processes.heartbeat_age_seconds);
}

function fillGames(own: OwnMetrics, { games, tasks, held, overdue, failedLastHour }: MetricsSnapshot): void {
  for (const metric of [own.tasks, own.corrections, own.held, own.overdue, own.sportPaused]) metric.reset();
  for (const { sport, is_game: isGame, state, count } of tasks)
    (isGame ? own.tasks : own.corrections).set({ sport, state }, count);
  for (const { sport, reason, count } of held) own.held.set({ sport, reason }, count);
  for (const { sport, seconds, is_paused: isPaused } of overdue) {
    own.overdue.set({ sport }, seconds);
    own.sportPaused.set({ sport }, Number(isPaused));
  }
  own.failedLastHour.set({}, failedLastHour);
  own.stuck.set({}, games.stuck);
}

function fillMatters(own: OwnMetrics, facts: MetricsSnapshot): void {
  const { calls, reconciliation, backup } = facts;
  for (const metric of [own.calls, own.drift]) metric.reset();
  for (const { host, endpoint, outcome, calls: count } of calls)
    own.calls.set({ host, endpoint, outcome }, count);
  for (const [kind, count] of Object.entries(reconciliation.last_drift ?? {})) own.drift.set({ kind }, count);
  const { last_reconciled_at: reconciledAt } = reconciliation;
  if (reconciledAt) own.reconciledAt.set({}, reconciledAt.getTime() / 1000);
  own.quarantine.set({}, facts.quarantineOpen);
  for (const [severity, count] of Object.entries(facts.alertsOpen)) own.alerts.set({ severity }, count);
  if (backup) own.backupAt.set({}, backup.created_at.getTime() / 1000);
}

/** Sets the gauges of queues; a queue that does not answer has none. */
export function fillQueues(own: OwnMetrics, queues: Awaited<ReturnType<typeof readQueues>>): void {
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

/** The window of providers that charge credits by the question. */
const MONTH_OF_CREDITS = 'month_credits';

/** Sets the gauges of providers. */
export function fillProviders(own: OwnMetrics, providers: readonly ProviderStatus[]): void {
  for (const { host, quota, breaker, outage, tasks_held_by_breaker: held } of providers) {
    own.providerDown.set({ host }, outage === null ? 0 : 1);
    own.breakerOpen.set({ host }, breaker ? Number(breaker.state !== 'closed') : Number(held > 0));
    for (const window of ['second', 'minute', 'day'] as const) {
      if (!quota) continue;
      own.quotaUsed.set({ host, window }, quota[window].used);
      own.quotaLimit.set({ host, window }, quota[window].limit);
    }
    const credits = quota ? creditsOfMonth(quota) : undefined;
    if (credits) {
      own.quotaUsed.set({ host, window: MONTH_OF_CREDITS }, credits.used);
      own.quotaLimit.set({ host, window: MONTH_OF_CREDITS }, credits.limit);
    }
  }
}
