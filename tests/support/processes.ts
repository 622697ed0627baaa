import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { NO_PROVIDER } from './no-provider.ts';
import { PROJECT_ROOT } from './test-app.ts';

/** How a process ended: by itself with a code, or by a signal. */
export type ProcessEnd = { code: number | null; signal: NodeJS.Signals | null };

/** One real process of ours, under a test's control. */
export type TestProcess = {
  pid: number;
  /** Every line that it logged, oldest first. */
  log: readonly LogLine[];
  /** The name under which a worker claims tasks; empty for other processes. */
  workerId: string;
  /** Where a control process answers; empty for other processes. */
  url: string;
  exited: Promise<ProcessEnd>;
  hasExited: () => boolean;
  /** Sends a signal; a process that is gone is left alone. */
  signal: (name: NodeJS.Signals) => void;
  /** Kills it at once, as a crash would, and waits until it is gone. */
  crash: () => Promise<void>;
};

export type LogLine = { level: number; msg: string } & Record<string, unknown>;

export type TestProcessOptions = {
  environment: Readonly<Record<string, string>>;
  args?: readonly string[];
  /** What goes wrong inside the process: files of tests/support/mishaps that are loaded before the entry. */
  mishaps?: readonly Mishap[];
  /** Options of Node itself. */
  nodeArgs?: readonly string[];
  /** Where the sources lie; the project's own by default. */
  root?: string;
  /** How long it may take to become ready. */
  readyTimeoutMs?: number;
};

/** `shifted-clock` sets the process's clock off, `long-block` blocks its event loop on SIGUSR2, `memory-hog` fills its memory. */
export type Mishap = 'shifted-clock' | 'long-block' | 'memory-hog';

/** Many processes that start at once on a small machine take a minute and more. */
const READY_TIMEOUT_MS = 240_000;

const NODE = path.join(PROJECT_ROOT, 'node_modules/.bin/node');

/** What each entry logs once it works. */
const READY = {
  'workers/main.ts': 'workers are taking jobs',
  'src/app/control-main.ts': 'control process is ready',
} as const;

/** Starts an entry point on the pinned Node and waits until it says that it works; rejects when it ends before. */
export async function startProcess(
  entry: keyof typeof READY,
  options: TestProcessOptions,
): Promise<TestProcess> {
  const { environment, args = [], mishaps = [], nodeArgs = [], readyTimeoutMs = READY_TIMEOUT_MS } = options;
  const { root = PROJECT_ROOT } = options;
  // Stdin stays open as long as this process lives: whatever happens to the test, its processes end with it.
  const preloads = mishaps.map(
    (name) => `--import=${path.join(PROJECT_ROOT, 'tests/support/mishaps', `${name}.ts`)}`,
  );
  const file = path.join(root, entry);
  const child = spawn(NODE, [...nodeArgs, ...preloads, file, '--exit-with-parent', ...args], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TMPDIR: process.env['TMPDIR'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      ...NO_PROVIDER,
      ...environment,
    },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const log: LogLine[] = [];
  const exited = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const ready = await untilReady(child, log, READY[entry], readyTimeoutMs);
  const pid = child.pid ?? 0;
  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    log,
    workerId: wordOf(ready, 'workerId'),
    url: wordOf(ready, 'url'),
    exited,
    hasExited,
    signal(name) {
      if (!hasExited()) process.kill(pid, name);
    },
    async crash() {
      if (!hasExited()) process.kill(pid, 'SIGKILL');
      await exited;
    },
  };
}

function untilReady(
  child: ChildProcess,
  log: LogLine[],
  readyMessage: string,
  timeoutMs: number,
): Promise<LogLine> {
  return new Promise((resolve, reject) => {
    const raw: string[] = [];
    const fail = (why: string): void => {
      child.kill('SIGKILL');
      reject(new Error(`${why}; it said:\n${raw.slice(-20).join('\n')}`));
    };
    const timer = setTimeout(() => fail(`the process was not ready in ${timeoutMs} ms`), timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      fail(`the process could not be started: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`the process ended with ${signal ?? code} before it was ready`);
    });
    if (!child.stderr) throw new Error('the process has no stderr');
    createInterface({ input: child.stderr }).on('line', (text) => {
      raw.push(text);
      const line = readLine(text);
      log.push(line);
      if (line.msg !== readyMessage) return;
      clearTimeout(timer);
      resolve(line);
    });
  });
}

function wordOf(line: LogLine, field: string): string {
  const value = line[field];
  return typeof value === 'string' ? value : '';
}

function readLine(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    // Words that did not come from the logger, such as Node's own last ones.
    return { level: 60, msg: text };
  }
}
