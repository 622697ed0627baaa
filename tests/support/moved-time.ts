import { sql } from 'drizzle-orm';
import type { Database } from '../../src/db/database.ts';
import { BOX_SCORE_SPORTS } from '../../src/domain/sport.ts';
import { clockOffsetMs } from './mishaps/shifted-clock.ts';
import { seedingQueue } from '../../src/jobs/queue-names.ts';

/**
 * Moves the clock of this process, of all libraries in it and of its test database, so that a day can turn within a
 * test. A test file that imports this has a process of its own, as every file has. Workers of queues in PostgreSQL
 * sleep by timers until their next job is due, so that they are woken.
 */
export async function moveTimeTo(db: Database, atMs: number): Promise<void> {
  const offsetMs = Math.round(atMs - (Date.now() - clockOffsetMs()));
  await db.execute(sql`update test_clock.offset_now set milliseconds = ${offsetMs}`);
  process.env['TEST_CLOCK_OFFSET_MS'] = String(offsetMs);
  for (const sport of BOX_SCORE_SPORTS)
    await db.execute(sql`select pg_notify('bullmq_jobs', ${seedingQueue(sport)})`);
}

/**
 * Gives a database a clock that can be moved: functions of these names are found before PostgreSQL's own by every
 * connection with the `MOVABLE_CLOCK_PATH`. What tables fill in by themselves keeps the true time.
 */
export const MOVABLE_CLOCK: readonly string[] = [
  'create schema test_clock',
  'create table test_clock.offset_now as select 0::bigint as milliseconds',
  ...(
    [
      ['now', 'stable'],
      ['clock_timestamp', 'volatile'],
    ] as const
  ).map(
    ([name, volatility]) => `
      create function test_clock.${name}() returns timestamptz language sql ${volatility} as $$
        select pg_catalog.${name}() + milliseconds * interval '1 millisecond' from test_clock.offset_now $$`,
  ),
];

/** Where connections look for functions, so that they find the clock. */
export const MOVABLE_CLOCK_PATH = 'public,test_clock,pg_catalog';
