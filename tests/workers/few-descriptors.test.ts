import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { firstRow } from '../../src/db/rows.ts';
import { sql } from 'drizzle-orm';
import { type TestProcess, startProcess } from '../support/processes.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

const run = promisify(execFile);

/**
 * Lets a process open no file and no socket any more, whatever it closes meanwhile: the numbers below three are its
 * standard streams. Or as many as it likes again.
 */
async function allowDescriptors(pid: number, isAllowed: boolean): Promise<void> {
  // The soft limit alone, so that it can be lifted again.
  await run('prlimit', ['--pid', String(pid), `--nofile=${isAllowed ? 1024 : 3}:`]);
}

/** The connections that the worker's statements share. */
const CONNECTIONS = `from pg_stat_activity where datname = current_database() and application_name = 'scoracle-worker'`;

/** Cuts all of them but one, also those that are opened meanwhile. */
async function leaveOne(db: Database): Promise<void> {
  await expect
    .poll(async () => {
      await db.execute(
        sql.raw(
          `select pg_terminate_backend(pid) ${CONNECTIONS} and pid <> (select min(pid) ${CONNECTIONS})`,
        ),
      );
      return firstRow(db, sql.raw(`select count(*)::int as count ${CONNECTIONS}`));
    })
    .toEqual({ count: 1 });
}

describe('a worker that has no file descriptors left', () => {
  let world: SeedingWorld;
  const processes: TestProcess[] = [];
  afterEach(async () => {
    for (const one of processes.splice(0)) await one.crash();
    await world.close();
  });

  // What becomes of a game is written over a connection that is open, or that has to be opened in the middle of it.
  it.skipIf(process.platform !== 'linux').each(['one', 'all'] as const)(
    'and %s of its connections to the database holds its games without burning an attempt, opens nobody’s breaker, says why, and goes on when it may',
    async (connections) => {
      world = await createSeedingWorld({ store: 'postgres', environment: { RETRY_MAX_ATTEMPTS: '0' } });
      const environment = { ...world.test.environment, LOG_LEVEL: 'info', NODE_ENV: 'test' };
      const worker = await startProcess('workers/main.ts', {
        environment,
        args: ['--queues', 'seeding-nba', '--concurrency', '4'],
      });
      processes.push(worker);
      const { db } = world.app.database;
      if (connections === 'one') await leaveOne(db);
      await allowDescriptors(worker.pid, false);
      await world.ingestDue(
        [
          ['LAL', 'GSW'],
          ['BOS', 'MIA'],
          ['DEN', 'PHX'],
          ['NYK', 'CHI'],
          ['DAL', 'HOU'],
          ['ATL', 'ORL'],
        ],
        5,
      );
      await world.until(
        "(select count(*) from seeding_tasks where hold_reason = 'worker_trouble') > 0",
        60_000,
      );
      await world.until(
        "exists (select 1 from worker_heartbeats where array_to_string(problems, ' ') like '%descriptors%')",
        60_000,
      );
      const held = (await world.tasks()).find(({ holdReason }) => holdReason === 'worker_trouble');
      expect(held).toMatchObject({ status: 'pending', errorType: 'local', retryCount: 0 });
      expect(held?.holdDetail).toMatch(/EMFILE|descriptors/);

      await allowDescriptors(worker.pid, true);
      await world.until("(select count(*) from seeding_tasks where status = 'completed') = 6", 120_000);
      expect((await world.tasks()).map(({ retryCount }) => retryCount)).toEqual([0, 0, 0, 0, 0, 0]);
      const troubled = await firstRow<{ hosts: number }>(
        db,
        sql`select count(*)::int as hosts from provider_breakers
            where host = ${new URL(world.app.config.provider.baseUrls.NBA).host}
              and (book ->> 'state' = 'open' or jsonb_path_exists(book, '$.outcomes[*] ? (@.isTrouble == true)'))`,
      );
      // Nothing of it was counted against the provider.
      expect(troubled).toEqual({ hosts: 0 });
      const told = worker.log.filter(({ msg }) => msg.includes('takes no jobs for a while'));
      expect(told).toHaveLength(1);
      await world.until(
        `(select array_agg(subject::text) from system_events where kind = 'worker_rests') = array['${worker.workerId}']`,
        90_000,
      );
    },
    240_000,
  );
});
