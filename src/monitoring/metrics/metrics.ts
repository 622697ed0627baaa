import { Registry, collectDefaultMetrics } from 'prom-client';
import type { Database, DatabaseHandle } from '../../db/database.ts';
import type { QueueStore } from '../../jobs/store.ts';
import type { Clock } from '../../platform/clock.ts';
import { withDeadline } from '../../platform/deadline.ts';
import type { Logger } from '../../platform/logger.ts';
import { newEvents } from '../facts/new-events.ts';
import { newStarts } from '../facts/starts.ts';
import { readQueues } from '../overview/queue-status.ts';
import type { ProviderStatusReader } from '../providers/provider-status.ts';
import { type OwnMetrics, defineMetrics } from './define-metrics.ts';
import { type AnsweredRequest, createRequestCounter, noteEvents } from './event-metrics.ts';
import { fillFromDatabase, fillProviders, fillQueues } from './fill-metrics.ts';
import type { MetricGroup } from './metric-group.ts';
import { readMetricsSnapshot } from './metrics-snapshot.ts';

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
  /** Those of features, beside the ones that are defined here. */
  groups?: readonly MetricGroup[] | undefined;
};

/** Facts are read at most this often, however many scrapers there are. */
const FRESH_FOR_MS = 2_000;

const READ_DEADLINE_MS = 4_000;

/** Up to when the histograms have taken in what happened. */
type TakenIn = { startsUntil: Date | undefined; eventsUntil: Date | undefined };

/**
 * Metrics in a registry of their own. Gauges are read from Postgres and the queue store on each scrape; the
 * histogram of lateness takes in the tasks that started since the scrape before, from the start of this process.
 */
export function createMetrics(options: MetricsOptions): Metrics {
  const { store, version, clock } = options;
  const registry = new Registry();
  const own = defineMetrics(registry);
  const fillGroups = (options.groups ?? []).map((declare) => declare(registry));
  collectDefaultMetrics({ register: registry });
  own.buildInfo.set({ version, queue_store: store.kind }, 1);
  const takenIn: TakenIn = { startsUntil: undefined, eventsUntil: undefined };
  let readAtMs = Number.NEGATIVE_INFINITY;
  let refreshing: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    await Promise.all([fillFacts(own, options, takenIn), fillBeside(own, options, fillGroups)]);
    const { pool } = options.database;
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

/** What PostgreSQL tells: the facts, and what started and ended since they were read last. */
async function fillFacts(
  own: OwnMetrics,
  { database: { db }, store, clock, logger }: MetricsOptions,
  takenIn: TakenIn,
): Promise<void> {
  const deadline = { what: 'the facts', deadlineMs: READ_DEADLINE_MS };
  const [facts, lateness, events] = await Promise.allSettled([
    withDeadline(clock, deadline, () => readMetricsSnapshot(db, store.name)),
    withDeadline(clock, deadline, () => newStarts.read(db, takenIn.startsUntil)),
    withDeadline(clock, deadline, () => newEvents.read(db, takenIn.eventsUntil)),
  ]);
  own.dependencyUp.set({ dependency: 'database' }, facts.status === 'fulfilled' ? 1 : 0);
  if (facts.status === 'fulfilled') fillFromDatabase(own, facts.value);
  else logger.warn({ err: facts.reason }, 'metrics could not be read from the database');
  if (lateness.status === 'fulfilled') {
    takenIn.startsUntil = lateness.value.readUntil;
    for (const start of lateness.value.starts) own.lateness.observe({ sport: start.sport }, start.seconds);
  }
  if (events.status === 'fulfilled') {
    takenIn.eventsUntil = events.value.readUntil;
    noteEvents(own.events, events.value);
  }
}

/** What stands beside the facts: queues, providers and what features measure; what does not answer keeps its gauges. */
async function fillBeside(
  own: OwnMetrics,
  { database: { db }, store, providerStatus, clock }: MetricsOptions,
  fillGroups: readonly ((db: Database) => Promise<void>)[],
): Promise<void> {
  const deadline = { what: 'the facts', deadlineMs: READ_DEADLINE_MS };
  const [queues, providers] = await Promise.allSettled([
    readQueues(store, clock),
    withDeadline(clock, deadline, providerStatus),
    ...fillGroups.map((fill) => withDeadline(clock, deadline, () => fill(db))),
  ]);
  if (queues.status === 'fulfilled') fillQueues(own, queues.value);
  if (providers.status === 'fulfilled') fillProviders(own, providers.value);
}
