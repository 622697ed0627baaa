import { tokenProblems } from './check-tokens.ts';
import type { Config, Secrets } from './config.ts';

/**
 * What is wrong with values that are right by themselves, taken together. `refused` names the variables whose text
 * was refused: they were given, and nothing is said of their absence.
 */
export function problemsTogether(
  config: Config,
  secrets: Secrets,
  refused: ReadonlySet<string>,
): readonly string[] {
  return [
    ...addressProblems(config, secrets, refused),
    ...tokenProblems(config.http, secrets),
    ...alertProblems(config, secrets, refused),
    ...amountProblems(config, refused),
  ];
}

function addressProblems(config: Config, secrets: Secrets, refused: ReadonlySet<string>): readonly string[] {
  const { databaseUrl, databaseDirectUrl, redisUrl, redisSentinels, redisClusterNodes } = secrets;
  const isDatabaseNamed = databaseUrl !== undefined || refused.has('DATABASE_URL');
  const isRedisNamed = redisUrl !== undefined || refused.has('REDIS_URL');
  const isCluster = config.queue.store === 'redis-cluster';
  return problemsWhere([
    [
      config.isProduction && !isDatabaseNamed,
      'DATABASE_URL is missing: in production the embedded PostgreSQL is refused. Name your database.',
    ],
    [
      databaseDirectUrl !== undefined && !isDatabaseNamed,
      'DATABASE_DIRECT_URL is set but DATABASE_URL is missing: name the pooler, or PostgreSQL itself, in DATABASE_URL.',
    ],
    [
      redisUrl !== undefined && redisClusterNodes !== undefined,
      'REDIS_URL and REDIS_CLUSTER_NODES are both set: keep the one that you use.',
    ],
    [
      redisSentinels !== undefined && !isRedisNamed,
      'REDIS_SENTINELS is set but REDIS_URL is missing: name the group that they watch in it, such as redis://mymaster.',
    ],
    [
      isCluster && !/\{[^}]+\}/.test(config.queue.prefix),
      'QUEUE_PREFIX needs braces in a Redis Cluster, such as {scoracle}, to keep a queue in one slot.',
    ],
  ]);
}

function alertProblems(
  { alerts }: Config,
  secrets: Secrets,
  refused: ReadonlySet<string>,
): readonly string[] {
  const isMailJudged = !refused.has('ALERT_EMAIL') && !refused.has('SMTP_URL');
  const hasWebhook = secrets.alertWebhookUrl !== undefined || refused.has('ALERT_WEBHOOK_URL');
  return problemsWhere([
    [
      isMailJudged && alerts.emailTo.length > 0 !== (secrets.smtpUrl !== undefined),
      'ALERT_EMAIL and SMTP_URL belong together: set both, or neither.',
    ],
    [
      secrets.alertWebhookSecret !== undefined && !hasWebhook,
      'ALERT_WEBHOOK_SECRET is set but ALERT_WEBHOOK_URL is missing: nothing would be signed.',
    ],
  ]);
}

function amountProblems({ provider, seeding }: Config, refused: ReadonlySet<string>): readonly string[] {
  const { limits, plan } = provider;
  const hasLimits =
    (limits.perMinute !== undefined || refused.has('API_SPORTS_PER_MINUTE')) &&
    (limits.perDay !== undefined || refused.has('API_SPORTS_PER_DAY'));
  return problemsWhere([
    [
      plan === 'custom' && !hasLimits,
      'API_SPORTS_PLAN is custom: give API_SPORTS_PER_MINUTE and API_SPORTS_PER_DAY.',
    ],
    [
      seeding.retry.backoffMs.length === 0,
      'RETRY_BACKOFF_SECONDS is empty: give at least one pause, such as 60.',
    ],
  ]);
}

function problemsWhere(rules: readonly (readonly [isBroken: boolean, problem: string])[]): readonly string[] {
  return rules.flatMap(([isBroken, problem]) => (isBroken ? [problem] : []));
}
