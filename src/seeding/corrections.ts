import { type SQL, sql } from 'drizzle-orm';
import { seedingTasks } from '../db/schema/tasks.ts';
import { planCorrections } from '../sports/correction-times.ts';
import type { From } from '../db/fixed-text.ts';
import { ONE_TASK_A_PASS, enqueueSql } from '../jobs/ledger/write-transitions.ts';
import type { Claim } from './claim.ts';
import type { LockedGame } from './lock-game.ts';

export type CorrectionSettings = { delaysMs: readonly number[]; maxRetries: number };

/** The tasks of a game's corrections that are to be made, `planned` as JSON. */
export type PlannedCorrections = { gameId: number; planned: string; maxRetries: number };

/**
 * The tasks of a game's corrections, to be made by the statement that completes its first pass; undefined where there
 * are none to be made. A pass whose time is over by the database's clock is not made: what was just read is no older
 * than what it would read. So a game that is seeded long after it was played has none. Passes that exist already stay as
 * they are.
 */
export function planCorrectionTasks(
  claim: Pick<Claim, 'pass' | 'game'>,
  { lastUnfinishedAt }: Pick<LockedGame, 'lastUnfinishedAt'>,
  { delaysMs, maxRetries }: CorrectionSettings,
): PlannedCorrections | undefined {
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
  return { gameId: game.gameId, planned: JSON.stringify(planned), maxRetries };
}

/** The statement that makes them. */
export function correctionsSql(from: From<PlannedCorrections>): SQL {
  return enqueueSql(seedingTasks, {
    columns: ['gameId', 'pass', 'scheduledTime', 'dueAt', 'maxRetries'],
    source: sql`
      select ${from(({ gameId }) => gameId)}::int, planned.pass, planned.at, planned.at,
             ${from(({ maxRetries }) => maxRetries)}::int
      from json_to_recordset(${from(({ planned }) => planned)}::json) as planned(pass text, at timestamptz)
      where planned.at > now()`,
    conflictOn: ONE_TASK_A_PASS,
  });
}
