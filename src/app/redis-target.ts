import type { Secrets } from '../config/config.ts';
import type { RedisTarget } from '../platform/redis.ts';

/** Where Redis is, when the configuration names one. */
export function redisTarget(secrets: Secrets): RedisTarget | undefined {
  if (secrets.redisClusterNodes) return { clusterNodes: secrets.redisClusterNodes };
  return secrets.redisUrl ? { url: secrets.redisUrl, sentinels: secrets.redisSentinels } : undefined;
}
