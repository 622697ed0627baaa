import type { SeedingPlan } from '../domain/plans.ts';
import type { Sport } from '../domain/sport.ts';

export type ApiSportsPlan = 'free' | 'pro' | 'ultra' | 'mega' | 'custom';

/** When alerts are raised, and when they are told. */
export type AlertsConfig = {
  /** Addresses that alerts are mailed to; empty for none. */
  emailTo: readonly string[];
  emailFrom?: string;
  /** Where people reach the dashboard, without a slash at the end. */
  publicUrl?: string;
  /** IANA zone of the hours below. */
  timeZone: string;
  /** 0 to 23. */
  digestHour: number;
  /** From one hour of the day to another (22 to 7); absent for none. */
  quietHours?: { from: number; to: number };
  /** 0 never. */
  reminderMs: number;
  heartbeatMs: number;
  latenessMs: number;
  failurePercent: number;
  /** How long a provider must fail to count as down. */
  providerDownMs: number;
  /** How long after its window a game may be incomplete. */
  incompleteMs: number;
};

/** Everything that can be configured and is not secret, in our units. */
export type Config = {
  isProduction: boolean;
  /** How the command line is called here, for texts that offer commands. */
  commandLine: string;
  logLevel: string;
  database: {
    poolMax: number;
    /** A process whose clock differs from the database's by more does not call itself ready. */
    clockSkewLimitMs: number;
  };
  queue: {
    /** Which store carries the jobs. */
    store: 'postgres' | 'redis' | 'redis-cluster';
    prefix: string;
    /** Lock and lease: how long a claim holds without renewal. */
    leaseMs: number;
    reconcileIntervalMs: number;
  };
  http: {
    host: string;
    port: number;
    /** Of one token, session or address; 0 for no limit. */
    requestsPerMinute: number;
    changesPerMinute: number;
    /** Pages of one process that are kept up to date at once. */
    maxLiveViewers: number;
    /** Whose X-Forwarded-For is believed: addresses and ranges, or the number of proxies in front. */
    trustedProxies: number | readonly string[];
    /** Whether `/metrics` and `/health/detailed` ask for no token although there is one. */
    areMetricsPublic: boolean;
  };
  provider: {
    baseUrls: Record<Sport, string>;
    plan: ApiSportsPlan;
    /** Limits that override the plan's. */
    limits: { perSecond?: number; perMinute?: number; perDay?: number };
    /** By league's name: its weight where leagues contend for a quota; 1 for the others. */
    leagueWeights: Readonly<Record<string, number>>;
  };
  seeding: {
    sportsEnabled: readonly Sport[];
    /** From tip-off to the opening of the window. */
    delayMs: Record<Sport, number>;
    notFinalStepMs: Record<Sport, number>;
    /** Whether finals are looked for before the window opens. */
    isEarlyFinishOn: boolean;
    correctionDelaysMs: readonly number[];
    /** How games are read. */
    strategy: Record<Sport, SeedingPlan>;
    /** Whether a game whose plan keeps failing is read by the next one. */
    isFallbackOn: boolean;
    maxConcurrentSeeds: number;
    retry: { maxRetries: number; backoffMs: readonly number[] };
    shutdownDeadlineMs: number;
    /** How long a worker may take no job while one is overdue, before it connects anew; 0 switches that off. */
    watchdogMs: number;
    /** Starts in a row that may end with their worker before a task is set aside. */
    maxLostStarts: number;
  };
  refresh: {
    /** Schedules of followed leagues are asked for again after this long; 0 never. */
    scheduleIntervalMs: number;
    /** Whether players of teams that play soon are asked for. */
    areRostersOn: boolean;
    /** Teams with a game within this time play soon. */
    rosterLookAheadMs: number;
  };
  /** How long bodies of the provider are kept. */
  payloads: { retentionDays: number };
  backups: {
    /** Where backups are kept. */
    folder: string;
    /** So many of the newest are never removed. */
    keep: number;
    retentionDays: number;
    /** Pause between backups that a control process makes by itself; 0 for none. */
    intervalMs: number;
    /** Folders in which the tools of PostgreSQL are looked for. */
    searchPath: string;
  };
  traces: {
    /** Base address of an OTLP/HTTP receiver; absent: nothing is traced. */
    endpoint: string | undefined;
    /** Absent: named after the kind of process. */
    serviceName: string | undefined;
    /** Part of the traces that is recorded, 0 to 1. */
    sampleRatio: number;
  };
  alerts: AlertsConfig;
};

/** What must never be printed; kept apart from `Config` so that the latter can be. */
export type Secrets = {
  databaseUrl?: string;
  /** Past a pooler; absent where databaseUrl is PostgreSQL itself. */
  databaseDirectUrl?: string;
  redisUrl?: string;
  /** Where the master of `redisUrl`'s group is asked for. */
  redisSentinels?: readonly string[];
  redisClusterNodes?: readonly string[];
  adminToken?: string;
  /** May look at everything and change nothing. */
  readerToken?: string;
  /** May read `/metrics` and `/health/detailed`, and nothing else. */
  metricsToken?: string;
  apiSportsKey?: string;
  alertWebhookUrl?: string;
  alertWebhookSecret?: string;
  slackWebhookUrl?: string;
  smtpUrl?: string;
  /** Sent along with traces. */
  traceHeaders?: Readonly<Record<string, string>>;
};

/** Every problem of the environment at once, in words that say how to mend it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n  - ${problems.join('\n  - ')}`,
    );
    this.problems = problems;
  }
}
