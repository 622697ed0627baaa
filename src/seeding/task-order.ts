import { type SQL, sql } from 'drizzle-orm';

/** On whose behalf a task is run, in SQL over `task`, as `priorityOf` tells it of a claim. */
export const PRIORITY_OF_TASK: SQL = sql`
  case when task.is_by_hand then 'manual'
       when task.blanket_id is not null or task.fallback_from is not null then 'backfill'
       when task.pass = 'first' then 'first_pass' else 'correction' end`;

/** The same as a number, the most urgent first. */
export const RANK_OF_TASK: SQL = sql`
  case when task.is_by_hand then 0
       when task.blanket_id is not null or task.fallback_from is not null then 3
       when task.pass = 'first' then 1 else 2 end`;

/** Within a priority: games of which some lines are in already, and then those that have waited longest. */
export const DEPTH_FIRST: SQL = sql`(game.seeding_status = 'partial') desc, task.scheduled_time, task.id`;
