import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

export type DemoProcess = { name: string; child: ChildProcess; logFile: string; stop: () => Promise<void> };

/** Enough for what is wrong and how to mend it. */
const LAST_LINES = 5;

/** A child gets this long after SIGTERM before it is killed. */
const STOP_DEADLINE_MS = 15_000;

/**
 * Starts one of our entry points on this same Node. Its log goes to a file; its stdin is a pipe that closes when
 * we end, however we end, and `--exit-with-parent` makes it follow.
 */
export function startProcess(options: {
  name: string;
  entry: string;
  args: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
  logFile: string;
  projectRoot: string;
}): DemoProcess {
  const log = openSync(options.logFile, 'a', 0o600);
  // With as few memory arenas as the container image and the systemd units give a process.
  const child = spawn(
    process.execPath,
    [path.join(options.projectRoot, options.entry), ...options.args, '--exit-with-parent'],
    {
      cwd: options.projectRoot,
      env: { MALLOC_ARENA_MAX: '2', ...options.environment },
      stdio: ['pipe', 'pipe', log],
      detached: true,
    },
  );
  let stopping: Promise<void> | undefined;
  return {
    name: options.name,
    child,
    logFile: options.logFile,
    stop() {
      stopping ??= stopChild(child);
      return stopping;
    },
  };
}

function stopChild(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/** The first line of JSON that a child prints on stdout; rejects with the child's last words when it ends before. */
export function firstJsonLine<T>({ name, child, logFile }: DemoProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      const why = lastWords(logFile) || `it ended with code ${code} before it was ready`;
      reject(new Error(`${name}: ${why}`));
    });
    if (!child.stdout) return reject(new Error(`${name} has no output`));
    const lines = createInterface({ input: child.stdout });
    lines.once('line', (line) => {
      lines.close();
      child.stdout?.resume();
      resolve(JSON.parse(line) as T);
    });
  });
}

/** What a process that could not start wrote for people, beside the JSON of its log. */
function lastWords(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').split('\n');
  return lines
    .filter((line) => line.trim() !== '' && !line.startsWith('{'))
    .slice(-LAST_LINES)
    .join('\n')
    .replace(/^Scoracle could not start: /, '');
}
