import type { Peer, PeerOptions } from './peer.ts';

const QUEUE = 'games';
const SCHEMA = 'peer_pgboss';
/** The shortest that pg-boss allows. */
const POLLING_SECONDS = 0.5;

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

/** pg-boss, looking as often as it may. */
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
        batchSize: 1,
        localConcurrency: concurrency,
        pollingIntervalSeconds: POLLING_SECONDS,
      };
      await boss.work(QUEUE, options, async (jobs) => {
        for (const { data } of jobs) await handle(data.gameId);
      });
    },
    close: async () => void (await boss.stop({ graceful: true, close: true })),
  };
}
