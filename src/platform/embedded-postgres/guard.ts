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

/** The guard of one instance: its users, its server, and how far it is with starting and ending. */
type Guard = {
  options: GuardOptions;
  logger: Logger;
  paths: ReturnType<typeof instancePaths>;
  socketPath: string;
  lastState: Awaited<ReturnType<typeof readGuardState>>;
  users: Set<Socket>;
  listener: Server;
  startAbort: AbortController;
  releaseLock: () => void;
  answer?: GuardAnswer;
  server?: EmbeddedServer;
  departure?: NodeJS.Timeout;
  starting?: Promise<void>;
  stopping?: Promise<void>;
};

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
  const guard: Guard = {
    options,
    logger,
    paths,
    socketPath,
    lastState,
    users: new Set(),
    listener: createServer((socket) => welcome(guard, socket)),
    startAbort: new AbortController(),
    releaseLock: () => lock.release(),
  };

  process.on('SIGTERM', () => void stopAfterUsers(guard, 'SIGTERM'));
  process.on('SIGINT', () => void stopAfterUsers(guard, 'SIGINT'));
  process.on('SIGHUP', () => logger.debug('a terminal closed'));

  await listen(guard.listener, socketPath);
  await writeGuardState(paths.stateFile, { ...lastState, pid: process.pid, socketPath });
  guard.starting = start(guard);
  leaveWhenAlone(guard, FIRST_USER_MS);
  await guard.starting;
}

function welcome(guard: Guard, socket: Socket): void {
  const { users, logger } = guard;
  socket.on('error', (error) => logger.debug({ err: error }, 'connection of a user broke'));
  if (guard.stopping) {
    socket.destroy();
    return;
  }
  clearTimeout(guard.departure);
  users.add(socket);
  if (guard.answer) send(socket, guard.answer);
  onLines(socket, (line) => {
    if (line === GOODBYE) sayGoodbye(guard, socket);
  });
  socket.on('close', () => {
    if (users.delete(socket))
      leaveWhenAlone(guard, guard.answer?.type === 'failed' ? 0 : guard.options.lingerMs);
  });
}

/** The last user's connection stays open until the end, which tells it that the server is gone. */
function sayGoodbye(guard: Guard, socket: Socket): void {
  const { users } = guard;
  if (!users.delete(socket)) return;
  if (users.size > 0) socket.end(`${RELEASED}\n`);
  else void stop(guard, 'the last user let go');
}

function leaveWhenAlone(guard: Guard, delayMs: number): void {
  clearTimeout(guard.departure);
  if (guard.users.size === 0)
    guard.departure = setTimeout(() => void stop(guard, 'no user is left'), delayMs);
}

function stop(guard: Guard, reason: string): Promise<void> {
  guard.stopping ??= stopOnce(guard, reason);
  return guard.stopping;
}

async function stopOnce(guard: Guard, reason: string): Promise<void> {
  const { options, logger, users, socketPath } = guard;
  logger.info({ reason }, 'stopping');
  clearTimeout(guard.departure);
  guard.listener.close();
  guard.startAbort.abort(new Error(reason));
  await guard.starting;
  await guard.server?.stop();
  // Users that are still here join the next guard, on the same data.
  if (options.isTemporary && users.size === 0) {
    await removeInstance(options.instanceDirectory, guard.server?.dataDirectory);
  }
  await rmdir(dirname(socketPath)).catch(() => undefined);
  logger.info('stopped');
  guard.releaseLock();
  process.exit(0);
}

async function start(guard: Guard): Promise<void> {
  const { options, logger, paths, lastState, socketPath, startAbort } = guard;
  try {
    const server = await startEmbeddedServer(options, lastState?.port, startAbort.signal);
    guard.server = server;
    await writeGuardState(paths.stateFile, { pid: process.pid, socketPath, port: server.port });
    guard.answer = { type: 'ready', url: server.url, dataDirectory: server.dataDirectory };
    logger.info({ port: server.port, dataDirectory: server.dataDirectory }, 'PostgreSQL is ready');
    void server.exited.then(() => (guard.stopping ? undefined : stop(guard, 'PostgreSQL ended by itself')));
  } catch (error) {
    if (startAbort.signal.aborted) return;
    logger.error({ err: error }, 'PostgreSQL did not start');
    guard.answer = { type: 'failed', ...failureFacts(error) };
  }
  for (const user of guard.users) send(user, guard.answer);
}

async function stopAfterUsers(guard: Guard, signalName: string): Promise<void> {
  const deadline = setTimeout(() => void stop(guard, signalName), SIGNAL_GRACE_MS);
  deadline.unref();
  if (guard.users.size === 0) await stop(guard, signalName);
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
