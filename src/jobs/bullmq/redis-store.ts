import { withBackend } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Logger } from '../../platform/logger.ts';
import { type RedisRole, type RedisTarget, mastersOf, openRedis } from '../../platform/redis.ts';
import { createBullQueueOperations } from './bull-queues.ts';
import { createProcessor, workerSettings, wrapWorker } from './bull-worker.ts';
import type { JobTelemetry } from './job-telemetry.ts';
import { createRedisBackends } from './redis-backend.ts';
import type { StoreClock } from './store-time.ts';
import type { OpenJobState, QueueStore, QueueWorkerOptions, QueuedJob } from '../store.ts';

export type RedisStoreOptions = {
  target: RedisTarget;
  prefix: string;
  clock: StoreClock;
  logger: Logger;
  telemetry?: JobTelemetry | undefined;
};

/** Entries read at once when a queue is listed. */
const PAGE = 5_000;

/** BullMQ's score of a delayed job is its due time times this, plus a counter for jobs of one millisecond. */
const DELAYED_SCORE_FACTOR = 4_096;

/** BullMQ on Redis or on a Redis Cluster. */
export function openRedisStore({ target, prefix, clock, logger, telemetry }: RedisStoreOptions): QueueStore {
  const tracing = telemetry ? { telemetry } : {};
  const connections = new Set<Redis | Cluster>();

  function connect(role: RedisRole): Redis | Cluster {
    const connection = openRedis(target, role, logger);
    connections.add(connection);
    return connection;
  }

  function disconnect(connection: Redis | Cluster): void {
    connections.delete(connection);
    connection.disconnect();
  }

  const bull = withBackend(createRedisBackends(clock));
  const producer = connect('producer');
  const { closeQueues, ...queueOperations } = createBullQueueOperations(
    (name) =>
      new bull.Queue(name, {
        connection: producer,
        prefix,
        skipWaitingForReady: true,
        ...tracing,
      }),
    clock,
    logger,
  );
  const epochKey = `${prefix}:scoracle-epoch`;
  let closing: Promise<void> | undefined;

  return {
    ...queueOperations,
    kind: 'url' in target ? 'redis' : 'redis-cluster',
    name: `redis ${prefix}`,
    listOpenJobs: (queueName) => listOpenJobs(producer, `${prefix}:${queueName}`),

    async listFinishedJobIds(queueName) {
      const states = ['completed', 'failed'];
      const lists = states.map((state) =>
        readList(producer, 'ZRANGE', `${prefix}:${queueName}:${state}`, 0, -1),
      );
      return new Set((await Promise.all(lists)).flat());
    },

    async readiness(queueName) {
      const [counts, first] = await Promise.all([
        queueOperations.counts(queueName),
        readList(producer, 'ZRANGE', `${prefix}:${queueName}:delayed`, 0, 0, 'WITHSCORES'),
      ]);
      const dueAtMs =
        first[1] === undefined ? undefined : Math.floor(Number(first[1]) / DELAYED_SCORE_FACTOR);
      return { waiting: counts.waiting, isPaused: counts.isPaused, oldestDelayedDueAtMs: dueAtMs };
    },

    createWorker(options: QueueWorkerOptions) {
      const processor = createProcessor(options, clock);
      const connection = connect('worker');
      const worker = new bull.Worker(options.queueName, processor, {
        ...workerSettings(options),
        connection,
        prefix,
        ...tracing,
      });
      const { close, ...rest } = wrapWorker(worker, logger);
      // BullMQ closes only what it opened itself.
      return { ...rest, close: () => close().finally(() => disconnect(connection)) };
    },

    async readEpoch() {
      return (await producer.get(epochKey)) ?? undefined;
    },

    async writeEpoch(epoch) {
      await producer.set(epochKey, epoch);
    },

    async describe() {
      const servers = await Promise.all(
        mastersOf(producer).map(async (server) => readInfo(await server.info())),
      );
      const all = (name: string) =>
        servers.map((facts) => facts.get(name)).filter((value) => value !== undefined);
      const policies = all('maxmemory_policy');
      const policy = policies.find((name) => name !== 'noeviction') ?? policies[0];
      const appendOnly = all('aof_enabled');
      return {
        version: all('redis_version').toSorted(byVersion)[0] ?? 'unknown',
        ...(policy === undefined ? {} : { maxmemoryPolicy: policy }),
        ...(appendOnly.length === 0 ? {} : { isAppendOnly: appendOnly.every((value) => value === '1') }),
      };
    },

    close() {
      closing ??= closeQueues().finally(() => {
        for (const connection of connections) disconnect(connection);
      });
      return closing;
    },
  };
}

async function* listOpenJobs(redis: Redis | Cluster, queueKey: string): AsyncIterable<readonly QueuedJob[]> {
  yield* pages(async (start, stop) => {
    const entries = await readList(redis, 'ZRANGE', `${queueKey}:delayed`, start, stop, 'WITHSCORES');
    return pairs(entries).map(([jobId, score]) => ({
      jobId,
      state: 'delayed' as const,
      dueAtMs: Math.floor(Number(score) / DELAYED_SCORE_FACTOR),
    }));
  });
  const lists: readonly [string, OpenJobState][] = [
    ['wait', 'waiting'],
    ['active', 'active'],
  ];
  for (const [list, state] of lists) {
    yield* pages(async (start, stop) =>
      (await readList(redis, 'LRANGE', `${queueKey}:${list}`, start, stop)).map((jobId) => ({
        jobId,
        state,
        dueAtMs: undefined,
      })),
    );
  }
  yield* pages(async (start, stop) =>
    (await readList(redis, 'ZRANGE', `${queueKey}:prioritized`, start, stop)).map((jobId) => ({
      jobId,
      state: 'waiting' as const,
      dueAtMs: undefined,
    })),
  );
}

/**
 * A command that answers with a list of texts, the same way on one server and on a cluster. Over RESP3, members
 * and their scores come as pairs, which are flattened.
 */
async function readList(
  redis: Redis | Cluster,
  command: string,
  ...args: (string | number)[]
): Promise<string[]> {
  const answer: unknown = await redis.call(command, ...args.map(String));
  return Array.isArray(answer) ? answer.flat().map(String) : [];
}

function byVersion(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

/** The `name:value` lines of Redis' INFO. */
function readInfo(text: string): Map<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':'));
  return new Map(
    lines.map((line): [string, string] => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1),
    ]),
  );
}

async function* pages(
  read: (start: number, stop: number) => Promise<QueuedJob[]>,
): AsyncIterable<QueuedJob[]> {
  for (let start = 0; ; start += PAGE) {
    const page = await read(start, start + PAGE - 1);
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
  }
}

function pairs(flat: readonly string[]): [string, string][] {
  const result: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2)
    result.push([String(flat[index]), String(flat[index + 1])]);
  return result;
}
