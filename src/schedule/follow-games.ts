import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { changedRows, rowsOf } from '../db/rows.ts';
import { requestIdOfWork } from '../platform/log-fields.ts';
import type { SeedJobRef } from '../jobs/job-id.ts';
import { type PastPolicy, RECENT_WINDOW_HOURS } from './ingest-request.ts';

export type FollowScope = {
  /** From tip-off to the opening of the window. */
  delayMs: number;
  maxRetries: number;
  past: PastPolicy;
};

/** Games that were changed, as their rows are now. */
export type ChangedGames = {
  ids: readonly number[];
  /** Those whose start moved or became known. */
  movedIds: readonly number[];
  /** Those that were cancelled, awarded or postponed and are to be played after all. */
  returnedIds: readonly number[];
};

export type Followed = {
  tasksCreated: number;
  tasksRescheduled: number;
  /** Jobs that the queue may still hold for tasks as they were before. */
  outdated: readonly SeedJobRef[];
};

/** Takes the tasks' locks before those of the games, in the order in which a run takes them. */
export async function lockTasks(tx: Executor, gameIds: readonly number[]): Promise<void> {
  if (gameIds.length === 0) return;
  await tx.execute(sql`
    select id from seeding_tasks where game_id = any(${idList(gameIds)}) order by id for update`);
}

/**
 * Lets the tasks follow their games, in the transaction of the change:
 * - a game that is off ends its open and failed tasks;
 * - a game with another start has its task at the new window, at a new revision and with fresh attempts, also
 *   where the task had failed; a run in progress loses its claim. One that a person cancelled stays cancelled;
 * - a game that is on again has its task opened again;
 * - a postponed game and one without a known time carry their hold, the others lose it.
 * Tasks of seeded games are left alone, and so are those of games with changes of another kind.
 */
export async function followGames(tx: Executor, games: ChangedGames, scope: FollowScope): Promise<Followed> {
  if (games.ids.length === 0) return { tasksCreated: 0, tasksRescheduled: 0, outdated: [] };
  const ended = await endTasks(tx, games.ids);
  const rescheduled = await rescheduleTasks(tx, games, scope);
  const tasksCreated = await insertTasks(tx, [...games.movedIds, ...games.returnedIds], scope);
  await settleHolds(tx, games.ids);
  return {
    tasksCreated,
    tasksRescheduled: rescheduled.length,
    outdated: [...ended, ...rescheduled],
  };
}

const IS_OFF = sql`game.status in ('cancelled', 'awarded')`;
const IS_SEEDED = sql`game.seeding_status in ('completed', 'partial')`;

/** The hold that a game's own state puts on its task. */
const OWN_HOLD = sql`case when game.status = 'postponed' then 'postponed' when not game.time_confirmed then 'time_unknown' end`;

async function endTasks(tx: Executor, gameIds: readonly number[]): Promise<SeedJobRef[]> {
  await tx.execute(sql`
    update games as game set seeding_status = 'skipped', updated_at = now()
    where game.id = any(${idList(gameIds)}) and ${IS_OFF} and not ${IS_SEEDED} and game.seeding_status <> 'skipped'`);
  return rowsOf<SeedJobRef>(
    tx,
    sql`
      update seeding_tasks as task
      set status = 'cancelled', fence = task.fence + 1, revision = task.revision + 1, enqueued_at = null,
          claimed_by = null, lease_expires_at = null, hold_reason = null, hold_detail = null, next_retry_at = null,
          completed_at = now(), updated_at = now()
      from games as game
      where task.game_id = game.id and game.id = any(${idList(gameIds)}) and ${IS_OFF} and not ${IS_SEEDED}
        and task.status in ('pending', 'running', 'failed')
      returning task.game_id as "gameId", task.pass, task.revision - 1 as revision`,
  );
}

async function rescheduleTasks(
  tx: Executor,
  { movedIds, returnedIds }: ChangedGames,
  scope: FollowScope,
): Promise<SeedJobRef[]> {
  if (movedIds.length + returnedIds.length === 0) return [];
  const rows = await rowsOf<SeedJobRef>(
    tx,
    sql`
      update seeding_tasks as task
      set scheduled_time = window_opens.at, due_at = window_opens.at, revision = task.revision + 1,
          fence = task.fence + 1, status = 'pending', enqueued_at = null, request_id = ${requestIdOfWork() ?? null}, claimed_by = null, lease_expires_at = null,
          hold_reason = ${OWN_HOLD}, hold_detail = null, next_retry_at = null, retry_count = 0, start_count = 0,
          stuck_since = null, error_type = null, error_message = null, completed_at = null, updated_at = now()
      from games as game
      cross join lateral (select ${windowOf(scope)} as at) as window_opens
      where task.game_id = game.id and task.pass = 'first' and not ${IS_OFF} and not ${IS_SEEDED}
        and ((game.id = any(${idList(movedIds)}) and task.status in ('pending', 'running', 'failed'))
          or (game.id = any(${idList(returnedIds)}) and task.status in ('pending', 'running', 'failed', 'cancelled')))
        and (task.status in ('failed', 'cancelled')
          or (task.scheduled_time, task.due_at) is distinct from (window_opens.at, window_opens.at))
      returning task.game_id as "gameId", task.pass, task.revision - 1 as revision`,
  );
  await tx.execute(sql`
    update games as game set seeding_status = 'pending', last_seeding_error = null, updated_at = now()
    where (game.id = any(${idList(rows.map((row) => row.gameId))}) or game.id = any(${idList(returnedIds)}))
      and not ${IS_OFF} and game.seeding_status in ('failed', 'skipped', 'in_progress')`);
  return rows;
}

/** One task per game that has none, due when its window opens. Returns how many were made. */
export async function insertTasks(
  tx: Executor,
  gameIds: readonly number[],
  scope: FollowScope,
): Promise<number> {
  if (gameIds.length === 0) return 0;
  const window = windowOf(scope);
  return changedRows(
    tx,
    sql`
      insert into seeding_tasks (game_id, scheduled_time, due_at, max_retries, hold_reason, request_id)
      select game.id, ${window}, ${window}, ${scope.maxRetries}, ${OWN_HOLD}, ${requestIdOfWork() ?? null}::text
      from games as game
      where game.id = any(${idList(gameIds)}) and not ${IS_OFF} and not ${IS_SEEDED}
        and ${pastCondition(scope.past, window)}
      on conflict (game_id, pass) do nothing`,
  );
}

/** Holds say what is the case now; those of the provider's making are left alone. */
async function settleHolds(tx: Executor, gameIds: readonly number[]): Promise<void> {
  await tx.execute(sql`
    update seeding_tasks as task set hold_reason = ${OWN_HOLD}, hold_detail = null, updated_at = now()
    from games as game
    where task.game_id = game.id and game.id = any(${idList(gameIds)}) and task.pass = 'first'
      and task.status = 'pending' and task.hold_reason is distinct from (${OWN_HOLD})
      and ((${OWN_HOLD}) is not null or task.hold_reason in ('postponed', 'time_unknown'))`);
}

function windowOf({ delayMs }: FollowScope): SQL {
  return sql`(game.game_datetime + ${delayMs} * interval '1 millisecond')`;
}

function pastCondition(past: PastPolicy, window: SQL): SQL {
  switch (past) {
    case 'all':
      return sql`true`;
    case 'recent':
      return sql`${window} > now() - ${RECENT_WINDOW_HOURS} * interval '1 hour'`;
    case 'none':
      return sql`${window} > now()`;
  }
}

function idList(ids: readonly number[]): SQL {
  return sql`${sql.param([...ids])}::int[]`;
}
