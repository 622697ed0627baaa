import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { parserVersionOf } from './parser-version.ts';
import { readConfig } from '../config/read-config.ts';
import { asDatabaseClock, createDatabaseClock, lookAtDatabaseClock } from '../db/database-clock.ts';
import { openDatabase } from '../db/database.ts';
import { DirectAddressNeededError, isPoolerRefusal } from '../db/errors.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { type MigrationStatus, readMigrationStatus } from '../db/migration-status.ts';
import { seedReferenceData } from '../reference/seed-reference-data.ts';
import { assertSessionSettings } from '../db/session-settings.ts';
import { WORK_LIMITS } from '../db/work-limits.ts';
import { backupJobs } from '../backups/recurrent-jobs.ts';
import { createBackups } from '../backups/backups.ts';
import { abortable } from '../platform/abortable.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { inBackground } from '../platform/in-background.ts';
import { type Logger, createLogger } from '../platform/logger.ts';
import { type Random, systemRandom } from '../platform/random.ts';
import { openTracer } from '../platform/tracing/open-tracer.ts';
import { openJobTelemetry } from '../jobs/bullmq/job-telemetry.ts';
import { migratePostgresStore } from '../jobs/bullmq/postgres-store.ts';
import { createPatientStore } from '../jobs/patient-store.ts';
import { createWorkActs } from '../jobs/ledger/work-acts.ts';
import { queueJobs } from '../jobs/queue-jobs.ts';
import { createJobLeases } from '../jobs/schedules/job-leases.ts';
import { createPublisher } from '../jobs/publisher.ts';
import { createReconciler } from '../jobs/reconciler.ts';
import { countReadable } from '../schedule/count-readable.ts';
import { createIngestService } from '../schedule/ingest.ts';
import { createQuarantineService } from '../schedule/quarantine-service.ts';
import { createIdentityRegister } from '../reference/identities/identity-register.ts';
import { createLeagueRegister } from '../reference/leagues/league-register.ts';
import { createRosterReader } from '../reference/players/roster-reader.ts';
import { createPlayerMerger } from '../reference/players/player-merger.ts';
import { createSeasonRegister } from '../reference/seasons/season-register.ts';
import { createTeamMover } from '../reference/teams/team-mover.ts';
import { createTeamRegister } from '../reference/teams/team-register.ts';
import { createTeamService } from '../reference/teams/team-service.ts';
import { createPauseControl } from '../seeding/pause.ts';
import { createBackfills } from '../seeding/backfill/backfills.ts';
import { createTaskActions } from '../seeding/task-actions.ts';
import type { ConfiguredProvider } from '../providers/registry.ts';
import type { App } from './app.ts';
import { buildDatabaseOutage } from './build-alerts.ts';
import { buildRegistry } from './build-registry.ts';
import { chooseDatabase } from './database-url.ts';
import { openStore } from './open-store.ts';
import { waitForDatabase } from './wait-for-database.ts';

export type BuildAppOptions = {
  processName: 'control' | 'worker' | 'cli';
  environment: Readonly<Record<string, string | undefined>>;
  projectRoot: string;
  /** Parts to use instead of the real ones: a clock, a logger; and providers beside the built-in ones. */
  overrides?: { clock?: Clock; random?: Random; logger?: Logger; providers?: readonly ConfiguredProvider[] };
  /**
   * `always` brings the database up to date first; `check` refuses an outdated one. By default production checks
   * and everything else migrates.
   */
  migrate?: 'always' | 'check';
  /** Ends the start, wherever it waits: its reason is thrown. */
  signal?: AbortSignal;
};

/** Of a process behind a pooler, past it: backups, and what the doctor asks. None is opened before it is needed. */
const DIRECT_POOL_MAX = 3;

/** The database is older than this version needs. */
export class MigrationNeededError extends Error {
  override readonly name = 'MigrationNeededError';
  /** What to do; outside production nobody has to do anything but to start the processes. */
  readonly remedy: string;

  constructor({ applied, known, isProduction }: MigrationStatus & { isProduction: boolean }) {
    super(
      applied === 0
        ? 'The database has no tables yet.'
        : `The database has ${applied} of ${known} migrations.`,
    );
    const command = '`npm run -s scoracle -- migrate`';
    this.remedy = isProduction
      ? `Run ${command} first: under NODE_ENV=production no process does it by itself.`
      : `Control and workers bring it up to date when they start, as every other command does; ${command} does it now.`;
  }
}

/**
 * Builds every service of a process. Throws ConfigError, EmbeddedPostgresError, MigrationNeededError, DirectAddressNeededError or the
 * database's own error; what was opened until then is closed again. Control and worker processes wait for a
 * database that is away; a command does not.
 */
export async function buildApp(options: BuildAppOptions): Promise<App> {
  const { processName, environment, projectRoot, overrides = {}, signal } = options;
  const { config, secrets } = readConfig(environment, projectRoot);
  const registry = buildRegistry(config, secrets, overrides.providers);
  const clock = overrides.clock ? asDatabaseClock(overrides.clock) : createDatabaseClock(systemClock());
  const random = overrides.random ?? systemRandom();
  const logger =
    overrides.logger ??
    createLogger({ level: config.logLevel, name: processName, secrets: secretTexts(secrets) });
  const version = readVersion(projectRoot);
  const parserVersion = parserVersionOf(projectRoot, version);
  const tracer = await openTracer({
    ...config.traces,
    headers: secrets.traceHeaders ?? {},
    serviceName: config.traces.serviceName ?? `scoracle-${processName}`,
    serviceVersion: version,
    clock,
    logger,
  });
  const telemetry = tracer.isOn ? await openJobTelemetry() : undefined;
  const chosen = await chooseDatabase(secrets, { projectRoot, logger, signal });
  // Whoever waits for a transaction of a frozen worker waits a lease at most.
  const limits =
    processName === 'worker'
      ? { ...WORK_LIMITS.worker, idleInTransactionMs: config.queue.leaseMs }
      : WORK_LIMITS[processName];
  const database = openDatabase({
    url: chosen.url,
    poolMax: config.database.poolMax,
    applicationName: `scoracle-${processName}`,
    limits,
    isPooled: chosen.directUrl !== undefined,
    logger,
    tracer,
  });
  const directUrl = chosen.directUrl ?? chosen.url;
  const directDatabase =
    chosen.directUrl === undefined
      ? database
      : openDatabase({
          url: directUrl,
          poolMax: DIRECT_POOL_MAX,
          applicationName: `scoracle-${processName}-direct`,
          limits,
          logger,
        });
  const databaseOutage =
    processName === 'control' ? buildDatabaseOutage({ config, secrets, clock, logger }) : undefined;
  try {
    if (processName !== 'cli') {
      for (const { pool } of new Set([database, directDatabase]))
        await waitForDatabase(pool, { clock, logger, signal, onAway: databaseOutage?.lost });
    }
    for (const { pool } of new Set([database, directDatabase])) await assertSessionSettings(pool);
    await lookAtDatabaseClock(database.pool, clock);
    const migration = options.migrate ?? (config.isProduction ? 'check' : 'always');
    if (migration === 'always') {
      await migrate(directUrl, { projectRoot, logger, signal });
    } else {
      const status = await readMigrationStatus(database.pool, projectRoot);
      if (!status.isUpToDate)
        throw new MigrationNeededError({ ...status, isProduction: config.isProduction });
    }
    signal?.throwIfAborted();
  } catch (error) {
    const closed = inBackground(Promise.all([database.close(), directDatabase.close()]));
    // A process that is told to stop does not wait for connections that are still being made.
    if (!signal?.aborted) await closed;
    await chosen.release();
    await tracer.close();
    throw isPoolerRefusal(error) ? new DirectAddressNeededError({ cause: error }) : error;
  }

  const { db } = database;
  const holder = `${processName} ${hostname()} ${process.pid}`;
  const leases = createJobLeases({
    db,
    // What commands and buttons run by hand.
    jobs: { ...queueJobs(config), ...backupJobs(config) },
    clock,
    logger,
    holder,
  });
  const opened = openStore(config, secrets, directUrl, { clock, logger, telemetry });
  // A PostgreSQL that hangs keeps everything waiting, which has limits of its own; a Redis must not.
  const isWaitedFor = processName !== 'worker' && config.queue.store !== 'postgres';
  const store = isWaitedFor ? createPatientStore(opened, { clock, logger }) : opened;
  const publisher = createPublisher({ db, store, logger, tracer });
  const reconciler = createReconciler({ db, leases, store, clock, logger });
  const { delayMs, retry } = config.seeding;
  const ingestOptions = {
    db,
    store,
    publisher,
    clock,
    logger,
    tracer,
    delayMs,
    maxRetries: retry.maxRetries,
    parserVersion,
  };
  let closing: Promise<void> | undefined;
  return {
    config,
    secrets,
    registry,
    projectRoot,
    version,
    parserVersion,
    clock,
    random,
    logger,
    tracer,
    database,
    directDatabase,
    store,
    publisher,
    jobLeases: leases,
    databaseOutage,
    reconciler,
    backups: createBackups({
      config: config.backups,
      database: directDatabase,
      databaseUrl: directUrl,
      leases,
      reconciler,
      projectRoot,
      version,
      clock,
      logger,
    }),
    workActs: createWorkActs({ db, publisher }),
    backfills: createBackfills({ db, publish: publisher.tryPublishPending, logger }),
    taskActions: createTaskActions({ db, store, publisher, delayMs, maxRetries: retry.maxRetries, logger }),
    pauseControl: createPauseControl({ db, store, logger }),
    ingestService: createIngestService(ingestOptions),
    quarantineService: createQuarantineService(ingestOptions),
    teamService: createTeamService({ db, logger, countReadable }),
    teamRegister: createTeamRegister({ db, logger, countReadable }),
    leagueRegister: createLeagueRegister({ db, logger }),
    seasonRegister: createSeasonRegister({ db, logger }),
    teamMover: createTeamMover({ db, logger, countReadable }),
    identityRegister: createIdentityRegister({ db, logger }),
    playerMerger: createPlayerMerger({ db, clock, logger }),
    rosterReader: createRosterReader({ db }),
    close() {
      closing ??= (async () => {
        await store
          .close()
          .catch((error: unknown) => logger.warn({ err: error }, 'the queue store did not close'));
        await database.close();
        await directDatabase.close();
        await chosen.release();
        await tracer.close();
      })();
      return closing;
    },
  };
}

/** On connections of its own: a migration may take as long as it needs. */
async function migrate(
  url: string,
  { projectRoot, logger, signal }: { projectRoot: string; logger: Logger; signal: AbortSignal | undefined },
): Promise<void> {
  const database = openDatabase({
    url,
    poolMax: 2,
    applicationName: 'scoracle-migrate',
    limits: WORK_LIMITS.migrate,
    logger,
  });
  try {
    await abortable(migrateDatabase(database.pool, projectRoot, migratePostgresStore, { signal }), signal);
    await seedReferenceData(database.db);
  } finally {
    await database.close();
  }
}

function readVersion(projectRoot: string): string {
  const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** Keys, tokens and addresses that are secret as a whole. Others hold a password, which no driver repeats. */
function secretTexts(secrets: App['secrets']): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    typeof secret === 'string' && /(Key|Token|Secret|WebhookUrl)$/.test(name) ? [secret] : [],
  );
}
