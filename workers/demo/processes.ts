import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

export type DemoProcess = { name: string; child: ChildProcess; stop: () => Promise<void> };

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
  const child = spawn(
    process.execPath,
    [path.join(options.projectRoot, options.entry), ...options.args, '--exit-with-parent'],
    { cwd: options.projectRoot, env: options.environment, stdio: ['pipe', 'pipe', log], detached: true },
  );
  let stopping: Promise<void> | undefined;
  return {
    name: options.name,
    child,
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

/** The first line of JSON that a child prints on stdout; rejects when it ends before. */
export function firstJsonLine<T>({ name, child }: DemoProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with code ${code} before it was ready`)));
    if (!child.stdout) return reject(new Error(`${name} has no output`));
    const lines = createInterface({ input: child.stdout });
    lines.once('line', (line) => {
      lines.close();
      child.stdout?.resume();
      resolve(JSON.parse(line) as T);
    });
  });
}
