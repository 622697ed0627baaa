import { eq, sql } from 'drizzle-orm';
import type { OutgoingJob } from '../src/jobs/store.ts';
import { makeOpenTasks } from '../tests/support/open-tasks.ts';
import type { Measurement } from './measurement.ts';
import type { BenchWorld } from './world.ts';
import { seedingTasks } from '../src/db/schema/tasks.ts';
import { seedingQueue } from '../src/jobs/queue-names.ts';

/**
 * Publishing open tasks (read, add, mark) and filling an emptied store again (compare, add, mark), each against
 * a plain bulk add of as many equal jobs; then the reconcile that finds nothing to do, against reading the open tasks once.
 */
export async function measurePublish({ app, store }: BenchWorld, jobs: number): Promise<Measurement[]> {
  await makeOpenTasks(app.database.db, jobs, sql`interval '1 day'`);
  const queueName = seedingQueue('NFL');
  const floorMs = await time(() => app.store.addJobs(plainJobs(queueName, jobs)));

  const publishMs = await time(() => app.publisher.publishPending());
  await empty(app);
  const rebuildMs = await time(() => app.reconciler.run());
  const reconcileMs = await time(() => app.reconciler.run());
  const readMs = await time(() =>
    app.database.db
      .select({ id: seedingTasks.id, revision: seedingTasks.revision, dueAt: seedingTasks.dueAt })
      .from(seedingTasks)
      .where(eq(seedingTasks.status, 'pending')),
  );
  const counts = await app.store.counts(seedingQueue('NBA'));
  if (counts.delayed < jobs) throw new Error(`only ${counts.delayed} of ${jobs} jobs are back`);
  return [
    {
      name: `publish (${store})`,
      description: 'open tasks to jobs; floor: plain bulk add',
      items: jobs,
      oursMs: publishMs,
      floorMs,
      ratio: publishMs / floorMs,
    },
    {
      name: `rebuild after loss (${store})`,
      description: 'everything open into an emptied store; floor: plain bulk add',
      items: jobs,
      oursMs: rebuildMs,
      floorMs,
      ratio: rebuildMs / floorMs,
    },
    {
      name: `reconcile without drift (${store})`,
      description: 'compares everything open with the store; floor: reads the open tasks',
      items: jobs,
      oursMs: reconcileMs,
      floorMs: readMs,
      ratio: reconcileMs / readMs,
    },
  ];
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function plainJobs(queueName: string, count: number): OutgoingJob[] {
  return Array.from({ length: count }, (_, index) => ({
    queueName,
    jobId: `plain-${index}`,
    kind: 'seed-game',
    payload: { taskId: index + 1, gameId: index + 1, revision: 1, label: 'LAL @ GSW 2026-01-15' },
    delayMs: 86_400_000 + index,
    attempts: 4,
  }));
}

/** Takes every job out of the store, as a FLUSHALL or a new server would. */
async function empty(app: BenchWorld['app']): Promise<void> {
  for (const queue of app.store.bullQueues()) await queue.obliterate({ force: true });
}
