import { ConfigError } from '../config/config.ts';
import { errorWords } from '../db/errors.ts';
import type { Logger } from '../platform/logger.ts';

/** Signals by which a supervisor or a person ends a process. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** npm and the terminal may each deliver one Ctrl-C: signals this close together are one wish. */
const ECHO_MS = 1_000;

/** A stop that hangs (a database that is away, say) ends the process all the same, this long after its own deadline. */
const HANG_MS = 20_000;

/** Exit code of a process that was asked to end so that its supervisor starts it anew (EX_TEMPFAIL of sysexits.h). */
const RESTART_EXIT_CODE = 75;

/** Exit code of a worker whose watchdog gave it up: it takes no jobs, and new connections did not help. */
const STUCK_EXIT_CODE = 76;

/** Exit code of a process whose flags cannot be understood, as sysexits.h has it. */
export const EX_USAGE = 64;

/** Exit code after a second signal: as a shell reports SIGTERM. */
const FORCED_EXIT_CODE = 143;

/** A process was told to stop before it had started. */
export class StoppedAtStartError extends Error {
  override readonly name = 'StoppedAtStartError';

  constructor() {
    super('told to stop while starting');
  }
}

/** The wish to stop, heard from the first moment of a process on. */
export type StopRequest = {
  /** Aborts with the first stop signal: every wait of a process that starts takes it. */
  signal: AbortSignal;
  /** Runs `stop` once somebody asks, or at once where somebody has; resolves when it is done. */
  thenStop: (stop: () => Promise<void>, logger: Logger, deadlineMs?: number) => Promise<void>;
};

/**
 * Listens for stop signals, first of all in a process. The first one lets it end by itself with code 0; a second one
 * ends it at once, and so does a stop that hangs beyond its deadline and some.
 */
export function listenForStop(): StopRequest {
  const asked = new AbortController();
  let logger: Logger | undefined;
  let deadlineMs = 0;
  let askedSinceMs: number | undefined;

  function onSignal(name: NodeJS.Signals): void {
    if (askedSinceMs !== undefined) {
      if (performance.now() - askedSinceMs < ECHO_MS) return;
      logger?.warn({ signal: name }, 'second signal: ending at once');
      process.exit(FORCED_EXIT_CODE);
    }
    askedSinceMs = performance.now();
    logger?.info({ signal: name }, 'stopping');
    setTimeout(() => {
      logger?.error('stopping takes too long: ending now; leases and locks run out by themselves');
      process.exit(process.exitCode ?? 1);
    }, deadlineMs + HANG_MS).unref();
    asked.abort(new StoppedAtStartError());
  }

  for (const name of STOP_SIGNALS) process.on(name, onSignal);
  return {
    signal: asked.signal,
    async thenStop(stop, stopLogger, stopDeadlineMs = 0) {
      logger = stopLogger;
      deadlineMs = stopDeadlineMs;
      await untilAborted(asked.signal);
      try {
        await stop();
      } catch (error) {
        logger.error({ err: error }, 'stopping failed');
        process.exitCode = 1;
      } finally {
        for (const name of STOP_SIGNALS) process.off(name, onSignal);
      }
    },
  };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Ends this process in order, as SIGTERM does, and with the code that tells its supervisor why. */
export function endProcess(why: 'stop' | 'restart' | 'stuck'): void {
  if (why !== 'stop') process.exitCode = why === 'restart' ? RESTART_EXIT_CODE : STUCK_EXIT_CODE;
  process.kill(process.pid, 'SIGTERM');
}

/**
 * Stops this process as if by SIGTERM when its stdin closes: the parent holds the other end, and it closes however
 * the parent ends, a crash included. To be called before anything that waits: the parent may be gone already.
 */
export function followParent(): void {
  const stop = (): void => {
    process.kill(process.pid, 'SIGTERM');
  };
  process.stdin.once('end', stop).once('error', stop).resume();
  // Watching the parent is no reason to stay.
  if ('unref' in process.stdin && typeof process.stdin.unref === 'function') process.stdin.unref();
}

/** Words for a person when a process cannot start; never a stack trace. */
export function explainStartFailure(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const remedy =
    error instanceof Error && 'remedy' in error && typeof error.remedy === 'string'
      ? `\n${error.remedy}`
      : '';
  return `Scoracle could not start: ${errorWords(error)}${remedy}`;
}

/** Runs the main function of an entry point; a failure to start is told in words and ends the process with 1. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    // Connections that were being made are no reason to stay.
    if (error instanceof StoppedAtStartError) process.exit(0);
    process.stderr.write(`${explainStartFailure(error)}\n`);
    process.exitCode = 1;
  }
}
