import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError, USE_DATABASE_URL } from './embedded-postgres-error.ts';
import { runCommand } from './run-command.ts';

/** How long each way of stopping is given, from the polite one to the last. */
const STOP_STEPS = [
  { signal: 'SIGINT', waitMs: 10_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const;

const POLL_MS = 25;

/**
 * Stops a server that a killed guard left behind on `dataDirectory`, and removes its pid file.
 * Only the holder of the instance lock may call this: for him no living guard can own that server.
 */
export async function stopLeftoverPostmaster(dataDirectory: string): Promise<void> {
  const pidFile = join(dataDirectory, 'postmaster.pid');
  const pid = await readPostmasterPid(pidFile);
  if (pid === undefined) return;
  for (const { signal, waitMs } of STOP_STEPS) {
    if (!(await isPostmasterOf(pid, dataDirectory))) break;
    kill(pid, signal);
    const deadlineMs = Date.now() + waitMs;
    while (Date.now() < deadlineMs && (await isPostmasterOf(pid, dataDirectory))) await sleep(POLL_MS);
  }
  if (await isPostmasterOf(pid, dataDirectory)) {
    throw new EmbeddedPostgresError({
      code: 'start_failed',
      problem: `A PostgreSQL left over from before (process ${pid}) still runs on ${dataDirectory} and does not stop.`,
      remedy: `Stop process ${pid} by hand and start again. ${USE_DATABASE_URL}`,
    });
  }
  // A pid file whose process is gone, or became some other program, only confuses the next server.
  await rm(pidFile, { force: true });
}

/** The process id in the first line of a postmaster.pid; undefined when there is no such file. */
async function readPostmasterPid(pidFile: string): Promise<number | undefined> {
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return pid > 1 ? pid : undefined;
}

/** Whether process `pid` is alive and works in `dataDirectory`; a number that was reused is not. */
async function isPostmasterOf(pid: number, dataDirectory: string): Promise<boolean> {
  if (process.platform === 'linux') {
    // PostgreSQL's working directory is its data directory. The link of a zombie cannot be read.
    const workingDirectory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    return workingDirectory !== undefined && workingDirectory === (await realpath(dataDirectory));
  }
  const { output } = await runCommand('ps', ['-p', String(pid), '-o', 'command=']);
  return output.includes('postgres') && output.includes(dataDirectory);
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone in between: the caller looks again.
  }
}
