import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresBinaries } from './binaries.ts';
import { EmbeddedPostgresError, USE_DATABASE_URL, withDirectoryErrors } from './embedded-postgres-error.ts';
import { findFreePort } from './free-port.ts';
import { lastLines } from './initialise-data.ts';
import type { InstancePaths } from './layout.ts';
import { type ProcessIdentity, SERVER_ENVIRONMENT, endWithParentPrefix } from './run-command.ts';
import { serverSettings } from './server-settings.ts';

export type PostmasterOptions = {
  binaries: PostgresBinaries;
  paths: InstancePaths;
  dataDirectory: string;
  serverUser: ProcessIdentity | undefined;
  preferredPort: number | undefined;
  maxConnections: number;
  isDurable: boolean;
  signal: AbortSignal;
};

export type Postmaster = {
  port: number;
  /** Resolves when the server's process is gone, for whatever reason. */
  exited: Promise<void>;
  /** Fast shutdown, then harder ones after their deadlines; resolves when the process is gone. */
  stop: () => Promise<void>;
};

/** Crash recovery of a large database may take a while; this is far above what a laptop's needs. */
const READY_TIMEOUT_MS = 120_000;
const FAST_SHUTDOWN_MS = 10_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;
const POLL_MS = 20;
/** A free port may be taken in the moment between finding and using it; and a dead server's memory lingers. */
const MAX_ATTEMPTS = 8;
const MAX_LOG_BYTES = 10 * 1024 * 1024;
const LOG_CHECK_MS = 60_000;

/** Starts PostgreSQL on `dataDirectory` and resolves when it accepts connections on 127.0.0.1. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  let preferredPort = options.preferredPort;
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort(preferredPort);
    const { child, exited } = await launch(options, port);
    const postmaster = { port, exited, stop: () => stopPostmaster(child, exited) };
    const failure = await waitUntilReady(options, child);
    if (failure === undefined) {
      limitLog(options.paths.serverLog, exited);
      return postmaster;
    }
    await postmaster.stop();
    options.signal.throwIfAborted();
    if (attempt >= MAX_ATTEMPTS || !isPassing(failure.facts.problem)) throw failure;
    preferredPort = undefined;
    await sleep(250);
  }
}

async function launch(
  { binaries, paths, dataDirectory, serverUser, maxConnections, isDurable }: PostmasterOptions,
  port: number,
): Promise<{ child: ChildProcess; exited: Promise<void> }> {
  const settings = await serverSettings({ port, maxConnections, isDurable });
  const commandLine = [
    ...(await endWithParentPrefix('INT')),
    binaries.postgres,
    '-D',
    dataDirectory,
    ...settings,
  ];
  const [command = binaries.postgres, ...commandArguments] = commandLine;
  return withDirectoryErrors(paths.serverLog, async () => {
    await rename(paths.serverLog, paths.previousServerLog).catch(() => undefined);
    const log = await open(paths.serverLog, 'a', 0o600);
    try {
      const child = spawn(command, commandArguments, {
        cwd: '/',
        env: SERVER_ENVIRONMENT,
        stdio: ['ignore', log.fd, log.fd],
        ...(serverUser && { uid: serverUser.uid, gid: serverUser.gid }),
      });
      const exited = once(child, 'exit').then(
        () => undefined,
        () => undefined,
      );
      return { child, exited };
    } finally {
      await log.close();
    }
  });
}

/** Follows postmaster.pid, in whose eighth line PostgreSQL says that it is ready. Answers why it is not. */
async function waitUntilReady(
  { dataDirectory, paths, signal }: PostmasterOptions,
  child: ChildProcess,
): Promise<EmbeddedPostgresError | undefined> {
  const deadlineMs = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadlineMs && !signal.aborted) {
    if (hasEnded(child)) {
      const words = lastLines(await readFile(paths.serverLog, 'utf8').catch(() => ''));
      return new EmbeddedPostgresError({
        code: 'start_failed',
        problem: `PostgreSQL did not start on ${dataDirectory}. Its log ${paths.serverLog} ends with:\n${words}\n`,
        remedy: `Mend what it names and start again. ${USE_DATABASE_URL}`,
      });
    }
    const lines = (await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (lines[0] === String(child.pid) && lines[7]?.trim() === 'ready') return undefined;
    await sleep(POLL_MS);
  }
  return new EmbeddedPostgresError({
    code: 'start_timeout',
    problem: `PostgreSQL on ${dataDirectory} was not ready after ${READY_TIMEOUT_MS / 1000} seconds.`,
    remedy: `Look into ${paths.serverLog}; a recovery of much data may need another start. ${USE_DATABASE_URL}`,
  });
}

/** Failures that the next attempt may not meet again. */
function isPassing(problem: string): boolean {
  return /Address already in use|could not create any TCP\/IP sockets|shared memory block .* still in use/.test(
    problem,
  );
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

async function stopPostmaster(child: ChildProcess, exited: Promise<void>): Promise<void> {
  const steps = [
    { signal: 'SIGINT', waitMs: FAST_SHUTDOWN_MS },
    { signal: 'SIGQUIT', waitMs: IMMEDIATE_SHUTDOWN_MS },
    { signal: 'SIGKILL', waitMs: IMMEDIATE_SHUTDOWN_MS },
  ] as const;
  for (const { signal, waitMs } of steps) {
    if (hasEnded(child)) return;
    child.kill(signal);
    await Promise.race([exited, sleep(waitMs, undefined, { ref: false })]);
  }
}

/** Empties the log when it grows too large: the server appends, so the file simply starts anew. */
function limitLog(serverLog: string, exited: Promise<void>): void {
  const timer = setInterval(() => {
    stat(serverLog)
      .then(({ size }) => (size > MAX_LOG_BYTES ? truncate(serverLog) : undefined))
      .catch(() => undefined);
  }, LOG_CHECK_MS);
  timer.unref();
  void exited.then(() => clearInterval(timer));
}
