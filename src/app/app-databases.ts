import { lookAtDatabaseClock } from '../db/database-clock.ts';
import { type DatabaseHandle, openDatabase } from '../db/database.ts';
import { assertSessionSettings } from '../db/session-settings.ts';
import { WORK_LIMITS } from '../db/work-limits.ts';
import type { App } from './app.ts';
import { chooseDatabase } from './database-url.ts';
import { prepareDatabase } from './prepare-database.ts';
import { waitForDatabase } from './wait-for-database.ts';

/** Of a process behind a pooler, past it: backups, and what the doctor asks. None is opened before it is needed. */
const DIRECT_POOL_MAX = 3;

/** What a process that asks a little now and then has use for. */
const USUAL_POOL_MAX = 10;

/** Of a worker beside those of its games: its heartbeats, and what it asks for its jobs. */
const POOL_BESIDE_GAMES = 2;

type Foundation = Pick<App, 'config' | 'secrets' | 'projectRoot' | 'version' | 'clock' | 'logger' | 'tracer'>;

/** How a process starts, as far as the database is concerned. */
type DatabaseStart = {
  processName: 'control' | 'worker' | 'cli';
  /** Left out: production checks, a command migrates where this release has not, and everything else migrates. */
  migrate?: 'always' | 'check' | undefined;
  signal?: AbortSignal | undefined;
  /** Games of a queue that a worker seeds at once, where its command line says so. */
  concurrency?: number | undefined;
  /** Called after each try at a database that is away. */
  onAway?: ((error: unknown) => Promise<void>) | undefined;
};

/** The database as a process reaches it, and past a pooler where one is in between; otherwise both are the same. */
export type AppDatabases = {
  database: DatabaseHandle;
  directDatabase: DatabaseHandle;
  directUrl: string;
  /** Lets an embedded server go. */
  release: () => Promise<void>;
};

/** Opens the pools; no connection is made yet. Throws what `chooseDatabase` throws. */
export async function openDatabases(
  { config, secrets, projectRoot, logger, tracer }: Foundation,
  { processName, signal, concurrency }: Pick<DatabaseStart, 'processName' | 'signal' | 'concurrency'>,
): Promise<AppDatabases> {
  const chosen = await chooseDatabase(secrets, { projectRoot, logger, signal });
  // Whoever waits for a transaction of a frozen worker waits a lease at most.
  const limits =
    processName === 'worker'
      ? { ...WORK_LIMITS.worker, idleInTransactionMs: config.queue.leaseMs }
      : WORK_LIMITS[processName];
  const gamesAtOnce = concurrency ?? config.seeding.maxConcurrentSeeds;
  const database = openDatabase({
    url: chosen.url,
    poolMax: config.database.poolMax ?? poolMaxFor(processName === 'worker' ? gamesAtOnce : 0),
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
  return { database, directDatabase, directUrl, release: () => chosen.release() };
}

/** A game holds a connection for as long as its transaction takes, and others wait for theirs meanwhile. */
function poolMaxFor(gamesAtOnce: number): number {
  return Math.max(USUAL_POOL_MAX, gamesAtOnce + POOL_BESIDE_GAMES);
}

/** Waits for the database where the process may, and brings it up to date, or refuses it. */
export async function makeReady(
  { config, projectRoot, version, clock, logger }: Foundation,
  { database, directDatabase, directUrl }: AppDatabases,
  { processName, migrate, signal, onAway }: DatabaseStart,
): Promise<void> {
  const pools = [...new Set([database, directDatabase])].map(({ pool }) => pool);
  if (processName !== 'cli') {
    for (const pool of pools) await waitForDatabase(pool, { clock, logger, signal, onAway });
  }
  for (const pool of pools) await assertSessionSettings(pool);
  await lookAtDatabaseClock(database.pool, clock);
  await prepareDatabase(database.pool, {
    migrate: migrate ?? (config.isProduction ? 'check' : processName === 'cli' ? 'unlessDone' : 'always'),
    isProduction: config.isProduction,
    directUrl,
    projectRoot,
    version,
    logger,
    signal,
  });
  signal?.throwIfAborted();
}
