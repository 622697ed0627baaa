import { type Queue, type Worker, createPostgresBackend, runMigrations, withBackend } from 'bullmq';
import * as bullmq from 'bullmq';
import pg from 'pg';
import type { Peer, PeerOptions } from './peer.ts';

const QUEUE = 'games';
const SCHEMA = 'peer_bullmq';

/** BullMQ alone, on Redis where there is an address of one, and otherwise on PostgreSQL. */
export function openBullmq({ databaseUrl, redisUrl, lockMs }: PeerOptions): Peer {
  const lock = lockMs === undefined ? {} : { lockDuration: lockMs, stalledInterval: lockMs };
  const { Queue, Worker, connection } = redisUrl === undefined ? onPostgres(databaseUrl) : onRedis(redisUrl);
  let queue: Queue | undefined;
  let worker: Worker | undefined;
  return {
    async prepare() {
      if (redisUrl !== undefined) return;
      const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
      const client = await pool.connect();
      await runMigrations(client, SCHEMA);
      client.release();
      await pool.end();
    },
    async enqueue(jobs) {
      queue ??= new Queue(QUEUE, { connection });
      await queue.addBulk(
        jobs.map(({ gameId, dueAtMs }) => ({
          name: 'seed',
          data: { gameId },
          opts: { jobId: `game-${gameId}`, delay: Math.max(0, dueAtMs - Date.now()) },
        })),
      );
    },
    async work(handle, concurrency) {
      worker = new Worker(QUEUE, (job: bullmq.Job<{ gameId: number }>) => handle(job.data.gameId), {
        connection,
        concurrency,
        ...lock,
      });
      worker.on('error', (error) => process.stderr.write(`${error.message}\n`));
      await worker.waitUntilReady();
    },
    async close() {
      await worker?.close();
      await queue?.close();
    },
  };
}

type Classes = {
  Queue: new (name: string, options: Record<string, unknown>) => Queue;
  Worker: new (
    name: string,
    handle: (job: bullmq.Job<{ gameId: number }>) => Promise<void>,
    options: Record<string, unknown>,
  ) => Worker;
  connection: unknown;
};

function onPostgres(databaseUrl: string): Classes {
  const classes = withBackend(createPostgresBackend);
  return { ...classes, connection: { connectionString: databaseUrl, schema: SCHEMA } } as unknown as Classes;
}

function onRedis(redisUrl: string): Classes {
  const { Queue, Worker } = bullmq;
  return { Queue, Worker, connection: { url: redisUrl, maxRetriesPerRequest: null } } as unknown as Classes;
}
