import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { parserVersionOf } from './parser-version.ts';
import { readConfig } from '../config/read-config.ts';
import { asDatabaseClock, createDatabaseClock, lookAtDatabaseClock } from '../db/database-clock.ts';
import { openDatabase } from '../db/database.ts';
import { DirectAddressNeededError, isPoolerRefusal } from '../db/errors.ts';
import { assertSessionSettings } from '../db/session-settings.ts';
import { WORK_LIMITS } from '../db/work-limits.ts';
import { backupJobs } from '../backups/recurrent-jobs.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { inBackground } from '../platform/in-background.ts';
import { type Logger, createLogger } from '../platform/logger.ts';
import { type Random, systemRandom } from '../platform/random.ts';
import { openTracer } from '../platform/tracing/open-tracer.ts';
import { queueJobs } from '../jobs/queue-jobs.ts';
import { createJobLeases } from '../jobs/schedules/job-leases.ts';
import { createPublisher } from '../jobs/publisher.ts';
import type { ConfiguredProvider } from '../providers/registry.ts';
import type { App } from './app.ts';
import { buildRegistry } from './build-registry.ts';
import { chooseDatabase } from './database-url.ts';
import { buildServices } from './build-services.ts';
import { openStore } from './open-store.ts';
import { prepareDatabase } from './prepare-database.ts';
import { waitForDatabase } from './wait-for-database.ts';
import { weighKnownLeagues } from './weigh-leagues.ts';

export type BuildAppOptions = {
  processName: 'control' | 'worker' | 'cli';
  environment: Readonly<Record<string, string | undefined>>;
  projectRoot: string;
  /** Parts to use instead of the real ones: a clock, a logger; and providers beside the built-in ones. */
  overrides?: { clock?: Clock; random?: Random; logger?: Logger; providers?: readonly ConfiguredProvider[] };
  /**
   * `always` brings the database up to date first; `check` refuses an outdated one. By default production checks
   * and everything else migrates; a command does so where this release has not done it yet.
   */
  migrate?: 'always' | 'check';
  /** Ends the start, wherever it waits: its reason is thrown. */
  signal?: AbortSignal;
};

/** Of a process behind a pooler, past it: backups, and what the doctor asks. None is opened before it is needed. */
const DIRECT_POOL_MAX = 3;

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
    processName === 'control' ? await openDatabaseOutage({ config, secrets, clock, logger }) : undefined;
  try {
    if (processName !== 'cli') {
      for (const { pool } of new Set([database, directDatabase]))
        await waitForDatabase(pool, { clock, logger, signal, onAway: databaseOutage?.lost });
    }
    for (const { pool } of new Set([database, directDatabase])) await assertSessionSettings(pool);
    await lookAtDatabaseClock(database.pool, clock);
    await prepareDatabase(database.pool, {
      migrate:
        options.migrate ?? (config.isProduction ? 'check' : processName === 'cli' ? 'unlessDone' : 'always'),
      isProduction: config.isProduction,
      directUrl,
      projectRoot,
      version,
      logger,
      signal,
    });
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
  const store = await openStore(
    { config, secrets, databaseUrl: directUrl, clock, logger, tracer },
    processName,
  );
  const publisher = createPublisher({ db, store, logger, tracer });
  const parts = {
    config,
    leagueWeights: await weighKnownLeagues(config, { db, logger }),
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
  };
  const { services, load } = buildServices({ ...parts, directUrl });
  let closing: Promise<void> | undefined;
  return {
    ...parts,
    ...services,
    loadServices: load,
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

/** Only control processes tell of it. */
async function openDatabaseOutage(
  parts: Pick<App, 'config' | 'secrets' | 'clock' | 'logger'>,
): Promise<App['databaseOutage']> {
  const { buildDatabaseOutage } = await import('./build-alerts.ts');
  return buildDatabaseOutage(parts);
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
