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

/**
 * Runs `stop` once on the first stop signal and lets the process end by itself with code 0. A second signal ends
 * it at once, and so does a stop that hangs beyond `deadlineMs` and some. Resolves when `stop` is done.
 */
export function untilStopSignal(stop: () => Promise<void>, logger: Logger, deadlineMs = 0): Promise<void> {
  return new Promise((resolve) => {
    let stoppingSinceMs: number | undefined;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (stoppingSinceMs !== undefined) {
        if (performance.now() - stoppingSinceMs < ECHO_MS) return;
        logger.warn({ signal }, 'second signal: ending at once');
        process.exit(FORCED_EXIT_CODE);
      }
      stoppingSinceMs = performance.now();
      logger.info({ signal }, 'stopping');
      setTimeout(() => {
        logger.error('stopping takes too long: ending now; leases and locks run out by themselves');
        process.exit(process.exitCode ?? 1);
      }, deadlineMs + HANG_MS).unref();
      stop()
        .catch((error: unknown) => {
          logger.error({ err: error }, 'stopping failed');
          process.exitCode = 1;
        })
        .finally(() => {
          for (const name of STOP_SIGNALS) process.off(name, onSignal);
          resolve();
        });
    };
    for (const name of STOP_SIGNALS) process.on(name, onSignal);
  });
}

/** Ends this process in order, as SIGTERM does, and with the code that tells its supervisor why. */
export function endProcess(why: 'stop' | 'restart' | 'stuck'): void {
  if (why !== 'stop') process.exitCode = why === 'restart' ? RESTART_EXIT_CODE : STUCK_EXIT_CODE;
  process.kill(process.pid, 'SIGTERM');
}

/**
 * Stops this process as if by SIGTERM when its stdin closes: the parent holds the other end, and it closes however
 * the parent ends, a crash included.
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
    process.stderr.write(`${explainStartFailure(error)}\n`);
    process.exitCode = 1;
  }
}
