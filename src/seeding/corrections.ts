import { type SQL, sql } from 'drizzle-orm';
import { seedingTasks } from '../db/schema/tasks.ts';
import { planCorrections } from '../sports/correction-times.ts';
import { ONE_TASK_A_PASS, enqueueSql } from '../jobs/ledger/write-transitions.ts';
import type { Claim } from './claim.ts';
import type { LockedGame } from './lock-game.ts';

export type CorrectionSettings = { delaysMs: readonly number[]; maxRetries: number };

/**
 * Makes the tasks of a game's corrections: a part of the statement that completes its first pass, undefined where there
 * are none to be made. A pass whose time is over by the database's clock is not made: what was just read is no older
 * than what it would read. So a game that is seeded long after it was played has none. Passes that exist already stay as
 * they are.
 */
export function correctionsSql(
  claim: Pick<Claim, 'pass' | 'game'>,
  { lastUnfinishedAt }: Pick<LockedGame, 'lastUnfinishedAt'>,
  { delaysMs, maxRetries }: CorrectionSettings,
): SQL | undefined {
  if (claim.pass !== 'first' || delaysMs.length === 0) return undefined;
  const { game } = claim;
  const passes = planCorrections(
    {
      sport: game.sport,
      timezone: game.timezone,
      tipOffMs: game.tipOffMs,
      slateDate: game.slateDate,
      lastUnfinishedMs: lastUnfinishedAt?.getTime(),
    },
    delaysMs,
  );
  const planned = passes.map(({ pass, atMs }) => ({ pass, at: new Date(atMs).toISOString() }));
  return enqueueSql(seedingTasks, {
    columns: ['gameId', 'pass', 'scheduledTime', 'dueAt', 'maxRetries'],
    source: sql`
      select ${game.gameId}::int, planned.pass, planned.at, planned.at, ${maxRetries}::int
      from json_to_recordset(${JSON.stringify(planned)}::json) as planned(pass text, at timestamptz)
      where planned.at > now()`,
    conflictOn: ONE_TASK_A_PASS,
  });
}
