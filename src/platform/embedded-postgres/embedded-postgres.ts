import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import { assertSupportedPlatform, findBinaries } from './binaries.ts';
import { withDirectoryErrors } from './embedded-postgres-error.ts';
import { type GuardConnection, joinGuard } from './guard-connection.ts';
import type { GuardOptions } from './guard-protocol.ts';

export type EmbeddedPostgresOptions = {
  /** The project's folder (absolute): its dependencies hold the binaries, its `.scoracle` the data. */
  projectRoot: string;
  /** The instance's folder below `<projectRoot>/.scoracle`; default `postgres`. */
  dataName?: string;
  /** The instance's folder (absolute) instead of one below `.scoracle`. */
  dataDirectory?: string;
  /** false: faster, but a crash of the machine may lose data (tests); default true. */
  isDurable?: boolean;
  /** true: all files are removed when the last user is gone. Without `dataDirectory` a new folder is made. */
  isTemporary?: boolean;
  /** PostgreSQL's `max_connections`; default 200. The first user of an instance decides. */
  maxConnections?: number;
  /** How long the server stays up after its last user vanished without a goodbye; default 1,000 ms. */
  lingerMs?: number;
  logger: Logger;
  /** Ends the wait for the server: its reason is thrown. */
  signal?: AbortSignal | undefined;
};

export type EmbeddedPostgres = {
  /** `postgres://scoracle:<password>@127.0.0.1:<port>/scoracle` */
  url: string;
  /** The database cluster's own folder. */
  dataDirectory: string;
  /**
   * Lets go of the server. Resolves when the guard has taken note; for the last user, when the server is gone
   * (after 30 seconds at the latest). A second call gives the same promise.
   */
  stop: () => Promise<void>;
};

const DEFAULT_MAX_CONNECTIONS = 200;
const DEFAULT_LINGER_MS = 1_000;
const STOP_TIMEOUT_MS = 30_000;
const REJOIN_PAUSE_MS = 1_000;

/**
 * Gives this process a share in the embedded PostgreSQL of an instance folder, starting the server when no
 * other process has. Every process that names the same folder gets the same server, with the database
 * `scoracle` in it. The server ends when the last process that uses it is gone, however that ends.
 *
 * Should the server or its guard die in between, it is started again, on the same port when that is free.
 * Throws EmbeddedPostgresError.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  assertSupportedPlatform();
  // Asked here already, so that a production image is told at once what it lacks.
  await findBinaries(options.projectRoot);
  const guardOptions = await toGuardOptions(options);
  const { logger } = options;
  let connection = await joinGuard(guardOptions, options.signal);
  const { url, dataDirectory } = connection;
  const stopRequest = new AbortController();
  let stopping: Promise<void> | undefined;
  let rejoining: Promise<void> = Promise.resolve();

  function watch(current: GuardConnection): void {
    void current.closed.then(() => {
      if (!stopRequest.signal.aborted) rejoining = rejoin();
    });
  }

  async function rejoin(): Promise<void> {
    logger.warn('the embedded PostgreSQL is gone; starting it again');
    while (!stopRequest.signal.aborted) {
      try {
        connection = await joinGuard(guardOptions);
        if (connection.url !== url) {
          logger.error('the embedded PostgreSQL came back on another port: restart this process to use it');
        }
        watch(connection);
        return;
      } catch (error) {
        logger.error({ err: error }, 'the embedded PostgreSQL cannot be started again');
        await sleep(REJOIN_PAUSE_MS, undefined, { ref: false });
      }
    }
  }

  async function letGo(): Promise<void> {
    stopRequest.abort();
    await rejoining;
    connection.sayGoodbye();
    if ((await connection.closed) === 'ended') await connection.reap();
  }

  watch(connection);
  return {
    url,
    dataDirectory,
    stop() {
      stopping ??= withinDeadline(letGo(), STOP_TIMEOUT_MS, () => {
        logger.warn('the embedded PostgreSQL takes long to stop');
      });
      return stopping;
    },
  };
}

/** Waits for `work`, but no longer than `deadlineMs`; calls `onLate` when that passes first. */
async function withinDeadline(work: Promise<void>, deadlineMs: number, onLate: () => void): Promise<void> {
  const timeout = new AbortController();
  const late = sleep(deadlineMs, undefined, { signal: timeout.signal }).then(onLate, () => undefined);
  try {
    await Promise.race([work, late]);
  } finally {
    timeout.abort();
  }
}

async function toGuardOptions(options: EmbeddedPostgresOptions): Promise<GuardOptions> {
  const { isTemporary = false, isDurable = true, dataDirectory, dataName = 'postgres' } = options;
  const projectRoot = resolve(options.projectRoot);
  let instanceDirectory = join(projectRoot, '.scoracle', dataName);
  if (dataDirectory !== undefined) {
    if (!isAbsolute(dataDirectory)) throw new TypeError(`dataDirectory must be absolute: ${dataDirectory}`);
    instanceDirectory = resolve(dataDirectory);
  } else if (isTemporary) {
    const prefix = join(tmpdir(), 'scoracle-postgres-');
    instanceDirectory = await withDirectoryErrors(prefix, () => mkdtemp(prefix));
  }
  return {
    instanceDirectory,
    projectRoot,
    isDurable,
    isTemporary,
    maxConnections: options.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
    lingerMs: options.lingerMs ?? DEFAULT_LINGER_MS,
  };
}
