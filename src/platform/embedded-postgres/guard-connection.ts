import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, stat, truncate } from 'node:fs/promises';
import { type Socket, createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EmbeddedPostgresError, USE_DATABASE_URL, withDirectoryErrors } from './embedded-postgres-error.ts';
import {
  EXIT_CODE_BUSY,
  GOODBYE,
  RELEASED,
  type GuardAnswer,
  type GuardOptions,
  guardAnswerSchema,
  onLines,
  readGuardState,
} from './guard-protocol.ts';
import { lastLines } from './initialise-data.ts';
import { type InstancePaths, ensureOwnDirectory, instancePaths, privateMode } from './layout.ts';
import { SERVER_ENVIRONMENT } from './run-command.ts';

/** A place at the guard's table: the server runs at least as long as this connection is open. */
export type GuardConnection = {
  url: string;
  dataDirectory: string;
  /** Resolves when the connection is over: we were released and others stay, or guard and server ended. */
  closed: Promise<'released' | 'ended'>;
  /** Lets go; `closed` resolves once the guard has taken note, for the last user once the server is gone. */
  sayGoodbye: () => void;
};

export type JoinedGuard = GuardConnection & {
  /** When the guard is our own child: waits until its process is gone, so that no zombie of it remains. */
  reap: () => Promise<void>;
};

/** Longer than the guard itself waits for PostgreSQL, so that the guard's own explanation arrives first. */
const JOIN_TIMEOUT_MS = 150_000;
const RETRY_MS = 50;
/** After a guard found the instance taken, the one that has it is given time to answer or to end. */
const BUSY_RETRY_MS = 200;
const MAX_GUARD_LOG_BYTES = 1024 * 1024;

/**
 * Connects to the guard of the instance, starting one when there is none, and waits for its answer.
 * Any number of processes may do this at once: one guard wins the instance lock, and all end up with it.
 */
export async function joinGuard(options: GuardOptions, signal?: AbortSignal): Promise<JoinedGuard> {
  const paths = instancePaths(options.instanceDirectory);
  await ensureOwnDirectory(paths.directory, privateMode());
  const deadlineMs = Date.now() + JOIN_TIMEOUT_MS;
  let guard: ChildProcess | undefined;
  while (Date.now() < deadlineMs) {
    signal?.throwIfAborted();
    const state = await readGuardState(paths.stateFile);
    const socket = state && (await connect(state.socketPath));
    const connection = socket && (await awaitAnswer(socket, signal));
    if (connection) return { ...connection, reap: () => waitForExit(guard) };
    if (guard?.exitCode === EXIT_CODE_BUSY) await sleep(BUSY_RETRY_MS);
    else if (guard && hasFailed(guard)) throw await guardFailure(guard, paths);
    if (!guard || hasEnded(guard)) guard = await spawnGuard(options, paths);
    await sleep(RETRY_MS);
  }
  throw new EmbeddedPostgresError({
    code: 'guard_failed',
    problem: `The process that runs the embedded PostgreSQL of ${paths.directory} does not answer.`,
    remedy: `Look into ${paths.guardLog}, end the process named in ${paths.stateFile}, and start again. ${USE_DATABASE_URL}`,
  });
}

/** An open connection, or undefined when nobody listens there. */
function connect(socketPath: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(socketPath);
    socket.once('connect', () => resolve(socket));
    // Errors after this moment end in a close, which is what everybody waits for.
    socket.on('error', () => resolve(undefined));
  });
}

/** Waits for the guard's one answer; undefined when it goes away without, which a stopping guard does. */
async function awaitAnswer(
  socket: Socket,
  signal: AbortSignal | undefined,
): Promise<GuardConnection | undefined> {
  let wasReleased = false;
  const giveUp = (): void => void socket.destroy();
  signal?.addEventListener('abort', giveUp, { once: true });
  const closed = new Promise<'released' | 'ended'>((resolve) => {
    socket.once('close', () => resolve(wasReleased ? 'released' : 'ended'));
  });
  const answer = await new Promise<GuardAnswer | undefined>((resolve) => {
    onLines(socket, (line) => {
      if (line === RELEASED) wasReleased = true;
      else resolve(guardAnswerSchema.parse(JSON.parse(line)));
    });
    void closed.then(() => resolve(undefined));
  });
  signal?.removeEventListener('abort', giveUp);
  if (!answer) return undefined;
  if (answer.type === 'failed') {
    socket.destroy();
    throw new EmbeddedPostgresError({ code: answer.code, problem: answer.problem, remedy: answer.remedy });
  }
  // The server must not keep a process alive that has nothing else to do.
  socket.unref();
  return {
    url: answer.url,
    dataDirectory: answer.dataDirectory,
    closed,
    sayGoodbye() {
      socket.ref();
      socket.write(`${GOODBYE}\n`);
    },
  };
}

/** Starts a guard in a session of its own, so that Ctrl-C in our terminal does not reach it before us. */
async function spawnGuard(options: GuardOptions, paths: InstancePaths): Promise<ChildProcess> {
  return withDirectoryErrors(paths.guardLog, async () => {
    const size = await stat(paths.guardLog).then(
      (status) => status.size,
      () => 0,
    );
    if (size > MAX_GUARD_LOG_BYTES) await truncate(paths.guardLog);
    const log = await open(paths.guardLog, 'a', 0o600);
    try {
      const entry = fileURLToPath(new URL('./guard.ts', import.meta.url));
      const child = spawn(process.execPath, [entry, JSON.stringify(options)], {
        detached: true,
        cwd: '/',
        env: SERVER_ENVIRONMENT,
        stdio: ['ignore', log.fd, log.fd],
      });
      child.on('error', () => undefined);
      child.unref();
      return child;
    } finally {
      await log.close();
    }
  });
}

async function waitForExit(guard: ChildProcess | undefined): Promise<void> {
  if (!guard || hasEnded(guard)) return;
  guard.ref();
  await once(guard, 'exit');
}

function hasEnded(guard: ChildProcess): boolean {
  return guard.pid === undefined || guard.exitCode !== null || guard.signalCode !== null;
}

/** A guard that ends with 0 did its work and stopped, which may happen between two looks of ours. */
function hasFailed(guard: ChildProcess): boolean {
  return hasEnded(guard) && guard.exitCode !== 0 && guard.signalCode === null;
}

async function guardFailure(guard: ChildProcess, paths: InstancePaths): Promise<EmbeddedPostgresError> {
  const words = lastLines(await readFile(paths.guardLog, 'utf8').catch(() => ''), 1);
  return new EmbeddedPostgresError({
    code: 'guard_failed',
    problem: `The process that runs the embedded PostgreSQL ended with ${guard.exitCode}. It said:\n${words}\n`,
    remedy: `Its log is ${paths.guardLog}. ${USE_DATABASE_URL}`,
  });
}
