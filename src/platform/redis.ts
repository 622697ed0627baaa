import { Cluster, Redis } from 'ioredis';
import type { Logger } from './logger.ts';

/** Where Redis is: one server, or the nodes of a cluster as `host:port`. */
export type RedisTarget = { url: string } | { clusterNodes: readonly string[] };

/**
 * How a connection behaves while Redis is away. A `producer` fails its commands within seconds, so that callers
 * can keep their intent elsewhere; a `worker` waits as long as it takes, which BullMQ's workers need.
 */
export type RedisRole = 'producer' | 'worker';

/**
 * A connection on which an answer is due and nothing comes for so long is dead, whatever TCP says, and is made anew:
 * the other end may be gone without a word. BullMQ blocks for ten seconds at the most.
 */
const ROLE_OPTIONS = {
  producer: { maxRetriesPerRequest: 1, commandTimeout: 10_000, socketTimeout: 10_000 },
  worker: { maxRetriesPerRequest: null, socketTimeout: 30_000 },
} as const;

/** Reconnect after 100 ms, then slower, at most every second: an outage should not outlast itself. */
function retryStrategy(attempt: number): number {
  return Math.min(100 * attempt, 1_000);
}

/** Opens a connection, which reconnects by itself. The caller disconnects it. */
export function openRedis(target: RedisTarget, role: RedisRole, logger: Logger): Redis | Cluster {
  const options = ROLE_OPTIONS[role];
  const connection =
    'url' in target
      ? new Redis(target.url, { ...options, retryStrategy })
      : new Cluster([...target.clusterNodes], { redisOptions: options, clusterRetryStrategy: retryStrategy });
  let isReported = false;
  connection.on('error', (error: unknown) => {
    // An outage repeats the same error with every attempt: one line tells it.
    if (!isReported) logger.warn({ err: error }, 'redis is out of reach, reconnecting');
    isReported = true;
  });
  connection.on('ready', () => {
    if (isReported) logger.info('redis is back');
    isReported = false;
  });
  return connection;
}

/** Words of Redis, and of ioredis, for troubles that pass. */
const PASSING_MESSAGES =
  /^(READONLY|NOREPLICAS|OOM|LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|MISCONF)\b|connection is closed|command timed out|isn't writeable/i;

const PASSING_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** True when the same command can help later: Redis is away, starting, read-only or full. */
export function isRedisUnavailable(error: unknown): boolean {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if (current.name === 'MaxRetriesPerRequestError' || PASSING_MESSAGES.test(current.message)) return true;
    if ('code' in current && typeof current.code === 'string' && PASSING_CODES.has(current.code)) return true;
  }
  return false;
}
