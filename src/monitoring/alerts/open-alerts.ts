import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { IS_STUCK } from '../../read/tasks/task-counts.ts';
import type { Alert } from './alert.ts';

/** An alert that was told, or will be, and what is known of its game now. */
export type OpenAlert = Pick<Alert, 'key' | 'kind' | 'first_seen_at' | 'last_seen_at'> & {
  /** The same is still true of its game. */
  is_true: boolean;
  /** Its game has failed once more since the alert was seen last: somebody retried it, and it did not help. */
  is_repeated: boolean;
  /** Its game is complete, called off, put off, or not known any more. */
  is_settled: boolean;
};

/** When a game may be expected to be complete: an old game that was added late has its time from then on. */
export const WINDOW: SQL = sql`greatest(task.scheduled_time, task.created_at)`;

/** Conditions over the alias task: which games are in trouble, and how. */
export type GameConditions = { failed: SQL; stuck: SQL; incomplete: SQL };

/**
 * A game is incomplete when its first pass is open `incompleteMs` after its window, whatever it waits for. A game that
 * was put off was not played, one whose lines are all there is only read again, and a sweep over a season takes days.
 */
export function gameConditions(incompleteMs: number): GameConditions {
  const stuck = sql`task.id in (select id from seeding_tasks where ${IS_STUCK})`;
  return {
    failed: sql`(task.status = 'failed' and task.pass = 'first')`,
    stuck,
    incomplete: sql`(
      task.status in ('pending', 'running') and task.pass = 'first' and task.blanket_id is null
      and ${WINDOW} < now() - ${incompleteMs} * interval '1 millisecond'
      and coalesce(task.hold_reason, '') <> 'postponed' and not ${stuck}
      and exists (select from games where games.id = task.game_id and games.seeding_status <> 'completed'))`,
  };
}

/** Every open alert, with what is known of the game that it is about. */
export function readOpenAlertFacts(
  db: Database,
  { failed, stuck, incomplete }: GameConditions,
): Promise<OpenAlert[]> {
  return rowsOf<OpenAlert>(
    db,
    sql`
      select alert.key, alert.kind, alert.first_seen_at, alert.last_seen_at,
             coalesce(case when alert.kind in ('game_failed', 'game_poison') then ${failed}
                           when alert.kind = 'game_stuck' then ${stuck}
                           when alert.kind = 'game_incomplete' then ${incomplete} end, false) as is_true,
             coalesce(alert.kind in ('game_failed', 'game_poison') and ${failed}
                      and task.completed_at > alert.last_seen_at, false) as is_repeated,
             coalesce(task.id is null or task.status in ('completed', 'cancelled')
                      or game.status in ('cancelled', 'postponed') or task.hold_reason = 'postponed'
                      or (task.status = 'pending' and task.scheduled_time > now()), false) as is_settled
      from alerts as alert
      left join seeding_tasks as task
        on task.id = case when alert.kind ~ '^game_' then split_part(alert.key, ':', 2)::int end
      left join games as game on game.id = task.game_id
      where alert.resolved_at is null`,
  );
}
