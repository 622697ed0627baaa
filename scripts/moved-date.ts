import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** EX_USAGE of sysexits.h. */
const EXIT_CODE_USAGE = 64;

/** A day, or a day and a time in UTC. */
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?Z?$/;

/** Names the library of the run in the environment of its processes, see tests/setup/moved-date. */
const LIBRARY_VARIABLE = 'SCORACLE_MOVED_CLOCK';

/**
 * Does what TEST_DATE asks for: starts this process anew with a clock that says that date, for itself and for all
 * that it starts, servers and browsers included. Without TEST_DATE, and in the process that has been started anew,
 * it changes nothing. Ends the process with 64 where the date is none, and with 1 where it cannot be done.
 */
export function moveDate(projectRoot: string): void {
  const text = process.env['TEST_DATE'];
  if (text === undefined || text === '') return;
  const library = process.env[LIBRARY_VARIABLE];
  if (library !== undefined) {
    process.once('exit', () => rmSync(path.dirname(library), { recursive: true, force: true }));
    process.stderr.write(
      `The clock of this run was set to ${text}; it says ${new Date().toISOString()} now.\n`,
    );
    return;
  }
  const at = instantOf(text);
  if (at === undefined)
    end(
      EXIT_CODE_USAGE,
      `TEST_DATE is "${text}": give a day (2027-02-28, which is its noon) or a time (2026-12-31T23:50), in UTC.`,
    );
  startAnew(buildLibrary(projectRoot, Math.round((at.getTime() - Date.now()) / 1000)), projectRoot);
}

function instantOf(text: string): Date | undefined {
  if (!DATE.test(text)) return undefined;
  const bare = text.replace(/Z$/, '');
  const at = new Date(bare.includes('T') ? `${bare}Z` : `${bare}T12:00Z`);
  // A day that does not exist is read as one of the next month, or as none.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(bare.slice(0, 10)) ? at : undefined;
}

/** Compiles the clock for this run alone, where the users under whom servers run can read it. */
function buildLibrary(projectRoot: string, secondsAhead: number): string {
  if (process.platform !== 'linux')
    end(1, 'TEST_DATE works on Linux alone: it sets the clock by LD_PRELOAD.');
  const folder = mkdtempSync(path.join(tmpdir(), 'scoracle-moved-clock-'));
  chmodSync(folder, 0o755);
  const library = path.join(folder, 'moved-clock.so');
  const source = path.join(projectRoot, 'tests/setup/moved-date/moved-clock.c');
  const args = [
    '-O2',
    '-shared',
    '-fPIC',
    `-DSECONDS_AHEAD=(${secondsAhead}L)`,
    '-o',
    library,
    source,
    '-ldl',
  ];
  const { status, stderr, error } = spawnSync('cc', args, { encoding: 'utf8' });
  if (status === 0) return library;
  rmSync(folder, { recursive: true, force: true });
  return end(1, `TEST_DATE needs a C compiler (apt-get install gcc libc6-dev): ${error?.message ?? stderr}`);
}

/** In the same process, so that stop signals and the exit code stay vitest's own. */
function startAnew(library: string, projectRoot: string): void {
  const passOn = `--import=${path.join(projectRoot, 'tests/setup/moved-date/pass-on.mjs')}`;
  process.execve?.(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)], {
    ...process.env,
    LD_PRELOAD: library,
    [LIBRARY_VARIABLE]: library,
    NODE_OPTIONS: [process.env['NODE_OPTIONS'], passOn].filter(Boolean).join(' '),
  });
}

function end(exitCode: number, message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(exitCode);
}
