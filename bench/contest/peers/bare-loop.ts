import pg from 'pg';
import type { Peer, PeerOptions } from './peer.ts';

/** Looks for due games again after this long without one. */
const IDLE_MS = 20;

/** Claims a game with `for update skip locked`, does the work, and goes on: the floor of what a worker must do. */
export function openBareLoop({ databaseUrl, connections }: PeerOptions): Peer {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
  const closing = new AbortController();
  let lanes: Promise<void>[] = [];

  async function claim(): Promise<number | undefined> {
    const { rows } = await pool.query<{ game_id: number }>(
      `update peer_bare_job set taken_at = now() where game_id = (
         select game_id from peer_bare_job where taken_at is null and due_at <= now()
         order by due_at, game_id limit 1 for update skip locked)
       returning game_id`,
    );
    return rows[0]?.game_id;
  }

  async function lane(handle: (gameId: number) => Promise<void>): Promise<void> {
    while (!closing.signal.aborted) {
      const gameId = await claim();
      if (gameId === undefined) await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
      else await handle(gameId);
    }
  }

  return {
    async prepare() {
      await pool.query(
        'create table peer_bare_job (game_id int primary key, due_at timestamptz not null, taken_at timestamptz)',
      );
      await pool.query('create index on peer_bare_job (due_at, game_id) where taken_at is null');
    },
    async enqueue(jobs) {
      await pool.query(
        `insert into peer_bare_job (game_id, due_at)
         select game_id, to_timestamp(due_ms / 1000.0) from unnest($1::int[], $2::float8[]) as job(game_id, due_ms)`,
        [jobs.map(({ gameId }) => gameId), jobs.map(({ dueAtMs }) => dueAtMs)],
      );
    },
    async work(handle, concurrency) {
      lanes = Array.from({ length: concurrency }, () => lane(handle));
    },
    async close() {
      closing.abort();
      await Promise.all(lanes);
      await pool.end();
    },
  };
}
