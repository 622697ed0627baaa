import type { Job, Queue } from 'bullmq';
import { sql } from 'drizzle-orm';
import { rowsOf } from '../../../src/db/rows.ts';
import type { CrashWorld } from '../../support/crash-world.ts';
import type { Scenario } from '../scenario.ts';
import { SOMETHING_IS_DONE, runsOf } from './conditions.ts';
import { obliterate } from './obliterate.ts';

const BOTH = ['postgres', 'redis'] as const;

/** What people do to the queue with Bull Board or a client of their own. */
export const byHandScenarios: readonly Scenario[] = [
  {
    id: 'jobs-handled-by-hand',
    what: 'jobs promoted, removed, delayed, copied and replaced by hand end as if nobody had touched them',
    short: BOTH,
    world: { latencyMs: 20 },
    async play(world) {
      await world.startChores();
      await world.startWorker();
      // All that follows happens before the games are due, so nothing slow comes in between.
      await world.addGamesDueIn(12, 15);
      const queue = queueOf(world, 'seeding-nba');
      const tasks = await world.tasks();
      const idOf = (index: number) => `game-${tasks[index]?.gameId}-first-r1`;
      const job = async (index: number): Promise<Job> => {
        const found = await queue.getJob(idOf(index));
        if (!found) throw new Error(`there is no job for task ${index}`);
        return found;
      };

      await (await job(0)).promote();
      await (await job(1)).remove();
      await (await job(2)).changeDelay(3_600_000);
      const { name, data } = await job(3);
      await queue.add(name, data, { jobId: 'copied-by-hand' });
      await queue.add(name, data, { jobId: 'copied-for-later', delay: 3_000 });
      // The job of a revision that is over comes back, twice.
      await world.app.taskActions.reschedule(tasks[4]?.id ?? 0, new Date(Date.now() + 9_000), {
        name: 'test',
      });
      await queue.add(name, { ...data, taskId: tasks[4]?.id }, { jobId: idOf(4) });
      // A finished job holds the id that an open task's job must have.
      await (await job(5)).remove();
      await queue.add(name, { ...data, revision: 99 }, { jobId: idOf(5) });
      await (await job(6)).remove();
      await queue.add(name, { nonsense: true }, { jobId: idOf(6) });
      // A busy night beside it.
      if (world.isFull) await world.addDueGames();

      await world.settle();
      const early = await rowsOf(
        world.app.database.db,
        sql`select id, execution_time, scheduled_time from seeding_tasks
          where execution_time < scheduled_time - interval '1 second'`,
      );
      if (early.length > 0) throw new Error(`started before their time: ${JSON.stringify(early)}`);
    },
  },
  {
    id: 'finished-jobs-retried-by-hand',
    what: 'finished jobs that are retried or cleaned by hand deliver nothing twice',
    short: ['redis'],
    shortGames: 15,
    world: { latencyMs: 20 },
    async play(world) {
      await world.addDueGames();
      await world.addGamesDueIn(3_600, 15);
      await world.startChores();
      await world.startWorker();
      await world.until(SOMETHING_IS_DONE);
      const queue = queueOf(world, 'seeding-nba');
      for (const job of await queue.getJobs(['completed'], 0, 20)) await job.retry('completed');
      await queue.clean(0, 1_000, 'completed');
      await queue.clean(0, 1_000, 'delayed');
      await queue.drain(true);
      await world.recovers();
    },
  },
  {
    id: 'queues-obliterated',
    what: 'queues that were obliterated by hand, chores and all, are filled again',
    short: ['postgres'],
    async play(world) {
      await world.addDueGames();
      await world.startChores();
      const worker = await world.startWorker();
      await world.until(runsOf(worker));
      await obliterate(queueOf(world, 'seeding-nba'));
      await obliterate(queueOf(world, 'maintenance'));
      await world.recovers();
    },
  },
];

function queueOf(world: CrashWorld, wanted: string): Queue {
  const queue = world.app.store.bullQueues().find(({ name }) => name === wanted);
  if (!queue) throw new Error(`there is no queue ${wanted}`);
  return queue;
}
