import { Cluster, type Command, Redis } from 'ioredis';
import { keepConnected } from './keep-connected.ts';
import { localFailureOf } from './local-failures.ts';
import type { Logger } from './logger.ts';

/**
 * Where Redis is: one server; the master that sentinels name at the moment; or some nodes of a cluster.
 * Sentinels and nodes are given as `host:port` or as an address with user and password; the first one's user, password
 * and TLS (`rediss://`) are those of all. With sentinels, the host of `url` is the name of the master's group, and the
 * rest of it (user, password, database, TLS) is for the servers that hold data.
 */
export type RedisTarget =
  | { url: string; sentinels?: readonly string[] | undefined }
  | { clusterNodes: readonly string[] };

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

const DEFAULT_PORT = 6379;
const DEFAULT_SENTINEL_PORT = 26_379;

/**
 * A sentinel that takes no connection, or takes one and answers nothing, is left for the next one after so long: all
 * of three are asked before a producer's command is given up.
 */
const SENTINEL_TIMEOUT_MS = 3_000;

/** Reconnect after 100 ms, then slower, at most every second: an outage should not outlast itself. */
function retryStrategy(attempt: number): number {
  return Math.min(100 * attempt, 1_000);
}

/** Opens a connection, which comes back by itself however long an outage takes. The caller disconnects it. */
export function openRedis(target: RedisTarget, role: RedisRole, logger: Logger): Redis | Cluster {
  const connection = keepConnected(connect(target, role), retryStrategy);
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

function connect(target: RedisTarget, role: RedisRole): Redis | Cluster {
  if ('clusterNodes' in target) return openCluster(target.clusterNodes, role);
  if (target.sentinels) return openBehindSentinels(target.url, target.sentinels, role);
  return new Redis(target.url, { ...ROLE_OPTIONS[role], retryStrategy });
}

/** Follows the sentinels from one master to the next: a connection that breaks asks them again. */
function openBehindSentinels(url: string, sentinels: readonly string[], role: RedisRole): Redis {
  const group = new URL(url);
  const addresses = sentinels.map(nodeAddress);
  const asked = credentialsOf(addresses[0]);
  const database = Number(group.pathname.slice(1) || 0);
  return new Redis({
    ...ROLE_OPTIONS[role],
    ...credentialsOf(group),
    retryStrategy,
    sentinels: addresses.map((address) => endpointOf(address, DEFAULT_SENTINEL_PORT)),
    name: decodeURIComponent(group.hostname),
    db: Number.isInteger(database) ? database : 0,
    sentinelRetryStrategy: retryStrategy,
    sentinelCommandTimeout: SENTINEL_TIMEOUT_MS,
    connectTimeout: SENTINEL_TIMEOUT_MS,
    // Sentinels tell of a new master before the connection to the old one breaks, which a hung server never does.
    failoverDetector: true,
    ...(asked.username ? { sentinelUsername: asked.username } : {}),
    ...(asked.password ? { sentinelPassword: asked.password } : {}),
    ...(asked.tls ? { enableTLSForSentinelMode: true, sentinelTLS: asked.tls } : {}),
  });
}

function openCluster(nodes: readonly string[], role: RedisRole): Cluster {
  const addresses = nodes.map(nodeAddress);
  const credentials = credentialsOf(addresses[0]);
  const cluster = new Cluster(
    addresses.map((address) => endpointOf(address, DEFAULT_PORT)),
    {
      redisOptions: { ...ROLE_OPTIONS[role], ...credentials },
      clusterRetryStrategy: retryStrategy,
      // Certificates are made out to names, which looking them up here would take away.
      ...(credentials.tls ? { dnsLookup: (name, found) => found(null, name) } : {}),
    },
  );
  if (role === 'producer') limitWaiting(cluster, ROLE_OPTIONS.producer.commandTimeout);
  return cluster;
}

/** A node or sentinel as an address. */
function nodeAddress(node: string): URL {
  return new URL(node.includes('://') ? node : `redis://${node}`);
}

function endpointOf({ hostname, port }: URL, defaultPort: number): { host: string; port: number } {
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || defaultPort) };
}

function credentialsOf(address: URL | undefined): { username?: string; password?: string; tls?: object } {
  return {
    ...(address?.username ? { username: decodeURIComponent(address.username) } : {}),
    ...(address?.password ? { password: decodeURIComponent(address.password) } : {}),
    ...(address?.protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

/** A cluster that is away keeps commands for as long as that lasts, and knows no limit of its own. */
function limitWaiting(cluster: Cluster, limitMs: number): void {
  const send = cluster.sendCommand.bind(cluster);
  cluster.sendCommand = (command: Command, ...rest) => {
    command.setTimeout(limitMs);
    return send(command, ...rest);
  };
}

/** The servers that hold data: the one server, or the masters of a cluster as far as they are known yet. */
export function mastersOf(connection: Redis | Cluster): readonly Redis[] {
  return 'nodes' in connection ? connection.nodes('master') : [connection];
}

/** Words of Redis, and of ioredis, for troubles that pass. */
const PASSING_MESSAGES =
  /^(READONLY|NOREPLICAS|OOM|LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|MISCONF)\b|connection is closed|command timed out|isn't writeable|too many cluster redirections|startup nodes|sentinels are unreachable/i;

/** Errors that say as much by their name: ioredis' own, and that of a store which takes requests and answers none. */
const PASSING_NAMES: ReadonlySet<string> = new Set(['MaxRetriesPerRequestError', 'StoreSilentError']);

const PASSING_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/**
 * True when the same command can help later: Redis is away, starting, read-only or full, or this machine lacks what it
 * takes to reach it.
 */
export function isRedisUnavailable(error: unknown): boolean {
  if (localFailureOf(error)) return true;
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if (PASSING_NAMES.has(current.name) || PASSING_MESSAGES.test(current.message)) return true;
    if ('code' in current && typeof current.code === 'string' && PASSING_CODES.has(current.code)) return true;
  }
  return false;
}
