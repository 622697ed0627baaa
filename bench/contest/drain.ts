import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../src/platform/clock.ts';
import { type ContestantName, openContestant } from './contestant.ts';
import { type Store, makeContestWorld, taskTimes } from './contest-world.ts';
import { checkDelivery, untilRecorded } from './delivery.ts';
import { cpuMsOfFamily, parentOf } from './processor-time.ts';
import { steadyRate } from './statistics.ts';

export type DrainOptions = {
  contestant: ContestantName;
  store: Store;
  games: number;
  workers: number;
  latencyMs: number;
};

export type DrainResult = DrainOptions & {
  gamesPerSecond: number;
  /** Processor time of all workers for a game, milliseconds. */
  workerCpuMsPerGame: number;
  /** The largest of the workers at the end, MiB. */
  workerMemoryMiB: number;
  /** Processor time of PostgreSQL for a game, milliseconds. */
  serverCpuMsPerGame: number;
  walKbPerGame: number;
  commitsPerGame: number;
};

/** Without a game for this long, a contest is over. */
const STILL_MS = 60_000;
const LOOK_MS = 200;
/** Characters of a log. */
const LAST_WORDS = 1_000;

/** Seeds a backlog that is due at once; undefined where the machine lacks the store. Throws when a game is lost or seeded twice. */
export async function measureDrain(options: DrainOptions): Promise<DrainResult | undefined> {
  const world = await makeContestWorld(options);
  if (!world) return undefined;
  const contestant = await openContestant(options.contestant, world);
  try {
    const workers = await Promise.all(Array.from({ length: options.workers }, () => contestant.addWorker()));
    const before = await serverCounts(world);
    const cpuBefore = workers.map((worker) => worker.cpuMs());
    const dueMs = Date.now();
    await contestant.enqueue(() => dueMs);
    await untilDone(world, options.games);
    await untilRecorded(world);
    const after = await serverCounts(world);
    const cpu = workers.reduce((sum, worker, index) => sum + worker.cpuMs() - (cpuBefore[index] ?? 0), 0);
    await checkDelivery(world);
    const times = await contestant.times();
    const done = times.flatMap(({ doneMs }) => (doneMs === null ? [] : [doneMs]));
    return {
      ...options,
      gamesPerSecond: steadyRate(done),
      workerCpuMsPerGame: cpu / options.games,
      workerMemoryMiB: Math.max(...workers.map((worker) => worker.memoryMiB())),
      serverCpuMsPerGame: (after.cpuMs - before.cpuMs) / options.games,
      walKbPerGame: (after.walBytes - before.walBytes) / 1_024 / options.games,
      commitsPerGame: (after.commits - before.commits) / options.games,
    };
  } finally {
    await contestant.close();
    await world.close();
  }
}

type World = NonNullable<Awaited<ReturnType<typeof makeContestWorld>>>;

/** Waits until every game is seeded; throws when nothing moves any more. */
export async function untilDone(world: World, games: number): Promise<void> {
  const done = await settled(world, games, STILL_MS);
  if (done < games)
    throw new Error(
      `nothing moves any more: ${done} of ${games} games are seeded\n${lastWords(world.folder)}`,
    );
}

/** The end of each process's log: why nothing moves. */
function lastWords(folder: string): string {
  const logs = readdirSync(folder).filter((name) => name.endsWith('.log'));
  return logs.map((name) => readFileSync(path.join(folder, name), 'utf8').slice(-LAST_WORDS)).join('\n');
}

/** Waits until every game is seeded, or none was for this long; returns how many are. */
export async function settled(world: World, games: number, stillMs: number): Promise<number> {
  let last = { done: -1, atMs: performance.now() };
  for (;;) {
    const done = (await taskTimes(world)).filter(({ doneMs }) => doneMs !== null).length;
    if (done !== last.done) last = { done, atMs: performance.now() };
    if (done >= games || performance.now() - last.atMs > stillMs) return done;
    await systemClock().sleep(LOOK_MS);
  }
}

async function serverCounts({ app }: World): Promise<{ walBytes: number; commits: number; cpuMs: number }> {
  const { rows } = await app.database.pool.query<{ wal: string; commits: string; pid: number }>(
    `select pg_current_wal_lsn() - '0/0'::pg_lsn as wal, pg_backend_pid() as pid,
            (select xact_commit from pg_stat_database where datname = current_database()) as commits`,
  );
  const [row] = rows;
  return {
    walBytes: Number(row?.wal),
    commits: Number(row?.commits),
    cpuMs: cpuMsOfFamily(parentOf(row?.pid ?? 0)),
  };
}
