import { servers } from '../value-lists.ts';
import { duration, text, url } from '../values.ts';
import { type ValuesOf, secret, variable } from '../variable.ts';
import { withoutUndefined } from '../without-undefined.ts';

const REDIS_PROTOCOLS = ['redis', 'rediss'] as const;

/** Where jobs are queued, and how long a claim holds. */
export const queueVariables = {
  REDIS_URL: secret(
    url(REDIS_PROTOCOLS),
    'Redis connection string. Set: the queue lives in Redis. Not set: in PostgreSQL.',
  ),
  REDIS_SENTINELS: secret(
    servers(REDIS_PROTOCOLS),
    'Comma-separated host:port list of Redis Sentinels, which say where the master is; with user and password as redis://user:password@host:port. The host of REDIS_URL is then the name of the group that they watch: redis://:password@mymaster/0.',
  ),
  REDIS_CLUSTER_NODES: secret(
    servers(REDIS_PROTOCOLS),
    'Comma-separated host:port list of some nodes of a Redis Cluster, instead of REDIS_URL; with user, password or TLS as redis://user:password@host:port or rediss://user:password@host:port.',
  ),
  QUEUE_PREFIX: variable(
    text().prefault('{scoracle}'),
    'Prefix of all queue keys in Redis; the braces keep them in one slot of a cluster.',
  ),
  LEASE_SECONDS: variable(
    duration('seconds', { min: 2, max: 600 }).prefault('8'),
    'How long a claim holds without renewal. It ends sooner where the heartbeat of its worker is missing and the lock of its job is lost, which holds for half as long, or for 5 seconds where that is more.',
  ),
  RECONCILE_INTERVAL_SECONDS: variable(
    duration('seconds', { min: 1, max: 86_400 }).prefault('60'),
    'Pause between comparisons of PostgreSQL with the queue.',
  ),
};

export type QueueConfig = {
  /** Which store carries the jobs. */
  store: 'postgres' | 'redis' | 'redis-cluster';
  prefix: string;
  /** How long a claim holds without renewal. */
  leaseMs: number;
  /** How long the lock of a job holds without renewal; never longer than the lease. */
  lockMs: number;
  reconcileIntervalMs: number;
};

export type QueueSecrets = {
  redisUrl?: string;
  /** Where the master of `redisUrl`'s group is asked for. */
  redisSentinels?: readonly string[];
  redisClusterNodes?: readonly string[];
};

/** As long as a busy process may stand still without anybody's asking for its jobs. */
const SHORTEST_LOCK_MS = 5_000;

function lockOf(leaseMs: number): number {
  return Math.min(leaseMs, Math.max(SHORTEST_LOCK_MS, leaseMs / 2));
}

export function queueConfig(values: ValuesOf<typeof queueVariables>): QueueConfig {
  return {
    store: values.REDIS_CLUSTER_NODES ? 'redis-cluster' : values.REDIS_URL ? 'redis' : 'postgres',
    prefix: values.QUEUE_PREFIX,
    leaseMs: values.LEASE_SECONDS,
    lockMs: lockOf(values.LEASE_SECONDS),
    reconcileIntervalMs: values.RECONCILE_INTERVAL_SECONDS,
  };
}

export function queueSecrets(values: ValuesOf<typeof queueVariables>): QueueSecrets {
  return withoutUndefined({
    redisUrl: values.REDIS_URL,
    redisSentinels: values.REDIS_SENTINELS,
    redisClusterNodes: values.REDIS_CLUSTER_NODES,
  });
}
