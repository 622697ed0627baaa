import { randomBetween } from '../../../simulator/provider/sampling.ts';
import type { CrashWorld } from '../../support/crash-world.ts';
import type { TestProcess } from '../../support/processes.ts';
import { type ScheduleFile, sendSchedule } from '../../support/schedules.ts';
import pg from 'pg';
import type { Scenario } from '../scenario.ts';
import { obliterate } from './obliterate.ts';

/** How much later each answer of Redis comes: still sooner than a silent store is given up, and a filling takes seconds. */
const ANSWER_DELAY_MS = 300;

/** Makes the filling of an empty queue last; a Redis that takes no writes would not be asked at all. */
async function slowQueue(world: CrashWorld): Promise<() => Promise<void>> {
  if (world.store !== 'redis') return world.holdQueue();
  world.proxy('redis').setMode({ kind: 'delay', byMs: ANSWER_DELAY_MS });
  return async () => world.proxy('redis').setMode({ kind: 'pass' });
}

/** What goes wrong with processes that ingest, publish and reconcile. */
export const controlScenarios: readonly Scenario[] = [
  {
    id: 'control-killed-in-ingest',
    what: 'a control process killed in the middle of an ingest leaves nothing behind, and the file goes in again',
    short: ['redis'],
    async play(world) {
      const file = world.dueFile();
      const [control] = await Promise.all([world.startControl(), world.startWorker()]);
      const release = await lockTable(world, 'seeding_tasks');
      const answer = sendSchedule(control, file);
      await world.until(
        "exists (select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%seeding_tasks%' and datname = current_database())",
      );
      await control.crash();
      await release();
      if ((await answer) !== undefined)
        throw new Error('the ingest was answered although its process is gone');
      await world.until('(select count(*) from games) = 0 and (select count(*) from schedule_imports) = 0');
      const next = await world.startControl();
      await expectTaken(next, file);
      await world.recovers();
    },
  },
  {
    id: 'control-killed-before-publish',
    what: 'games that were committed and not published are published by the next control process',
    short: ['postgres'],
    async play(world) {
      const file = world.dueFile();
      const [control] = await Promise.all([world.startControl(), world.startWorker()]);
      const release = await world.holdQueue();
      const answer = sendSchedule(control, file);
      await world.until(`(select count(*) from seeding_tasks where enqueued_at is null) = ${file.games}`);
      await control.crash();
      await release();
      await answer;
      await world.startControl();
      await world.recovers();
    },
  },
  {
    id: 'control-killed-before-mark',
    what: 'a queue that took the jobs before anybody could note it gets no second copy',
    short: ['redis'],
    async play(world) {
      const file = world.dueFile();
      const control = await world.startControl();
      // The ingest writes its rows first; only the note that a task is queued meets this trigger.
      await world.app.database.pool.query(`
        create function forget_publishing() returns trigger language plpgsql as
          $$ begin perform pg_sleep(600); return new; end $$;
        create trigger forget_publishing before update of enqueued_at on seeding_tasks
          for each row when (new.enqueued_at is not null) execute function forget_publishing()`);
      const answer = sendSchedule(control, file);
      await world.until(
        "exists (select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database())",
      );
      await control.crash();
      await answer;
      await world.app.database.pool.query(`
        select pg_terminate_backend(pid) from pg_stat_activity
          where wait_event = 'PgSleep' and datname = current_database();
        drop function forget_publishing cascade`);
      await world.until(`(select count(*) from seeding_tasks where enqueued_at is null) = ${file.games}`, 0);
      await Promise.all([world.startControl(), world.startWorker()]);
      await world.recovers();
    },
  },
  {
    id: 'control-killed-in-reconcile',
    what: 'a control process killed while it fills an emptied queue is followed by one that fills it',
    short: ['redis'],
    world: { proxies: ['redis'] },
    async play(world) {
      await world.addDueGames();
      await emptyQueues(world);
      const release = await slowQueue(world);
      const control = await world.startControl().catch(() => undefined);
      await world.until(
        "exists (select 1 from job_schedules where name = 'reconcile' and lease_expires_at > now())",
      );
      await control?.crash();
      await release();
      await Promise.all([world.startControl(), world.startWorker()]);
      await world.recovers();
    },
  },
  {
    id: 'control-killed-again-and-again',
    what: 'killing the control process at any moment costs nothing but time',
    async play(world) {
      await world.addDueGames();
      await world.addGamesDueIn(30, 15);
      await Promise.all([world.startWorker(), world.startWorker()]);
      for (let round = 0; round < 8; round += 1) {
        const control = await world.startControl();
        if (round % 2 === 1) await emptyQueues(world);
        await world.sleep(randomBetween(world.random, 0, 3_500));
        await control.crash();
      }
      await world.startControl();
      await world.recovers();
    },
  },
  {
    id: 'two-of-each',
    what: 'the same file ingested by two control processes at once, with reconcilers at work, makes every game once',
    short: ['redis'],
    async play(world) {
      const file = world.dueFile();
      const [first, second] = await Promise.all([
        world.startControl(),
        world.startControl(),
        world.startWorker(),
        world.startWorker(),
      ]);
      const answers = await Promise.all([
        sendSchedule(first, file),
        sendSchedule(second, file),
        world.app.reconciler.run(),
        world.app.reconciler.run(),
        world.app.publisher.publishPending(),
        world.app.publisher.publishPending(),
      ]);
      const added = (answers[0]?.games_added ?? 0) + (answers[1]?.games_added ?? 0);
      if (added !== file.games) throw new Error(`${added} games were added instead of ${file.games}`);
      await world.until(`(select count(*) from games) = ${file.games}`, 0);
    },
  },
];

async function expectTaken(control: TestProcess, file: ScheduleFile): Promise<void> {
  const answer = await sendSchedule(control, file);
  if (answer?.games_added !== file.games) throw new Error(`not ingested: ${JSON.stringify(answer)}`);
}

/** Lets everybody wait who wants to write to a table, until the function that it gives is called. */
async function lockTable(world: CrashWorld, table: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: world.test.environment['DATABASE_URL'] });
  await client.connect();
  await client.query('begin');
  await client.query(`lock table ${table} in share row exclusive mode`);
  return async () => {
    await client.query('rollback');
    await client.end();
  };
}

async function emptyQueues(world: CrashWorld): Promise<void> {
  for (const queue of world.app.store.bullQueues()) await obliterate(queue);
}
