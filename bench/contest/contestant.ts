import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { seedingTasks } from '../../src/db/schema/tasks.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type DemoProcess, startProcess } from '../../simulator/demo/processes.ts';
import { CONTEST_LIMITS, type ContestWorld, taskTimes } from './contest-world.ts';
import { type Peer, type PeerName, openPeer } from './peers/peer.ts';
import type { GameRecord } from './peers/records.ts';

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Jobs at once in each worker process, of every contestant. */
export const CONCURRENCY = 20;

/** Time of a worker process that starts, on a busy machine. */
const READY_TIMEOUT_MS = 60_000;

/** How exactly a start is timed. */
const READY_LOOK_MS = 20;

export type ContestantName = 'product' | PeerName;

/** When each game began and ended, epoch milliseconds. A game that began twice has the time of its last start in `starts`. */
export type GameTimes = { gameId: number; starts: readonly number[]; doneMs: number | null };

/** A queue with its workers that a contest drives; all of them do the same work on the same tables. */
export type Contestant = {
  name: ContestantName;
  /** Makes each game's job due at its time. */
  enqueue: (dueAtMs: (index: number) => number) => Promise<void>;
  /** Starts one more worker process; resolves when it takes jobs. */
  addWorker: () => Promise<WorkerProcess>;
  times: () => Promise<readonly GameTimes[]>;
  close: () => Promise<void>;
};

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

/** `lockMs` is how long a killed worker's jobs stay its own, where the bench says so. */
export function openContestant(
  name: ContestantName,
  world: ContestWorld,
  options: { lockMs?: number | undefined } = {},
): Promise<Contestant> {
  return name === 'product' ? openProduct(world) : openPeerContestant(name, world, options);
}

async function openProduct(world: ContestWorld): Promise<Contestant> {
  const workers: DemoProcess[] = [];
  const { db } = world.app.database;
  await world.startControl();
  return {
    name: 'product',
    async enqueue(dueAtMs) {
      const due = JSON.stringify(world.gameIds.map((gameId, index) => ({ gameId, dueMs: dueAtMs(index) })));
      await db.execute(sql`
        update ${seedingTasks} set due_at = to_timestamp(due."dueMs" / 1000.0), enqueued_at = null
        from json_to_recordset(${due}::json) as due("gameId" int, "dueMs" float8)
        where ${seedingTasks.gameId} = due."gameId"`);
      await world.app.publisher.publishPending();
    },
    addWorker: () =>
      startWorker(workers, world, {
        entry: 'workers/main.ts',
        args: ['--queues', 'seeding-nba', '--concurrency', String(CONCURRENCY)],
        environment: {
          API_SPORTS_PLAN: 'custom',
          API_SPORTS_PER_SECOND: String(CONTEST_LIMITS.perSecond),
          API_SPORTS_PER_MINUTE: String(CONTEST_LIMITS.perMinute),
          API_SPORTS_PER_DAY: String(CONTEST_LIMITS.perDay),
          LOG_LEVEL: 'info',
        },
        readyText: 'workers are taking jobs',
      }),
    async times() {
      const rows = await taskTimes(world);
      return rows.map(({ gameId, startedMs, doneMs }) => ({
        gameId,
        starts: startedMs === null ? [] : [startedMs],
        doneMs,
      }));
    },
    close: async () => void (await Promise.all(workers.map((worker) => worker.stop()))),
  };
}

async function openPeerContestant(
  name: PeerName,
  world: ContestWorld,
  { lockMs }: { lockMs?: number | undefined },
): Promise<Contestant> {
  const workers: DemoProcess[] = [];
  const starts = new Map<number, number[]>();
  const producer: Peer = await openPeer(name, {
    databaseUrl: world.environment['DATABASE_URL'] ?? '',
    redisUrl: world.environment['REDIS_URL'],
    connections: 4,
    lockMs,
  });
  await producer.prepare();
  return {
    name,
    enqueue: (dueAtMs) =>
      producer.enqueue(world.gameIds.map((gameId, index) => ({ gameId, dueAtMs: dueAtMs(index) }))),
    addWorker: () =>
      startWorker(workers, world, {
        entry: 'bench/contest/peers/main.ts',
        args: [
          '--peer',
          name,
          '--concurrency',
          String(CONCURRENCY),
          ...(lockMs === undefined ? [] : ['--lock-ms', String(lockMs)]),
        ],
        environment: {},
        readyText: 'the peer takes jobs',
        onLine(line) {
          const record = JSON.parse(line) as GameRecord;
          if (record.event === 'started')
            starts.set(record.gameId, [...(starts.get(record.gameId) ?? []), record.atMs]);
        },
      }),
    async times() {
      const rows = await taskTimes(world);
      return rows.map(({ gameId, doneMs }) => ({ gameId, starts: starts.get(gameId) ?? [], doneMs }));
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await producer.close();
    },
  };
}

async function startWorker(
  workers: DemoProcess[],
  world: ContestWorld,
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
  const logFile = path.join(world.folder, `contestant-${number}.log`);
  const worker = startProcess({
    name: `worker-${number}`,
    entry: options.entry,
    args: options.args,
    environment: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
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

/** Resident memory of a process by /proc; NaN where there is none. */
export function memoryMiB(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readProc(pid, 'status'));
  return line === null ? Number.NaN : Number(line[1]) / 1_024;
}

/** Linux counts processor time in hundredths of a second (USER_HZ). */
const TICK_MS = 10;

/** Processor time of a process by /proc (user and system); NaN where there is none. */
export function cpuMs(pid: number): number {
  const fields = readProc(pid, 'stat').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // No such process, or no Linux: there is nothing to read, and the caller gets NaN.
    return '';
  }
}
