import pg from 'pg';
import type { Peer, PeerOptions } from './peer.ts';

const SCHEMA = 'peer_graphile';
const TASK = 'seed';

type Library = {
  run: (options: object) => Promise<{ stop: () => Promise<void> }>;
  runMigrations: (options: object) => Promise<void>;
  Logger: new (log: () => () => void) => object;
};

/** graphile-worker with its defaults. */
export async function openGraphileWorker({ databaseUrl, connections }: PeerOptions): Promise<Peer> {
  // Installed for the bench only, beside this folder: not known to the compiler.
  const name: string = 'graphile-worker';
  const { run, runMigrations, Logger } = (await import(name)) as Library;
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
  const shared = { pgPool: pool, schema: SCHEMA, logger: new Logger(() => () => undefined) };
  let runner: { stop: () => Promise<void> } | undefined;
  return {
    prepare: () => runMigrations(shared),
    async enqueue(jobs) {
      await pool.query(
        `select ${SCHEMA}.add_jobs(array(
           select row('${TASK}', json_build_object('gameId', game_id), null, to_timestamp(due_ms / 1000.0), null, null, null, null)
                  ::${SCHEMA}.job_spec
           from unnest($1::int[], $2::float8[]) as job(game_id, due_ms)))`,
        [jobs.map(({ gameId }) => gameId), jobs.map(({ dueAtMs }) => dueAtMs)],
      );
    },
    async work(handle, concurrency) {
      runner = await run({
        ...shared,
        concurrency,
        noHandleSignals: true,
        taskList: { [TASK]: (payload: { gameId: number }) => handle(payload.gameId) },
      });
    },
    async close() {
      await runner?.stop();
      await pool.end();
    },
  };
}
