import { withBackend } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Logger } from '../../platform/logger.ts';
import { type RedisRole, type RedisTarget, openRedis } from '../../platform/redis.ts';
import { FINISHED_JOB_RETENTION } from '../catalog.ts';
import { createBullQueueOperations } from './bull-queues.ts';
import { createProcessor, workerSettings, wrapWorker } from './bull-worker.ts';
import type { JobTelemetry } from './job-telemetry.ts';
import { createRedisBackends } from './redis-backend.ts';
import type { StoreClock } from './store-time.ts';
import { describeRedis } from './redis-info.ts';
import { finishedJobIds, listOpenJobs, oldestDelayedDueAtMs } from './redis-lists.ts';
import { createJobLookUp } from './redis-look-up.ts';
import { storeName } from '../store-name.ts';
import type { QueueStore } from '../store.ts';

export type RedisStoreOptions = {
  target: RedisTarget;
  prefix: string;
  clock: StoreClock;
  logger: Logger;
  telemetry?: JobTelemetry | undefined;
};

/** Redis takes the oldest finished job away with each that finishes, at next to no cost. */
const RETENTION = {
  removeOnComplete: FINISHED_JOB_RETENTION.completed,
  removeOnFail: FINISHED_JOB_RETENTION.failed,
};

/** BullMQ on Redis or on a Redis Cluster. */
export function openRedisStore(options: RedisStoreOptions): QueueStore {
  const { target, prefix, clock, logger, telemetry } = options;
  const tracing = telemetry ? { telemetry } : {};
  const connections = createConnections(target, logger);
  const bull = withBackend(createRedisBackends(clock));
  const producer = connections.open('producer');
  const keyOf = (queueName: string): string => `${prefix}:${queueName}`;
  const epochKey = `${prefix}:scoracle-epoch`;
  const { closeQueues, ...operations } = createBullQueueOperations(
    (name) => new bull.Queue(name, { connection: producer, prefix, skipWaitingForReady: true, ...tracing }),
    clock,
    logger,
  );
  const kind = 'url' in target ? 'redis' : 'redis-cluster';
  let closing: Promise<void> | undefined;
  return {
    ...operations,
    kind,
    name: storeName(kind, prefix),
    lookUpJobs: (queueName) => createJobLookUp(producer, keyOf(queueName)),
    listOpenJobs: (queueName) => listOpenJobs(producer, keyOf(queueName)),
    listFinishedJobIds: (queueName) => finishedJobIds(producer, keyOf(queueName)),
    async readiness(queueName) {
      const [{ waiting, isPaused }, dueAtMs] = await Promise.all([
        operations.counts(queueName),
        oldestDelayedDueAtMs(producer, keyOf(queueName)),
      ]);
      return { waiting, isPaused, oldestDelayedDueAtMs: dueAtMs };
    },
    createWorker(worker) {
      const connection = connections.open('worker');
      const settings = { ...workerSettings(worker), ...RETENTION, connection, prefix, ...tracing };
      const made = new bull.Worker(worker.queueName, createProcessor(worker, clock), settings);
      const { close, ...rest } = wrapWorker(made, logger);
      // BullMQ closes only what it opened itself.
      return { ...rest, close: () => close().finally(() => connections.close(connection)) };
    },
    readEpoch: async () => (await producer.get(epochKey)) ?? undefined,
    async writeEpoch(epoch) {
      await producer.set(epochKey, epoch);
    },
    describe: () => describeRedis(producer),
    close() {
      closing ??= closeQueues().finally(() => connections.closeAll());
      return closing;
    },
  };
}

/** The connections of a store, each closed when its user is, or with all others. */
function createConnections(target: RedisTarget, logger: Logger) {
  const connections = new Set<Redis | Cluster>();
  function close(connection: Redis | Cluster): void {
    connections.delete(connection);
    connection.disconnect();
  }
  return {
    open(role: RedisRole): Redis | Cluster {
      const connection = openRedis(target, role, logger);
      connections.add(connection);
      return connection;
    },
    close,
    closeAll() {
      for (const connection of connections) close(connection);
    },
  };
}
