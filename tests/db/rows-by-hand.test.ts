import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/db/instants.ts';
import { firstRow } from '../../src/db/rows.ts';
import { cutFarLeases } from '../../src/seeding/far-leases.ts';
import { runCli } from '../cli/run-cli.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

const RULES = [
  'alter table seeding_tasks drop constraint seeding_tasks_times_usable',
  'alter table seeding_tasks drop constraint task_counts_usable',
  'alter table games drop constraint games_times_usable',
];

describe('rows that are changed by hand', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it.each([
    "update seeding_tasks set due_at = 'infinity'",
    "update seeding_tasks set scheduled_time = '-infinity'",
    "update seeding_tasks set due_at = '12026-01-01'",
    "update seeding_tasks set status = 'running', claimed_by = 'w', lease_expires_at = 'infinity'",
    "update seeding_tasks set status = 'running', claimed_by = 'w', lease_expires_at = null",
    'update seeding_tasks set retry_count = -1',
    'update seeding_tasks set max_retries = -1',
    'update seeding_tasks set start_count = 2147483647',
    'update seeding_tasks set revision = 0',
    'update seeding_tasks set fence = -1',
    "update games set game_datetime = 'infinity'",
    "update games set slate_date = 'infinity'",
    'update games set seeding_attempts = 2147483647',
    "update provider_quota set day_blocked_until = 'infinity'",
  ])('are refused where the code cannot bear them: %s', async (statement) => {
    world = await createSeedingWorld({ store: 'postgres' });
    await world.ingestDue([['LAL', 'GSW']], 5);
    const { db } = world.app.database;
    await db.execute(sql`insert into provider_quota (host, day) values ('example', current_date)`);
    await expect(db.execute(sql.raw(statement))).rejects.toMatchObject({
      cause: expect.objectContaining({ code: '23514' }),
    });
  });

  it('are listed, do not spin, and are named by doctor where they were there before the rules', async () => {
    world = await createSeedingWorld({ store: 'postgres', prepareDatabase: RULES });
    await world.ingestDue(
      [
        ['LAL', 'GSW'],
        ['BOS', 'MIA'],
        ['DEN', 'PHX'],
      ],
      5,
    );
    const { db } = world.app.database;
    const [endless, refused] = await world.tasks();
    await db.execute(
      sql`update seeding_tasks set due_at = 'infinity', scheduled_time = '-infinity' where id = ${endless?.id}`,
    );
    await db.execute(sql`update games set game_datetime = 'infinity' where id = ${endless?.gameId}`);
    await db.execute(sql`update seeding_tasks set start_count = 2147483647 where id = ${refused?.id}`);
    await db.execute(sql`
      alter table seeding_tasks add constraint seeding_tasks_times_usable check (due_at < '10000-01-01') not valid`);
    await world.startWorkers();

    // The start of one cannot be noted; the others are not held up by it.
    await world.until("(select count(*) from seeding_tasks where status = 'completed') >= 1");
    await world.until("exists (select 1 from game_events where kind = 'claim_refused')");
    const row = await firstRow<{ error_type: string; is_later: boolean }>(
      db,
      sql`select error_type, due_at > now() + interval '30 seconds' as is_later from seeding_tasks where id = ${refused?.id}`,
    );
    expect(row).toEqual({ error_type: 'claim_refused', is_later: true });

    const environment = world.test.environment;
    for (const command of [
      ['list-tasks'],
      ['monitor', 'upcoming'],
      ['monitor', 'pending-seeds'],
      ['why', String(endless?.gameId)],
      ['query', 'games', '--sport', 'NBA'],
    ]) {
      const { exitCode, stderr } = await runCli([...command, '--json'], { environment });
      expect([command, exitCode, stderr]).toEqual([command, 0, expect.not.stringContaining('at ')]);
    }
    const why = await runCli(['why', String(refused?.gameId)], { environment });
    expect(why.stdout).toContain('cannot be started');
    expect(why.stdout).not.toContain('waiting for a free worker');
    const doctor = await runCli(['doctor'], { environment });
    expect(doctor.stdout).toMatch(/1 row of seeding_tasks .* seeding_tasks_times_usable/);
    expect(doctor.stdout).toMatch(/1 task cannot be started/);
  }, 120_000);

  it('do not hold a task for ever in the name of a worker that does not exist', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    await world.ingestDue([['LAL', 'GSW']], 5);
    const { db } = world.app.database;
    await db.execute(sql`
      update seeding_tasks set status = 'running', claimed_by = 'nobody', lease_expires_at = now() + interval '10 years'`);
    const doctor = await runCli(['doctor'], { environment: world.test.environment });
    expect(doctor.stdout).toContain('claimed for longer than');
    expect(await cutFarLeases(db, 'control')).toBe(1);
    expect(await cutFarLeases(db, 'control')).toBe(0);
    expect(
      await firstRow(
        db,
        sql`select lease_expires_at < now() + interval '31 seconds' as is_near from seeding_tasks`,
      ),
    ).toEqual({ is_near: true });
    expect(await firstRow(db, sql`select kind from game_events where kind = 'lease_cut'`)).toBeDefined();
  }, 60_000);

  it('are read as the first or the last moment that can be shown', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    expect(instantOf('infinity').toISOString()).toBe('+275760-09-13T00:00:00.000Z');
    expect(instantOf('-infinity').getTime()).toBe(-8.64e15);
    expect(instantOf('0044-03-15 00:00:00+00 BC').getTime()).toBe(-8.64e15);
    expect(instantOf('294276-12-31 00:00:00+00').getTime()).toBe(8.64e15);
    expect(instantOf('2026-01-15 12:00:00+00').toISOString()).toBe('2026-01-15T12:00:00.000Z');
  });
});
