import { Counter, Histogram, type Registry } from 'prom-client';
import type { NewEvents } from '../facts/new-events.ts';

/** A request that was answered, as its route names it. */
export type AnsweredRequest = { method: string; route: string; status: number; seconds: number };

/** From a quick answer to one that was given up. */
const ANSWER_BUCKETS_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** From a game of two calls to one that is read player by player. */
const RUN_BUCKETS_SECONDS = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** More routes than the server has; whatever comes beyond is counted as `other`, so that labels stay few. */
const MOST_ROUTES = 120;

/** Ends of runs that are failures. */
const FAILED_RUNS: ReadonlySet<string> = new Set(['failed', 'killed']);

/** Ends of runs that come again and have done nothing yet. */
const HELD_RUNS: ReadonlySet<string> = new Set(['held', 'released', 'skipped']);

function statusOf(outcome: string): 'success' | 'failed' | 'held' {
  if (FAILED_RUNS.has(outcome)) return 'failed';
  return HELD_RUNS.has(outcome) ? 'held' : 'success';
}

export type EventMetrics = ReturnType<typeof defineEventMetrics>;

/** Declares the histograms of answer times and the counters of errors, by route, provider and kind of job. */
export function defineEventMetrics(registry: Registry) {
  const registers = [registry];
  return {
    requests: new Histogram({
      name: 'scoracle_http_request_duration_seconds',
      help: 'Answer times of this process by route.',
      labelNames: ['method', 'route'],
      buckets: ANSWER_BUCKETS_SECONDS,
      registers,
    }),
    requestErrors: new Counter({
      name: 'scoracle_http_request_errors_total',
      help: 'Answers of this process that told of an error, by route and class of status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    calls: new Histogram({
      name: 'scoracle_provider_call_duration_seconds',
      help: 'Answer times of providers, for the calls of all workers.',
      labelNames: ['host', 'endpoint'],
      buckets: ANSWER_BUCKETS_SECONDS,
      registers,
    }),
    callErrors: new Counter({
      name: 'scoracle_provider_call_errors_total',
      help: 'Provider calls without a usable answer, by what became of them.',
      labelNames: ['host', 'endpoint', 'outcome'],
      registers,
    }),
    runs: new Histogram({
      name: 'scoracle_job_duration_seconds',
      help: 'How long runs took, by kind of job, in all workers.',
      labelNames: ['kind'],
      buckets: RUN_BUCKETS_SECONDS,
      registers,
    }),
    etlRuns: new Counter({
      name: 'nba_etl_runs_total',
      help: 'Runs that collected or computed data, by kind of run and how they ended: success, failed or held.',
      labelNames: ['script', 'status'],
      registers,
    }),
    runErrors: new Counter({
      name: 'scoracle_job_errors_total',
      help: 'Runs that failed or were killed, by kind of job.',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
  };
}

/** Takes in what ended since the scrape before. */
export function noteEvents(
  own: EventMetrics,
  { calls, runs, refreshes }: Pick<NewEvents, 'calls' | 'runs' | 'refreshes'>,
): void {
  for (const { host, endpoint, outcome, seconds } of calls) {
    for (const each of seconds) own.calls.observe({ host, endpoint }, each);
    if (outcome !== 'ok') own.callErrors.inc({ host, endpoint, outcome }, seconds.length);
  }
  for (const { kind, outcome, seconds } of runs) {
    for (const each of seconds) own.runs.observe({ kind }, each);
    if (FAILED_RUNS.has(outcome)) own.runErrors.inc({ kind, outcome }, seconds.length);
    own.etlRuns.inc({ script: kind, status: statusOf(outcome) }, seconds.length);
  }
  for (const { dataset, status, count } of refreshes)
    own.etlRuns.inc({ script: `refresh ${dataset}`, status: statusOf(status) }, count);
}

/** Counts requests; a process that is asked for ever new addresses keeps few labels all the same. */
export function createRequestCounter(own: EventMetrics): (request: AnsweredRequest) => void {
  const routes = new Set<string>();
  return ({ method, route: named, status, seconds }) => {
    if (routes.size < MOST_ROUTES) routes.add(named);
    const route = routes.has(named) ? named : 'other';
    own.requests.observe({ method, route }, seconds);
    if (status >= 400) own.requestErrors.inc({ method, route, status: `${Math.floor(status / 100)}xx` });
  };
}
