import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow } from '../../src/db/rows.ts';
import { sql } from 'drizzle-orm';
import { type TestProcess, startProcess } from '../support/processes.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

const run = promisify(execFile);

/** Lets a process open no more files and sockets than it has open; or as many as it likes again. */
async function limitDescriptors(pid: number, limit: number | undefined): Promise<void> {
  // The soft limit alone, so that it can be lifted again.
  await run('prlimit', ['--pid', String(pid), `--nofile=${limit ?? 1024}:`]);
}

const openDescriptors = async (pid: number): Promise<number> => (await readdir(`/proc/${pid}/fd`)).length;

describe('a worker that has no file descriptors left', () => {
  let world: SeedingWorld;
  const processes: TestProcess[] = [];
  afterEach(async () => {
    for (const one of processes.splice(0)) await one.crash();
    await world.close();
  });

  it.skipIf(process.platform !== 'linux')(
    'holds its games without burning an attempt, opens nobody’s breaker, says why, and goes on when it may',
    async () => {
      world = await createSeedingWorld({ store: 'postgres', environment: { RETRY_MAX_ATTEMPTS: '0' } });
      const environment = { ...world.test.environment, LOG_LEVEL: 'info', NODE_ENV: 'test' };
      const worker = await startProcess('workers/main.ts', {
        environment,
        args: ['--queues', 'seeding-nba', '--concurrency', '4'],
      });
      processes.push(worker);
      await limitDescriptors(worker.pid, await openDescriptors(worker.pid));
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
      const { db } = world.app.database;
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

      await limitDescriptors(worker.pid, undefined);
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
