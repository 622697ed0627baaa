import { loadWorkerParts } from '../../../src/features/worker-parts.ts';
import { sql } from 'drizzle-orm';
import { buildProviders } from '../../../src/app/build-providers.ts';
import { firstRow } from '../../../src/db/rows.ts';
import { type RegisteredKind, type WorkOutcome, type WorkRun, workKind } from '../../../src/jobs/kinds.ts';
import { enqueueWork } from '../../../src/jobs/ledger/work-items.ts';
import { type WorkActs, createWorkActs } from '../../../src/jobs/ledger/work-acts.ts';
import { createWorkerSet } from '../../../workers/worker-set.ts';
import { NO_PROVIDER } from '../../support/no-provider.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { TOY, type Toy, type ToyKind } from './toy-kind.ts';

/** Queue, database and workers of their own, with kinds of the test's. */
export type WorkWorld = {
  test: TestApp;
  acts: WorkActs;
  ask: (name: string, more?: Partial<Toy> & { kind?: ToyKind; dueInMs?: number }) => Promise<number>;
  startWorkers: (
    handle: (run: WorkRun<Toy>) => Promise<WorkOutcome>,
    options?: { concurrency?: number; kinds?: readonly ToyKind[] },
  ) => Promise<{ stop: () => Promise<void>; workerId: string }>;
  item: (name: string) => Promise<Record<string, unknown> | undefined>;
  /** Resolves when the item of that name is in a state; rejects after a minute. */
  until: (name: string, status: string) => Promise<Record<string, unknown>>;
  close: () => Promise<void>;
};

export async function createWorkWorld(store: 'postgres' | 'redis'): Promise<WorkWorld> {
  const test = await createTestApp({
    store,
    environment: { ...NO_PROVIDER, LEASE_SECONDS: '2', SHUTDOWN_DEADLINE_SECONDS: '1' },
  });
  const { app } = test;
  const { db } = app.database;
  const stops: (() => Promise<void>)[] = [];
  const item: WorkWorld['item'] = (name) =>
    firstRow<Record<string, unknown>>(db, sql`select * from work_items where subject = ${name}`);

  return {
    test,
    item,
    acts: createWorkActs({ db, publisher: app.publisher }),
    async ask(name, { kind = TOY, dueInMs = 0, ...more } = {}) {
      const dueAt = sql`now() + ${dueInMs} * interval '1 millisecond'`;
      const { itemId } = await db.transaction((tx) => enqueueWork(tx, kind, { name, ...more }, { dueAt }));
      await app.publisher.publishPending();
      return itemId;
    },
    async startWorkers(handle, { concurrency = 4, kinds = [TOY] } = {}) {
      const providers = buildProviders(app);
      const registered: RegisteredKind[] = kinds.map((kind) => workKind(kind, handle));
      const workers = createWorkerSet({
        app,
        providers,
        parts: await loadWorkerParts(),
        queues: ['work'],
        concurrency,
        kinds: registered,
      });
      await workers.start();
      const stop = async (): Promise<void> => {
        await workers.stop();
        await providers.close();
      };
      stops.push(stop);
      return { stop, workerId: workers.workerId };
    },
    async until(name, status) {
      const deadline = Date.now() + 60_000;
      for (;;) {
        const row = await item(name);
        if (row?.['status'] === status) return row;
        if (Date.now() > deadline) throw new Error(`${name} is not ${status}: ${JSON.stringify(row)}`);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    async close() {
      for (const stop of stops) await stop();
      await test.close();
    },
  };
}
