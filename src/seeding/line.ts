import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { games } from '../db/schema/games.ts';
import { GAME, TASK } from '../db/table-aliases.ts';
import { paceWords } from '../domain/pace.ts';
import { RANK_OF_TASK } from './task-order.ts';

/** How fast the games of a sport can be read while calls are what is short. */
export type Pace = { callsPerMinute: number; callsPerGame: number };

/** The ledger's minute is half a second longer than the clock's. */
const MINUTE_MS = 60_500;

/**
 * A little faster than the pace: a call that nobody is there to take is lost, and whoever comes too early is put back
 * at his place.
 */
const EAGERNESS = 0.9;

/** Nobody is put off for longer than this by those before him: the pace may change. */
const LONGEST_MS = 3_600_000;

/** Those beyond it come back spread over so many seconds. */
const SPREAD_SECONDS = 1_800;

/**
 * How many tasks of the same sport need calls before this one: the more urgent, games of which some lines are in
 * already, and those that have been due for longer.
 */
export async function countBefore(tx: Executor, taskId: number): Promise<number> {
  const row = await firstRow(
    tx,
    selecting(
      { before: sql<number>`count(*)::int` },
      (list) => sql`
      with task as (
        select ${TASK.id}, ${GAME.sportId}, ${RANK_OF_TASK} as rank, ${GAME.seedingStatus} <> 'partial' as is_fresh,
               ${TASK.scheduledTime}
        from ${seedingTasks} as ${TASK} join ${games} as ${GAME} on ${GAME.id} = ${TASK.gameId} where ${TASK.id} = ${taskId}),
      mine as materialized (select * from task)
      select ${list}
      from mine, ${seedingTasks} as ${TASK} join ${games} as ${GAME} on ${GAME.id} = ${TASK.gameId}
      where ${TASK.status} in ('pending', 'running') and ${TASK.scheduledTime} <= now() and ${TASK.id} <> mine.id
        and ${GAME.sportId} = mine.sport_id
        and (${TASK.holdReason} is null or ${TASK.holdReason} in ('quota', 'breaker_open'))
        and (${RANK_OF_TASK}, ${GAME.seedingStatus} <> 'partial', ${TASK.scheduledTime}, ${TASK.id})
          < (mine.rank, mine.is_fresh, mine.scheduled_time, mine.id)`,
    ),
  );
  return row?.before ?? 0;
}

/** How long those before a task take, so that tasks which were refused together do not come back together. */
export function turnAfterMs(before: number, { callsPerMinute, callsPerGame }: Pace, taskId: number): number {
  const stepMs = (callsPerGame * MINUTE_MS * EAGERNESS) / Math.max(1, callsPerMinute);
  const turnMs = Math.round(before * stepMs);
  return turnMs <= LONGEST_MS ? turnMs : LONGEST_MS + (taskId % SPREAD_SECONDS) * 1_000;
}

/** How long a line takes, in words: `about 15 minutes at 300 calls a minute`. */
export function lineWords(games: number, { callsPerMinute, callsPerGame }: Pace): string {
  return paceWords(games * callsPerGame, callsPerMinute);
}
