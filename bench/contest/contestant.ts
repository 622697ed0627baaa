import type { DemoProcess } from '../../simulator/demo/processes.ts';
import { CONTEST_LIMITS, type ContestWorld, openTasks, taskTimes } from './contest-world.ts';
import { type Peer, type PeerName, openPeer } from './peers/peer.ts';
import type { GameRecord } from './peers/records.ts';
import { type WorkerProcess, startWorker, stopAll } from './worker-process.ts';

/** Jobs at once in each worker process, of every contestant. */
export const CONCURRENCY = 20;

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

/**
 * `lockMs` is how long a killed worker's jobs stay its own, where the bench says so. Workers of the product take the jobs of
 * the games alone, or as in a small installation those of all queues.
 */
export function openContestant(
  name: ContestantName,
  world: ContestWorld,
  options: { lockMs?: number | undefined; queues?: 'seeding' | 'all' } = {},
): Promise<Contestant> {
  return name === 'product'
    ? openProduct(world, options.queues ?? 'seeding')
    : openPeerContestant(name, world, options);
}

async function openProduct(world: ContestWorld, queues: 'seeding' | 'all'): Promise<Contestant> {
  const workers: DemoProcess[] = [];
  await world.startControl();
  return {
    name: 'product',
    async enqueue(dueAtMs) {
      await openTasks(world, dueAtMs);
      await world.app.publisher.publishPending();
    },
    addWorker: () =>
      startWorker(workers, world, {
        entry: 'workers/main.ts',
        args: [
          ...(queues === 'all' ? [] : ['--queues', 'seeding-nba']),
          '--concurrency',
          String(CONCURRENCY),
        ],
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
    close: () => stopAll(workers),
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
    async enqueue(dueAtMs) {
      await openTasks(world, dueAtMs);
      await producer.enqueue(world.gameIds.map((gameId, index) => ({ gameId, dueAtMs: dueAtMs(index) })));
    },
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
      await stopAll(workers);
      await producer.close();
    },
  };
}
