import type { Config, Secrets } from '../config/config.ts';
import type { Logger } from '../platform/logger.ts';
import type { RedisTarget } from '../platform/redis.ts';
import type { JobTelemetry } from '../jobs/bullmq/job-telemetry.ts';
import { openPostgresStore } from '../jobs/bullmq/postgres-store.ts';
import { openRedisStore } from '../jobs/bullmq/redis-store.ts';
import type { StoreClock } from '../jobs/bullmq/store-time.ts';
import type { QueueStore } from '../jobs/store.ts';

/** Where Redis is, when the configuration names one. */
export function redisTarget(secrets: Secrets): RedisTarget | undefined {
  if (secrets.redisClusterNodes) return { clusterNodes: secrets.redisClusterNodes };
  return secrets.redisUrl ? { url: secrets.redisUrl, sentinels: secrets.redisSentinels } : undefined;
}

/** The queue store that the configuration asks for. */
export function openStore(
  config: Config,
  secrets: Secrets,
  databaseUrl: string,
  parts: { clock: StoreClock; logger: Logger; telemetry: JobTelemetry | undefined },
): QueueStore {
  const target = redisTarget(secrets);
  return target
    ? openRedisStore({ target, prefix: config.queue.prefix, ...parts })
    : openPostgresStore({ databaseUrl, ...parts });
}
