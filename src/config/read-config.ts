import path from 'node:path';
import { SEEDING_PLANS } from '../domain/plans.ts';
import { LEAGUES } from '../domain/league.ts';
import { SPORTS, type Sport } from '../domain/sport.ts';
import { checkTokens } from './check-tokens.ts';
import { INVOCATION } from '../domain/shell-command.ts';
import { readAlerts } from './read-alerts.ts';
import { type ApiSportsPlan, type Config, ConfigError, type Secrets } from './config.ts';
import { type EnvironmentReader, createEnvironmentReader } from './readers.ts';
import { readTrustedProxies } from './trusted-proxies.ts';
import { loadEnvironment } from './load-environment.ts';

const PLANS = ['free', 'pro', 'ultra', 'mega', 'custom'] as const satisfies readonly ApiSportsPlan[];
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const POSTGRES_PROTOCOLS = ['postgres', 'postgresql'] as const;
const SWITCH = ['on', 'off'] as const;
const HOUR_MS = 3_600_000;
const WEB_PROTOCOLS = ['http', 'https'] as const;

/** Pause between looks at a game that is not final (reference constants: NBA and NFL 10 minutes, football 5). */
const NOT_FINAL_STEP_SECONDS: Record<Sport, number> = { NBA: 600, NFL: 600, FOOTBALL: 300 };

/**
 * Reads the configuration out of the environment (and `.env` in `projectRoot`).
 * Throws one ConfigError that lists every problem.
 */
export function readConfig(
  processEnvironment: Readonly<Record<string, string | undefined>>,
  projectRoot: string,
): { config: Config; secrets: Secrets } {
  const { values, problems } = loadEnvironment(processEnvironment, projectRoot);
  const read = createEnvironmentReader(values, problems);
  const secrets = readSecrets(read);
  const config = readPlainConfig(read, secrets, values['NODE_ENV'] === 'production', projectRoot);
  checkTogether(config, secrets, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return { config, secrets };
}

function readSecrets(read: EnvironmentReader): Secrets {
  return withoutUndefined({
    databaseUrl: read.optionalUrl('DATABASE_URL', POSTGRES_PROTOCOLS),
    databaseDirectUrl: read.optionalUrl('DATABASE_DIRECT_URL', POSTGRES_PROTOCOLS),
    redisUrl: read.optionalUrl('REDIS_URL', ['redis', 'rediss']),
    redisSentinels: read.optionalServers('REDIS_SENTINELS', ['redis', 'rediss']),
    redisClusterNodes: read.optionalServers('REDIS_CLUSTER_NODES', ['redis', 'rediss']),
    adminToken: read.optionalText('ADMIN_TOKEN'),
    readerToken: read.optionalText('READER_TOKEN'),
    metricsToken: read.optionalText('METRICS_TOKEN'),
    apiSportsKey: read.optionalText('API_SPORTS_KEY'),
    alertWebhookUrl: read.optionalUrl('ALERT_WEBHOOK_URL', WEB_PROTOCOLS),
    alertWebhookSecret: read.optionalText('ALERT_WEBHOOK_SECRET'),
    slackWebhookUrl: read.optionalUrl('SLACK_WEBHOOK_URL', WEB_PROTOCOLS),
    smtpUrl: read.optionalUrl('SMTP_URL', ['smtp', 'smtps']),
    traceHeaders: read.optionalHeaders('OTEL_EXPORTER_OTLP_HEADERS'),
  });
}

function readBackups(read: EnvironmentReader, projectRoot: string): Config['backups'] {
  const toolsFolder = read.optionalText('BACKUP_TOOLS_DIR');
  return {
    folder: path.resolve(projectRoot, read.text('BACKUP_DIR', '.scoracle/backups')),
    keep: read.integer('BACKUP_KEEP', 7, { min: 1, max: 10_000 }),
    retentionDays: read.integer('BACKUP_RETENTION_DAYS', 30, { min: 0, max: 36_500 }),
    intervalMs: HOUR_MS * read.integer('BACKUP_SCHEDULE_HOURS', 0, { min: 0, max: 8_760 }),
    searchPath: toolsFolder ?? '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin',
  };
}

function readPlainConfig(
  read: EnvironmentReader,
  secrets: Secrets,
  isProduction: boolean,
  projectRoot: string,
): Config {
  const delayMinutes = read.integer('SEEDING_DELAY_MINUTES', 240, { min: 0, max: 10_080 });
  const stepSeconds = read.optionalInteger('NOT_FINAL_STEP_SECONDS', { min: 1, max: 86_400 });
  const strategy = read.choice('SEEDING_STRATEGY', SEEDING_PLANS, 'box-score');
  const plan = read.choice('API_SPORTS_PLAN', PLANS, 'free');
  const limitRange = { min: 1, max: 10_000_000 };
  return {
    isProduction,
    commandLine: read.text('COMMAND_LINE', INVOCATION),
    logLevel: read.choice('LOG_LEVEL', LOG_LEVELS, 'info'),
    database: {
      poolMax: read.integer('DATABASE_POOL_MAX', 10, { min: 2, max: 1000 }),
      clockSkewLimitMs: 1000 * read.integer('CLOCK_SKEW_LIMIT_SECONDS', 60, { min: 1, max: 31_536_000 }),
    },
    queue: {
      store: secrets.redisClusterNodes ? 'redis-cluster' : secrets.redisUrl ? 'redis' : 'postgres',
      prefix: read.text('QUEUE_PREFIX', '{scoracle}'),
      leaseMs: 1000 * read.integer('LEASE_SECONDS', 8, { min: 2, max: 600 }),
      reconcileIntervalMs: 1000 * read.integer('RECONCILE_INTERVAL_SECONDS', 60, { min: 1, max: 86_400 }),
    },
    http: {
      host: read.text('HOST', '127.0.0.1'),
      port: read.integer('PORT', 3000, { min: 0, max: 65_535 }),
      requestsPerMinute: read.integer('HTTP_REQUESTS_PER_MINUTE', 6000, { min: 0, max: 1_000_000 }),
      changesPerMinute: read.integer('HTTP_CHANGES_PER_MINUTE', 3000, { min: 0, max: 1_000_000 }),
      maxLiveViewers: read.integer('LIVE_VIEWERS_MAX', 3_000, { min: 0, max: 100_000 }),
      trustedProxies: readTrustedProxies(read),
      areMetricsPublic: read.choice('METRICS_PUBLIC', SWITCH, 'off') === 'on',
    },
    provider: {
      baseUrls: {
        NBA: read.url('API_SPORTS_NBA_URL', 'https://v2.nba.api-sports.io', WEB_PROTOCOLS),
        NFL: read.url('API_SPORTS_NFL_URL', 'https://v1.american-football.api-sports.io', WEB_PROTOCOLS),
        FOOTBALL: read.url('API_SPORTS_FOOTBALL_URL', 'https://v3.football.api-sports.io', WEB_PROTOCOLS),
      },
      plan,
      limits: withoutUndefined({
        perSecond: read.optionalInteger('API_SPORTS_PER_SECOND', limitRange),
        perMinute: read.optionalInteger('API_SPORTS_PER_MINUTE', limitRange),
        perDay: read.optionalInteger('API_SPORTS_PER_DAY', limitRange),
      }),
      leagueWeights: read.weights(
        'LEAGUE_WEIGHTS',
        LEAGUES.map(({ name }) => name),
      ),
    },
    seeding: {
      sportsEnabled: read.choiceList('SPORTS_ENABLED', SPORTS, SPORTS),
      delayMs: bySport(
        (sport) =>
          60_000 * read.integer(`SEEDING_DELAY_MINUTES_${sport}`, delayMinutes, { min: 0, max: 10_080 }),
      ),
      isEarlyFinishOn: read.choice('EARLY_FINISH', SWITCH, 'off') === 'on',
      notFinalStepMs: bySport((sport) => 1000 * (stepSeconds ?? NOT_FINAL_STEP_SECONDS[sport])),
      correctionDelaysMs: read
        .numberList('CORRECTION_DELAYS_HOURS', [24, 72])
        .map((hours) => hours * HOUR_MS),
      strategy: bySport((sport) => read.choice(`SEEDING_STRATEGY_${sport}`, SEEDING_PLANS, strategy)),
      isFallbackOn: read.choice('SEEDING_FALLBACK', SWITCH, 'on') === 'on',
      maxConcurrentSeeds: read.integer('MAX_CONCURRENT_SEEDS', 10, { min: 1, max: 1000 }),
      retry: {
        maxRetries: read.integer('RETRY_MAX_ATTEMPTS', 3, { min: 0, max: 100 }),
        backoffMs: read.numberList('RETRY_BACKOFF_SECONDS', [60, 300, 900]).map((seconds) => seconds * 1000),
      },
      shutdownDeadlineMs: 1000 * read.integer('SHUTDOWN_DEADLINE_SECONDS', 20, { min: 0, max: 3600 }),
      watchdogMs: 1000 * read.integer('WATCHDOG_SECONDS', 60, { min: 0, max: 86_400 }),
      maxLostStarts: read.integer('MAX_LOST_STARTS', 5, { min: 1, max: 1000 }),
    },
    refresh: {
      scheduleIntervalMs: HOUR_MS * read.integer('SCHEDULE_REFRESH_HOURS', 24, { min: 0, max: 720 }),
      areRostersOn: read.choice('ROSTER_REFRESH', SWITCH, plan === 'free' ? 'off' : 'on') === 'on',
      rosterLookAheadMs: HOUR_MS * read.integer('ROSTER_LOOK_AHEAD_HOURS', 36, { min: 1, max: 168 }),
    },
    payloads: { retentionDays: read.integer('PAYLOAD_RETENTION_DAYS', 400, { min: 1, max: 36_500 }) },
    backups: readBackups(read, projectRoot),
    traces: {
      endpoint: read.optionalUrl('OTEL_EXPORTER_OTLP_ENDPOINT', WEB_PROTOCOLS),
      serviceName: read.optionalText('OTEL_SERVICE_NAME'),
      sampleRatio: read.fraction('OTEL_TRACES_SAMPLER_ARG', 1),
    },
    alerts: readAlerts(read),
  };
}

function checkTogether(config: Config, secrets: Secrets, problems: string[]): void {
  if (config.isProduction && !secrets.databaseUrl) {
    problems.push(
      'DATABASE_URL is missing: in production the embedded PostgreSQL is refused. Name your database.',
    );
  }
  if (secrets.databaseDirectUrl && !secrets.databaseUrl) {
    problems.push(
      'DATABASE_DIRECT_URL is set but DATABASE_URL is missing: name the pooler, or PostgreSQL itself, in DATABASE_URL.',
    );
  }
  if (secrets.redisUrl && secrets.redisClusterNodes) {
    problems.push('REDIS_URL and REDIS_CLUSTER_NODES are both set: keep the one that you use.');
  }
  if (secrets.redisSentinels && !secrets.redisUrl) {
    problems.push(
      'REDIS_SENTINELS is set but REDIS_URL is missing: name the group that they watch in it, such as redis://mymaster.',
    );
  }
  if (config.queue.store === 'redis-cluster' && !/\{[^}]+\}/.test(config.queue.prefix)) {
    problems.push(
      'QUEUE_PREFIX needs braces in a Redis Cluster, such as {scoracle}, to keep a queue in one slot.',
    );
  }
  checkTokens(config, secrets, problems);
  if (config.alerts.emailTo.length > 0 !== (secrets.smtpUrl !== undefined)) {
    problems.push('ALERT_EMAIL and SMTP_URL belong together: set both, or neither.');
  }
  if (secrets.alertWebhookSecret && !secrets.alertWebhookUrl) {
    problems.push('ALERT_WEBHOOK_SECRET is set but ALERT_WEBHOOK_URL is missing: nothing would be signed.');
  }
  const { limits, plan } = config.provider;
  if (plan === 'custom' && (limits.perMinute === undefined || limits.perDay === undefined)) {
    problems.push('API_SPORTS_PLAN is custom: give API_SPORTS_PER_MINUTE and API_SPORTS_PER_DAY.');
  }
  if (config.seeding.retry.backoffMs.length === 0) {
    problems.push('RETRY_BACKOFF_SECONDS is empty: give at least one pause, such as 60.');
  }
}

function bySport<T>(value: (sport: Sport) => T): Record<Sport, T> {
  return { NBA: value('NBA'), NFL: value('NFL'), FOOTBALL: value('FOOTBALL') };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends Record<string, unknown>>(record: T): Defined<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Defined<T>;
}
