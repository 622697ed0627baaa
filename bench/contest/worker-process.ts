import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/platform/clock.ts';
import { type DemoProcess, startProcess } from '../../simulator/demo/processes.ts';
import type { BenchWorld } from '../world.ts';
import { cpuMs, memoryMiB } from './processor-time.ts';

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Time of a worker process that starts, on a busy machine. */
const READY_TIMEOUT_MS = 60_000;

/** How exactly a start is timed. */
const READY_LOOK_MS = 20;

export type WorkerProcess = {
  pid: number;
  kill: () => void;
  /** Resident memory, MiB. */
  memoryMiB: () => number;
  /** Processor time that the process has used, milliseconds. */
  cpuMs: () => number;
  /** How long the process took until it was ready, milliseconds. */
  readyAfterMs: number;
};

/** Starts one of our processes on a world of the bench; resolves when its log says that it is ready. */
export async function startWorker(
  workers: DemoProcess[],
  world: Pick<BenchWorld, 'environment' | 'folder'>,
  options: {
    entry: string;
    args: readonly string[];
    environment: Readonly<Record<string, string>>;
    /** Stands in the process's log once it takes jobs. */
    readyText: string;
    onLine?: (line: string) => void;
  },
): Promise<WorkerProcess> {
  const number = workers.length + 1;
  const startedMs = performance.now();
  // A log of its own for each process: an earlier one's has the words that this one is waited for by.
  const logFile = path.join(world.folder, `process-${randomUUID()}.log`);
  const worker = startProcess({
    name: `worker-${number}`,
    entry: options.entry,
    args: options.args,
    environment: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      // As the image, the units and `npm` have it.
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      ...world.environment,
      ...options.environment,
    },
    logFile,
    projectRoot: PROJECT_ROOT,
  });
  workers.push(worker);
  const { onLine } = options;
  if (onLine && worker.child.stdout) createInterface({ input: worker.child.stdout }).on('line', onLine);
  else worker.child.stdout?.resume();
  while (!readFileSync(logFile, 'utf8').includes(options.readyText)) {
    const isLate = performance.now() - startedMs > READY_TIMEOUT_MS;
    if (isLate || worker.child.exitCode !== null)
      throw new Error(`${options.entry} takes no jobs: ${readFileSync(logFile, 'utf8').slice(-2_000)}`);
    await systemClock().sleep(READY_LOOK_MS);
  }
  const pid = worker.child.pid ?? 0;
  return {
    pid,
    kill: () => void worker.child.kill('SIGKILL'),
    memoryMiB: () => memoryMiB(pid),
    cpuMs: () => cpuMs(pid),
    readyAfterMs: performance.now() - startedMs,
  };
}

/** Ends the processes that were started, all at once. */
export async function stopAll(workers: readonly DemoProcess[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.stop()));
}
