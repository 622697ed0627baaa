import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { planCorrections } from '../sports/correction-times.ts';
import { ONE_TASK_A_PASS, enqueueSql } from '../jobs/ledger/write-transitions.ts';
import type { Claim } from './claim.ts';

export type CorrectionSettings = { delaysMs: readonly number[]; maxRetries: number };

/**
 * Makes the tasks of a game's corrections, in the transaction that completes its first pass. A pass whose time is
 * over by the database's clock is not made: what was just read is no older than what it would read. So a game that
 * is seeded long after it was played has none. Passes that exist already stay as they are.
 */
export async function createCorrections(
  tx: Executor,
  claim: Claim,
  { delaysMs, maxRetries }: CorrectionSettings,
): Promise<readonly string[]> {
  if (claim.pass !== 'first' || delaysMs.length === 0) return [];
  const { game } = claim;
  const [seen] = await rowsOf<{ last_unfinished: Date | null }>(
    tx,
    sql`select max(created_at) as last_unfinished from game_events
        where game_id = ${game.gameId} and task_id = ${claim.taskId} and kind = 'held'
          and data ->> 'reason' in ('not_final', 'postponed')`,
  );
  const passes = planCorrections(
    {
      sport: game.sport,
      timezone: game.timezone,
      tipOffMs: game.tipOffMs,
      slateDate: game.slateDate,
      lastUnfinishedMs: seen?.last_unfinished?.getTime(),
    },
    delaysMs,
  );
  const planned = passes.map(({ pass, atMs }) => ({ pass, at: new Date(atMs).toISOString() }));
  const rows = await rowsOf<{ pass: string }>(
    tx,
    enqueueSql(seedingTasks, {
      columns: ['gameId', 'pass', 'scheduledTime', 'dueAt', 'maxRetries'],
      source: sql`
        select ${game.gameId}::int, planned.pass, planned.at, planned.at, ${maxRetries}::int
        from json_to_recordset(${JSON.stringify(planned)}::json) as planned(pass text, at timestamptz)
        where planned.at > now()`,
      conflictOn: ONE_TASK_A_PASS,
      returning: sql`pass`,
    }),
  );
  return rows.map((row) => row.pass);
}
