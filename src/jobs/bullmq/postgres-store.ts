import { type Queue, type Worker, runMigrations, withBackend } from 'bullmq';
import pg from 'pg';
import { KEEP_ALIVE_DELAY_MS, keepErrorsFromEndingTheProcess } from '../../db/database.ts';
import { connectionTo, noticeLostClient } from '../../db/session-settings.ts';
import { shareConnections } from '../../db/share-connections.ts';
import { WORK_LIMITS, answerTimeoutMs } from '../../db/work-limits.ts';
import type { Logger } from '../../platform/logger.ts';
import { createBullQueueOperations } from './bull-queues.ts';
import { createProcessor, workerSettings, wrapWorker } from './bull-worker.ts';
import type { JobTelemetry } from './job-telemetry.ts';
import { createPostgresBackends } from './postgres-backend.ts';
import type { StoreClock } from './store-time.ts';
import { findOpenJobs, finishedJobIds, listOpenJobs } from './postgres-lists.ts';
import { trimFinishedJobs } from './trim-finished-jobs.ts';
import { storeName } from '../store-name.ts';
import type { QueueReadiness, QueueStore } from '../store.ts';
import { allQueueNames } from '../queue-names.ts';

/** Where BullMQ keeps its tables: its own default, apart from ours. */
const BULLMQ_SCHEMA = 'bullmq';

/** Each worker holds one connection for LISTEN; the rest is for short statements. */
const STATEMENT_CONNECTIONS = 6;

const EPOCH_QUEUE = 'scoracle';
const EPOCH_FIELD = 'epoch';

export type PostgresStoreOptions = {
  databaseUrl: string;
  clock: StoreClock;
  logger: Logger;
  telemetry?: JobTelemetry | undefined;
};

/** Prepares BullMQ's own tables; safe to call again and from several processes at once. */
export async function migratePostgresStore(client: pg.PoolClient): Promise<void> {
  await runMigrations(client, BULLMQ_SCHEMA);
}

/**
 * BullMQ would look through all finished jobs with each that finishes, and those that finish at once would wait for each
 * other over the oldest: they are trimmed together, now and then.
 */
const KEEP_ALL = { removeOnComplete: { count: -1 }, removeOnFail: { count: -1 } };

/**
 * BullMQ on PostgreSQL. It has a pool of its own, so that busy handlers cannot starve the renewal of locks.
 */
export function openPostgresStore(options: PostgresStoreOptions): QueueStore {
  const { clock, logger, telemetry } = options;
  const tracing = telemetry ? { telemetry } : {};
  let closing: Promise<void> | undefined;
  const pool = openPool(options, () => closing !== undefined);
  const bull = withBackend(createPostgresBackends(pool, BULLMQ_SCHEMA, clock, logger));
  // The backends have the pool already; the option is what bullmq asks for.
  const connection = '';
  const { closeQueues, ...operations } = createBullQueueOperations(
    (name) => new bull.Queue(name, { connection, ...tracing }) as unknown as Queue,
    clock,
    logger,
  );
  return {
    ...operations,
    kind: 'postgres',
    name: storeName('postgres', BULLMQ_SCHEMA),
    lookUpJobs: (queueName) => (jobIds) => findOpenJobs(pool, queueName, jobIds),
    listOpenJobs: (queueName) => listOpenJobs(pool, queueName),
    listFinishedJobIds: (queueName) => finishedJobIds(pool, queueName),
    readiness: (queueName) => readinessOf(pool, queueName),
    createWorker(worker) {
      const settings = { ...workerSettings(worker), ...KEEP_ALL, connection, ...tracing };
      const made = new bull.Worker(worker.queueName, createProcessor(worker, clock), settings);
      // One to listen on, which it never gives back.
      pool.options.min = (pool.options.min ?? 0) + 1;
      return wrapWorker(made as unknown as Worker, logger);
    },
    trimFinishedJobs: () => trimFinishedJobs(pool, allQueueNames(), clock.nowMs()),
    readEpoch: () => readEpoch(pool),
    writeEpoch: (epoch) => writeEpoch(pool, epoch),
    close() {
      closing ??= closeQueues().finally(() => pool.end());
      return closing;
    },
  };
}

/**
 * A connection that nobody used for this long is closed. The looks at all queues come up to a minute apart, and each of
 * them would open connections anew.
 */
const IDLE_CONNECTION_MS = 90_000;

function openPool({ databaseUrl, logger }: PostgresStoreOptions, isClosing: () => boolean): pg.Pool {
  const pool = new pg.Pool({
    ...connectionTo(databaseUrl, { limits: WORK_LIMITS.queue, searchPath: BULLMQ_SCHEMA }),
    onConnect: noticeLostClient,
    max: allQueueNames().length + STATEMENT_CONNECTIONS,
    min: 1,
    application_name: 'scoracle-queue',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    query_timeout: answerTimeoutMs(WORK_LIMITS.queue),
  });
  // Each queue and worker listens for errors on the pool that they share.
  pool.setMaxListeners(0);
  shareConnections(pool);
  keepErrorsFromEndingTheProcess(pool, (error) => {
    // A server that ends with its last user may cut off what is being closed.
    logger[isClosing() ? 'debug' : 'warn']({ err: error }, 'a queue connection was lost');
  });
  return pool;
}

/** What `counts` says of the queue and when its first delayed job is due, in one statement. */
async function readinessOf(pool: pg.Pool, queueName: string): Promise<QueueReadiness> {
  const { rows } = await pool.query<{ waiting: string; is_paused: boolean; due_at_ms: string | null }>(
    `select (select count(*) from job where queue = $1 and state = 'waiting') as waiting,
            exists (select from meta where queue = $1 and field = 'paused') as is_paused,
            (select min(process_at_ms) from job where queue = $1 and state = 'delayed') as due_at_ms`,
    [queueName],
  );
  const [row] = rows;
  const dueAtMs = row?.due_at_ms ?? undefined;
  return {
    waiting: Number(row?.waiting ?? 0),
    isPaused: row?.is_paused ?? false,
    oldestDelayedDueAtMs: dueAtMs === undefined ? undefined : Number(dueAtMs),
  };
}

async function readEpoch(pool: pg.Pool): Promise<string | undefined> {
  const { rows } = await pool.query<{ value: string }>(
    'select value from meta where queue = $1 and field = $2',
    [EPOCH_QUEUE, EPOCH_FIELD],
  );
  return rows[0]?.value;
}

async function writeEpoch(pool: pg.Pool, epoch: string): Promise<void> {
  await pool.query(
    `insert into meta (queue, field, value) values ($1, $2, $3)
     on conflict (queue, field) do update set value = excluded.value`,
    [EPOCH_QUEUE, EPOCH_FIELD, epoch],
  );
}
