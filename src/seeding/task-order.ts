import { type SQL, sql } from 'drizzle-orm';
import { GAME, TASK } from '../db/table-aliases.ts';

/** On whose behalf a task is run, in SQL over `task`, as `priorityOf` tells it of a claim. */
export const PRIORITY_OF_TASK: SQL = sql`
  case when ${TASK.isByHand} then 'manual'
       when ${TASK.unitId} is not null or ${TASK.fallbackFrom} is not null then 'backfill'
       when ${TASK.pass} = 'first' then 'first_pass' else 'correction' end`;

/** The same as a number, the most urgent first. */
export const RANK_OF_TASK: SQL = sql`
  case when ${TASK.isByHand} then 0
       when ${TASK.unitId} is not null or ${TASK.fallbackFrom} is not null then 3
       when ${TASK.pass} = 'first' then 1 else 2 end`;

/** Within a priority: games of which some lines are in already, and then those that have waited longest. */
export const DEPTH_FIRST: SQL = sql`(${GAME.seedingStatus} = 'partial') desc, ${TASK.scheduledTime}, ${TASK.id}`;
