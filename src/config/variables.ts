import { SPORTS, type Sport } from '../domain/sport.ts';

/** One environment variable: what `docs/environment.md` says about it comes from here. */
export type VariableDescription = {
  name: string;
  description: string;
  /** As people read it; absent when there is no default. */
  defaultText?: string;
  /** A secret is never printed and never part of the config record. */
  isSecret?: boolean;
  /** Given as a blank it does not count as absent: a blank says none. */
  isBlankSpoken?: boolean;
};

function perSport(
  prefix: string,
  describe: (sport: Sport) => string,
  defaultText: string,
): VariableDescription[] {
  return SPORTS.map((sport) => ({ name: `${prefix}_${sport}`, description: describe(sport), defaultText }));
}

/** Every variable that Scoracle reads. Each may be given as a file instead, with `_FILE` behind its name. */
export const VARIABLES: readonly VariableDescription[] = [
  {
    name: 'DATABASE_URL',
    description:
      'PostgreSQL connection string. Without it the embedded PostgreSQL is used (not in production).',
    isSecret: true,
  },
  {
    name: 'DATABASE_DIRECT_URL',
    description:
      'PostgreSQL past a connection pooler. Set: DATABASE_URL leads through a pooler in transaction mode, and what needs a session of its own goes here (migrations, backups, the queue on PostgreSQL).',
    isSecret: true,
  },
  {
    name: 'DATABASE_POOL_MAX',
    description:
      'Most connections of this process for its own queries; the PostgreSQL queue store adds a few.',
    defaultText: '10',
  },
  {
    name: 'CLOCK_SKEW_LIMIT_SECONDS',
    description:
      "A process whose clock differs from PostgreSQL's by more does not call itself ready. Work goes by PostgreSQL's clock all the same.",
    defaultText: '60',
  },
  {
    name: 'REDIS_URL',
    description: 'Redis connection string. Set: the queue lives in Redis. Not set: in PostgreSQL.',
    isSecret: true,
  },
  {
    name: 'REDIS_SENTINELS',
    description:
      'Comma-separated host:port list of Redis Sentinels, which say where the master is; with user and password as redis://user:password@host:port. The host of REDIS_URL is then the name of the group that they watch: redis://:password@mymaster/0.',
    isSecret: true,
  },
  {
    name: 'REDIS_CLUSTER_NODES',
    description:
      'Comma-separated host:port list of some nodes of a Redis Cluster, instead of REDIS_URL; with user, password or TLS as redis://user:password@host:port or rediss://…',
    isSecret: true,
  },
  {
    name: 'QUEUE_PREFIX',
    description: 'Prefix of all queue keys in Redis; the braces keep them in one slot of a cluster.',
    defaultText: '{scoracle}',
  },
  { name: 'HOST', description: 'Address that the control process binds to.', defaultText: '127.0.0.1' },
  { name: 'PORT', description: 'Port of the control process; 0 takes a free one.', defaultText: '3000' },
  {
    name: 'ADMIN_TOKEN',
    description:
      'Token for the admin API and the dashboard login. Needed to bind anything but loopback; there, and behind TRUSTED_PROXIES, each token needs 16 characters, 8 of them different. With 20 characters or more it is let in even where others sent wrong ones.',
    isSecret: true,
  },
  {
    name: 'READER_TOKEN',
    description: 'Token of readers: they see everything and can change nothing. Needs ADMIN_TOKEN.',
    isSecret: true,
  },
  {
    name: 'METRICS_TOKEN',
    description:
      'Token of whoever scrapes: it reads /metrics and /health/detailed and nothing else. Needs ADMIN_TOKEN.',
    isSecret: true,
  },
  {
    name: 'METRICS_PUBLIC',
    description:
      'Whether /metrics and /health/detailed ask for no token although ADMIN_TOKEN is set: on or off. For a network that only the scraper is in.',
    defaultText: 'off',
  },
  {
    name: 'HTTP_REQUESTS_PER_MINUTE',
    description:
      'Requests a minute that one token, session or address may send to one control process; 0 for no limit.',
    defaultText: '6000',
  },
  {
    name: 'HTTP_CHANGES_PER_MINUTE',
    description: 'Of these, requests that change something (POST and the like); 0 for no limit.',
    defaultText: '3000',
  },
  {
    name: 'LIVE_VIEWERS_MAX',
    description:
      'Dashboards that one control process keeps up to date at once; further ones are told so and reload by hand.',
    defaultText: '3000',
  },
  {
    name: 'TRUSTED_PROXIES',
    description:
      'Reverse proxies whose X-Forwarded-For is believed: comma-separated addresses and ranges (10.0.0.7, 10.1.0.0/16, loopback, linklocal, uniquelocal), or how many proxies stand in front. They decide which address wrong tokens and rate limits count for.',
    defaultText: 'none',
  },
  {
    name: 'LOG_LEVEL',
    description: 'trace, debug, info, warn, error, fatal or silent.',
    defaultText: 'info',
  },
  { name: 'API_SPORTS_KEY', description: 'Key for API-Sports.', isSecret: true },
  {
    name: 'API_SPORTS_NBA_URL',
    description: 'Base URL of the NBA API.',
    defaultText: 'https://v2.nba.api-sports.io',
  },
  {
    name: 'API_SPORTS_NFL_URL',
    description: 'Base URL of the American Football API.',
    defaultText: 'https://v1.american-football.api-sports.io',
  },
  {
    name: 'API_SPORTS_FOOTBALL_URL',
    description: 'Base URL of the Football API.',
    defaultText: 'https://v3.football.api-sports.io',
  },
  {
    name: 'API_SPORTS_PLAN',
    description: 'Subscription: free, pro, ultra, mega or custom (custom takes the three limits below).',
    defaultText: 'free',
  },
  { name: 'API_SPORTS_PER_SECOND', description: 'Calls a second at the most; overrides the plan.' },
  { name: 'API_SPORTS_PER_MINUTE', description: 'Calls a minute at the most; overrides the plan.' },
  { name: 'API_SPORTS_PER_DAY', description: 'Calls a UTC day at the most; overrides the plan.' },
  {
    name: 'LEAGUE_WEIGHTS',
    description:
      'Where leagues contend for one quota: comma-separated `league=weight`, for example `Premier League=3`.',
    defaultText: '1 for each',
  },
  {
    name: 'SEEDING_DELAY_MINUTES',
    description: 'Minutes from tip-off to the opening of the seeding window.',
    defaultText: '240',
  },
  ...perSport('SEEDING_DELAY_MINUTES', (sport) => `The same for ${sport} only.`, 'SEEDING_DELAY_MINUTES'),
  {
    name: 'NOT_FINAL_STEP_SECONDS',
    description:
      'Pause before a game that is not final is looked at again; half of it from the last quarter of an NBA game on.',
    defaultText: '600 (300 for FOOTBALL)',
  },
  {
    name: 'EARLY_FINISH',
    description:
      'on or off: look for games that are final before their window opens, with one call a step for each slate, and seed them at once.',
    defaultText: 'off',
  },
  {
    name: 'CORRECTION_DELAYS_HOURS',
    description:
      'Hours after tip-off at which finished games are read again for corrections; the second one of the NFL is the Thursday after the game. Blank: never.',
    defaultText: '24,72',
    isBlankSpoken: true,
  },
  {
    name: 'PAYLOAD_RETENTION_DAYS',
    description:
      'Days for which the bodies of provider answers are kept, so that `replay` can read them again.',
    defaultText: '400',
  },
  {
    name: 'MAX_CONCURRENT_SEEDS',
    description: 'Games that one worker process seeds at once, per queue.',
    defaultText: '10',
  },
  { name: 'RETRY_MAX_ATTEMPTS', description: 'Retries after the first attempt.', defaultText: '3' },
  {
    name: 'RETRY_BACKOFF_SECONDS',
    description: 'Pauses before each retry; the last one repeats. A little chance is added.',
    defaultText: '60,300,900',
  },
  {
    name: 'SEEDING_STRATEGY',
    description: 'box-score, per-entity or hybrid.',
    defaultText: 'box-score',
  },
  ...perSport('SEEDING_STRATEGY', (sport) => `The same for ${sport} only.`, 'SEEDING_STRATEGY'),
  {
    name: 'SEEDING_FALLBACK',
    description: 'on or off: whether a game whose box score keeps failing is read entity by entity.',
    defaultText: 'on',
  },
  { name: 'SPORTS_ENABLED', description: 'Comma-separated sports to seed.', defaultText: 'NBA,NFL,FOOTBALL' },
  {
    name: 'SCHEDULE_REFRESH_HOURS',
    description:
      'Hours after which the schedule of a league with games is asked for again, one call for each league; 0 never.',
    defaultText: '24',
  },
  {
    name: 'ROSTER_REFRESH',
    description:
      'on or off: whether the players of teams that play soon are asked for, one call for each team, at most once a day.',
    defaultText: 'off on the free plan, else on',
  },
  {
    name: 'ROSTER_LOOK_AHEAD_HOURS',
    description: 'Teams with a game within so many hours play soon.',
    defaultText: '36',
  },
  {
    name: 'RECONCILE_INTERVAL_SECONDS',
    description: 'Pause between comparisons of PostgreSQL with the queue.',
    defaultText: '60',
  },
  {
    name: 'SHUTDOWN_DEADLINE_SECONDS',
    description: 'How long a stopping worker lets running games finish before it releases them.',
    defaultText: '20',
  },
  {
    name: 'MAX_LOST_STARTS',
    description: 'Starts in a row that may end with their worker before a game is set aside as poison.',
    defaultText: '5',
  },
  {
    name: 'WATCHDOG_SECONDS',
    description:
      'How long a worker may take no job while one is overdue before it connects anew, and then ends; 0: never.',
    defaultText: '60',
  },
  {
    name: 'LEASE_SECONDS',
    description:
      'How long a claim and a job lock hold without renewal; a killed worker is replaced after this.',
    defaultText: '8',
  },
  {
    name: 'BACKUP_DIR',
    description: 'Folder of the backups; put it on another disk than the database.',
    defaultText: '.scoracle/backups',
  },
  {
    name: 'BACKUP_SCHEDULE_HOURS',
    description: 'Hours between backups that a control process makes by itself; 0: none.',
    defaultText: '0',
  },
  { name: 'BACKUP_KEEP', description: 'So many of the newest backups are never removed.', defaultText: '7' },
  {
    name: 'BACKUP_RETENTION_DAYS',
    description: 'Backups older than this are removed, except the newest.',
    defaultText: '30',
  },
  {
    name: 'BACKUP_TOOLS_DIR',
    description: "Folder of pg_dump and pg_restore, where it is not among the system's own.",
  },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    description:
      'Base address of an OpenTelemetry receiver (OTLP over HTTP, JSON), such as http://localhost:4318. Set: traces are sent to it.',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    description: 'Headers sent along with traces: comma-separated `name=value`.',
    isSecret: true,
  },
  {
    name: 'OTEL_SERVICE_NAME',
    description: 'Name under which the traces of this process are found.',
    defaultText: 'scoracle-control, scoracle-worker or scoracle-cli',
  },
  {
    name: 'OTEL_TRACES_SAMPLER_ARG',
    description: 'Part of the traces that is recorded, from 0 to 1.',
    defaultText: '1',
  },
  {
    name: 'COMMAND_LINE',
    description:
      'How the command line is called here, for every text that offers a command to copy, such as docker compose run --rm migrate node src/cli/main.ts.',
    defaultText: 'npm run -s scoracle --',
  },
  {
    name: 'SCORACLE_ENV',
    description:
      'File of variables that stands for a whole installation: it is read instead of .env, and the process’s own variables do not count. A demonstration makes one.',
  },
  {
    name: 'PUBLIC_URL',
    description: 'Where people reach the dashboard, such as https://scoracle.example.org: alerts link to it.',
  },
  { name: 'ALERT_WEBHOOK_URL', description: 'Webhook that alerts are posted to, as JSON.', isSecret: true },
  {
    name: 'ALERT_WEBHOOK_SECRET',
    description: 'Signs what is posted to ALERT_WEBHOOK_URL (HMAC-SHA256); not signed without it.',
    isSecret: true,
  },
  { name: 'SLACK_WEBHOOK_URL', description: 'Slack webhook that alerts are posted to.', isSecret: true },
  {
    name: 'ALERT_EMAIL',
    description: 'Address that alerts are mailed to, or several with commas between. Needs SMTP_URL.',
  },
  {
    name: 'ALERT_EMAIL_FROM',
    description: 'Address that alerts are mailed from.',
    defaultText: 'the first of ALERT_EMAIL',
  },
  { name: 'SMTP_URL', description: 'Mail server for alerts, smtp:// or smtps://.', isSecret: true },
  {
    name: 'ALERT_TIME_ZONE',
    description: 'IANA zone of ALERT_DIGEST_HOUR and ALERT_QUIET_HOURS.',
    defaultText: 'UTC',
  },
  {
    name: 'ALERT_DIGEST_HOUR',
    description: 'Hour of the day, 0 to 23, at which the warnings of a day are told together.',
    defaultText: '9',
  },
  {
    name: 'ALERT_QUIET_HOURS',
    description: 'Hours in which no warning is told, such as 22-7; what is critical is told at any hour.',
    defaultText: 'none',
  },
  {
    name: 'ALERT_REMINDER_HOURS',
    description: 'Something critical that stays open is told again after so many hours; 0 never.',
    defaultText: '4',
  },
  {
    name: 'ALERT_HEARTBEAT_MINUTES',
    description: 'Minutes without a living worker, while tasks are open, that are critical.',
    defaultText: '5',
  },
  {
    name: 'ALERT_LATENESS_MINUTES',
    description: 'A game that starts later than this after its time is worth a warning.',
    defaultText: '30',
  },
  {
    name: 'ALERT_FAILURE_PERCENT',
    description: 'Failed games among those that ended in a day that are worth a warning.',
    defaultText: '5',
  },
  {
    name: 'ALERT_PROVIDER_DOWN_MINUTES',
    description: 'Minutes for which a provider must fail to count as down, 1 to 120; that is critical.',
    defaultText: '3',
  },
  {
    name: 'ALERT_INCOMPLETE_HOURS',
    description:
      'A game that is not complete so many hours after its window, 1 to 72, is critical, whatever it waits for.',
    defaultText: '3',
  },
];
