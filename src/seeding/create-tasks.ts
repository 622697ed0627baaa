import { type SQL, inArray, sql } from 'drizzle-orm';
import type { Config } from '../config/config.ts';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { games } from '../db/schema/games.ts';
import { seasons, sports } from '../db/schema/reference.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { GAME, SEASON, SPORT } from '../db/table-aliases.ts';
import { ONE_TASK_A_PASS, enqueueSql } from '../jobs/ledger/write-transitions.ts';
import { BOX_SCORE_SPORTS } from '../domain/sport.ts';
import { requestIdOfWork } from '../platform/log-fields.ts';

/**
 * Makes first-pass tasks for the games that match and have none, due when their window opens; none for games of sports
 * without box scores. `condition` is over `game`, `sport`, `season` and `due.at`.
 */
export async function createTasks(
  executor: Executor,
  condition: SQL,
  delayMs: Config['seeding']['delayMs'],
  maxRetries: number,
): Promise<readonly number[]> {
  const rows = await rowsOf(
    executor,
    selecting({ id: seedingTasks.id }, (list) =>
      enqueueSql(seedingTasks, {
        columns: ['gameId', 'scheduledTime', 'dueAt', 'maxRetries', 'requestId'],
        source: sql`
        select ${GAME.id}, due.at, due.at, ${maxRetries}::int, ${requestIdOfWork() ?? null}::text
        from ${games} as ${GAME}
        join ${sports} as ${SPORT} on ${SPORT.id} = ${GAME.sportId}
        join ${seasons} as ${SEASON} on ${SEASON.id} = ${GAME.seasonId}
        cross join lateral (
          select ${GAME.gameDatetime} + (${JSON.stringify(delayMs)}::jsonb ->> ${SPORT.displayName})::bigint
                 * interval '1 millisecond' as at) as due
        where ${inArray(SPORT.displayName, [...BOX_SCORE_SPORTS])} and ${condition}`,
        conflictOn: ONE_TASK_A_PASS,
        returning: list,
      }),
    ),
  );
  return rows.map((row) => row.id);
}
