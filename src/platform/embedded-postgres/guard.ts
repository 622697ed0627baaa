import { once } from 'node:events';
import { rm, rmdir } from 'node:fs/promises';
import { type Server, type Socket, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createLogger, type Logger } from '../logger.ts';
import { EmbeddedPostgresError, USE_DATABASE_URL, describeError } from './embedded-postgres-error.ts';
import { type EmbeddedServer, removeInstance, startEmbeddedServer } from './embedded-server.ts';
import {
  EXIT_CODE_BUSY,
  GOODBYE,
  RELEASED,
  type GuardAnswer,
  type GuardOptions,
  guardOptionsSchema,
  onLines,
  readGuardState,
  writeGuardState,
} from './guard-protocol.ts';
import { tryInstanceLock } from './instance-lock.ts';
import { ensureOwnDirectory, instancePaths, socketDirectory } from './layout.ts';

/** How long a guard that nobody has connected to yet waits for its first user. */
const FIRST_USER_MS = 15_000;
/** How long a guard told to end by a signal waits for its users, who are being told the same. */
const SIGNAL_GRACE_MS = 8_000;

/**
 * The process that owns the server: it starts PostgreSQL, serves as long as at least one user process is
 * connected to its socket, and stops PostgreSQL when the last one is gone. A connection ends with its process
 * however that ends, so no user can be forgotten.
 */
async function runGuard(options: GuardOptions, logger: Logger): Promise<void> {
  const paths = instancePaths(options.instanceDirectory);
  const lock = tryInstanceLock(paths.lockFile);
  if (!lock) {
    process.exitCode = EXIT_CODE_BUSY;
    return;
  }
  const lastState = await readGuardState(paths.stateFile);
  const socketPath = join(socketDirectory(options.instanceDirectory), 's');
  await ensureOwnDirectory(dirname(socketPath), 0o700);
  await rm(socketPath, { force: true });

  const users = new Set<Socket>();
  const startAbort = new AbortController();
  let answer: GuardAnswer | undefined;
  let embeddedServer: EmbeddedServer | undefined;
  let departure: NodeJS.Timeout | undefined;
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;

  const listener = createServer((socket) => {
    socket.on('error', (error) => logger.debug({ err: error }, 'connection of a user broke'));
    if (stopping) {
      socket.destroy();
      return;
    }
    clearTimeout(departure);
    users.add(socket);
    if (answer) send(socket, answer);
    onLines(socket, (line) => {
      if (line === GOODBYE) sayGoodbye(socket);
    });
    socket.on('close', () => {
      if (users.delete(socket)) leaveWhenAlone(answer?.type === 'failed' ? 0 : options.lingerMs);
    });
  });

  /** The last user's connection stays open until the end, which tells it that the server is gone. */
  function sayGoodbye(socket: Socket): void {
    if (!users.delete(socket)) return;
    if (users.size > 0) socket.end(`${RELEASED}\n`);
    else void stop('the last user let go');
  }

  function leaveWhenAlone(delayMs: number): void {
    clearTimeout(departure);
    if (users.size === 0) departure = setTimeout(() => void stop('no user is left'), delayMs);
  }

  function stop(reason: string): Promise<void> {
    stopping ??= stopOnce(reason);
    return stopping;
  }

  async function stopOnce(reason: string): Promise<void> {
    logger.info({ reason }, 'stopping');
    clearTimeout(departure);
    listener.close();
    startAbort.abort(new Error(reason));
    await starting;
    await embeddedServer?.stop();
    // Users that are still here join the next guard, on the same data.
    if (options.isTemporary && users.size === 0) {
      await removeInstance(options.instanceDirectory, embeddedServer?.dataDirectory);
    }
    await rmdir(dirname(socketPath)).catch(() => undefined);
    logger.info('stopped');
    lock?.release();
    process.exit(0);
  }

  async function start(): Promise<void> {
    try {
      const server = await startEmbeddedServer(options, lastState?.port, startAbort.signal);
      embeddedServer = server;
      await writeGuardState(paths.stateFile, { pid: process.pid, socketPath, port: server.port });
      answer = { type: 'ready', url: server.url, dataDirectory: server.dataDirectory };
      logger.info({ port: server.port, dataDirectory: server.dataDirectory }, 'PostgreSQL is ready');
      void server.exited.then(() => (stopping ? undefined : stop('PostgreSQL ended by itself')));
    } catch (error) {
      if (startAbort.signal.aborted) return;
      logger.error({ err: error }, 'PostgreSQL did not start');
      answer = { type: 'failed', ...failureFacts(error) };
    }
    for (const user of users) send(user, answer);
  }

  async function stopAfterUsers(signalName: string): Promise<void> {
    const deadline = setTimeout(() => void stop(signalName), SIGNAL_GRACE_MS);
    deadline.unref();
    if (users.size === 0) await stop(signalName);
  }

  process.on('SIGTERM', () => void stopAfterUsers('SIGTERM'));
  process.on('SIGINT', () => void stopAfterUsers('SIGINT'));
  process.on('SIGHUP', () => logger.debug('a terminal closed'));

  await listen(listener, socketPath);
  await writeGuardState(paths.stateFile, { ...lastState, pid: process.pid, socketPath });
  starting = start();
  leaveWhenAlone(FIRST_USER_MS);
  await starting;
}

function send(socket: Socket, answer: GuardAnswer): void {
  socket.write(`${JSON.stringify(answer)}\n`);
}

async function listen(listener: Server, socketPath: string): Promise<void> {
  listener.listen(socketPath);
  await once(listener, 'listening');
}

function failureFacts(error: unknown): EmbeddedPostgresError['facts'] {
  if (error instanceof EmbeddedPostgresError) return error.facts;
  return {
    code: 'start_failed',
    problem: `The embedded PostgreSQL did not start: ${describeError(error)}.`,
    remedy: USE_DATABASE_URL,
  };
}

// Nothing that the guard writes is for other users; what the server's user needs is opened to it by name.
process.umask(0o077);
const guardLogger = createLogger({ level: 'info', name: 'embedded-postgres-guard', isPretty: false });
try {
  await runGuard(guardOptionsSchema.parse(JSON.parse(process.argv[2] ?? '{}')), guardLogger);
} catch (error) {
  guardLogger.fatal({ err: error }, 'the guard cannot work');
  process.exitCode = 1;
}
