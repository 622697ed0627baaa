import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { parserVersionOf } from './parser-version.ts';
import { ConfigError } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { asDatabaseClock, createDatabaseClock } from '../db/database-clock.ts';
import { DirectAddressNeededError, isPoolerRefusal } from '../db/errors.ts';
import { backupJobs } from '../backups/recurrent-jobs.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { inBackground } from '../platform/in-background.ts';
import { type Logger, createLogger } from '../platform/logger.ts';
import { type Random, systemRandom } from '../platform/random.ts';
import { TracingPackagesMissingError, openTracer } from '../platform/tracing/open-tracer.ts';
import { queueJobs } from '../jobs/queue-jobs.ts';
import { createJobLeases } from '../jobs/schedules/job-leases.ts';
import { createPublisher } from '../jobs/publisher.ts';
import type { ConfiguredProvider } from '../providers/registry.ts';
import type { App } from './app.ts';
import { type AppDatabases, makeReady, openDatabases } from './app-databases.ts';
import { buildRegistry } from './build-registry.ts';
import { buildServices } from './build-services.ts';
import { openStore } from './open-store.ts';
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
  /** Games of a queue that a worker seeds at once, where its command line says so. */
  concurrency?: number | undefined;
  /** Ends the start, wherever it waits: its reason is thrown. */
  signal?: AbortSignal;
};

/**
 * Builds every service of a process. Throws ConfigError, EmbeddedPostgresError, MigrationNeededError, DirectAddressNeededError or the
 * database's own error; what was opened until then is closed again. Control and worker processes wait for a
 * database that is away; a command does not.
 */
export async function buildApp(options: BuildAppOptions): Promise<App> {
  const { processName } = options;
  const foundation = await layFoundation(options);
  const { config, secrets, clock, logger, tracer } = foundation;
  const databases = await openDatabases(foundation, options);
  const { database, directDatabase, directUrl } = databases;
  const databaseOutage =
    processName === 'control' ? await openDatabaseOutage({ config, secrets, clock, logger }) : undefined;
  try {
    await makeReady(foundation, databases, { ...options, onAway: databaseOutage?.lost });
  } catch (error) {
    const closed = inBackground(Promise.all([database.close(), directDatabase.close()]));
    // A process that is told to stop does not wait for connections that are still being made.
    if (!options.signal?.aborted) await closed;
    await databases.release();
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
  const parts = {
    ...foundation,
    leagueWeights: await weighKnownLeagues(config, { db, logger }),
    database,
    directDatabase,
    store,
    publisher: createPublisher({ db, store, logger, tracer }),
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
      closing ??= closeAll(parts, databases);
      return closing;
    },
  };
}

/** What every service stands on, before anything is opened but traces. */
async function layFoundation({ processName, environment, projectRoot, overrides = {} }: BuildAppOptions) {
  const { config, secrets } = readConfig(environment, projectRoot);
  const registry = buildRegistry(config, secrets, overrides.providers);
  const clock = overrides.clock ? asDatabaseClock(overrides.clock) : createDatabaseClock(systemClock());
  const logger =
    overrides.logger ??
    createLogger({ level: config.logLevel, name: processName, secrets: secretTexts(secrets) });
  const version = readVersion(projectRoot);
  const tracer = await openTracer({
    ...config.traces,
    headers: secrets.traceHeaders ?? {},
    serviceName: config.traces.serviceName ?? `scoracle-${processName}`,
    serviceVersion: version,
    clock,
    logger,
  }).catch((error: unknown) => {
    throw error instanceof TracingPackagesMissingError ? new ConfigError([error.message]) : error;
  });
  return {
    config,
    secrets,
    registry,
    projectRoot,
    version,
    parserVersion: parserVersionOf(projectRoot, version),
    clock,
    random: overrides.random ?? systemRandom(),
    logger,
    tracer,
  };
}

async function closeAll(
  {
    store,
    database,
    directDatabase,
    logger,
    tracer,
  }: Pick<App, 'store' | 'database' | 'directDatabase' | 'logger' | 'tracer'>,
  databases: AppDatabases,
): Promise<void> {
  await store.close().catch((error: unknown) => logger.warn({ err: error }, 'the queue store did not close'));
  await database.close();
  await directDatabase.close();
  await databases.release();
  await tracer.close();
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
