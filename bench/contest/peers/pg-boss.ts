import type { Peer, PeerOptions } from './peer.ts';

const QUEUE = 'games';
const SCHEMA = 'peer_pgboss';
/** The shortest that pg-boss allows. */
const POLLING_SECONDS = 0.5;
/** The smallest batch with which it goes on without waiting while there is more: one by one it looks twice a second. */
const BATCH = 2;

type Boss = {
  on: (event: 'error', listener: (error: Error) => void) => void;
  start: () => Promise<unknown>;
  createQueue: (name: string) => Promise<unknown>;
  insert: (name: string, jobs: readonly { data: object; startAfter: Date }[]) => Promise<unknown>;
  work: (
    name: string,
    options: object,
    handle: (jobs: readonly { data: { gameId: number } }[]) => Promise<void>,
  ) => Promise<unknown>;
  stop: (options: object) => Promise<unknown>;
};

/** pg-boss, looking as often as it may, and at once while there is more. */
export async function openPgBoss({ databaseUrl, connections }: PeerOptions): Promise<Peer> {
  // Installed for the bench only, beside this folder: not known to the compiler.
  const name: string = 'pg-boss';
  const { PgBoss } = (await import(name)) as { PgBoss: new (options: object) => Boss };
  const boss = new PgBoss({ connectionString: databaseUrl, schema: SCHEMA, max: connections });
  boss.on('error', (error) => process.stderr.write(`${error.message}\n`));
  let starting: Promise<unknown> | undefined;
  const ready = (): Promise<unknown> => (starting ??= boss.start().then(() => boss.createQueue(QUEUE)));
  return {
    prepare: async () => void (await ready()),
    async enqueue(jobs) {
      await ready();
      await boss.insert(
        QUEUE,
        jobs.map(({ gameId, dueAtMs }) => ({ data: { gameId }, startAfter: new Date(dueAtMs) })),
      );
    },
    async work(handle, concurrency) {
      await ready();
      const options = {
        batchSize: BATCH,
        localConcurrency: Math.ceil(concurrency / BATCH),
        pollingIntervalSeconds: POLLING_SECONDS,
        burstWhenBatchFull: true,
      };
      await boss.work(QUEUE, options, async (jobs) => {
        await Promise.all(jobs.map(({ data }) => handle(data.gameId)));
      });
    },
    close: async () => void (await boss.stop({ graceful: true, close: true })),
  };
}
