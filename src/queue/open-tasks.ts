import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { changedRows, rowsOf } from '../db/rows.ts';
import type { Sport } from '../domain/sport.ts';
import { seedingQueue } from './catalog.ts';
import { seedJobId } from './job-id.ts';
import type { OutgoingJob } from './store.ts';

/** An open task as the queue should know it. */
export type OpenTask = {
  taskId: number;
  gameId: number;
  pass: string;
  revision: number;
  sport: Sport;
  status: 'pending' | 'running';
  label: string;
  /** From now, by the database's clock; negative when overdue. */
  delayMs: number;
  retriesLeft: number;
  isEnqueued: boolean;
  /** True while a run holds the task with a good lease. */
  isLeased: boolean;
};

type TaskRow = {
  task_id: number;
  game_id: number;
  pass: string;
  revision: number;
  sport: Sport;
  status: 'pending' | 'running';
  label: string;
  delay_ms: number;
  retries_left: number;
  is_enqueued: boolean;
  is_leased: boolean;
};

async function selectOpenTasks(executor: Executor, condition: SQL, limit: number): Promise<OpenTask[]> {
  const rows = await rowsOf<TaskRow>(
    executor,
    sql`
      select task.id as task_id, task.game_id, task.pass, task.revision, sport.display_name as sport, task.status,
             coalesce(away.abbreviation, away.name) || ' @ ' || coalesce(home.abbreviation, home.name) || ' '
               || game.slate_date::text as label,
             (extract(epoch from task.due_at - now()) * 1000)::double precision as delay_ms,
             greatest(task.max_retries - task.retry_count, 0) as retries_left,
             task.enqueued_at is not null as is_enqueued,
             coalesce(task.status = 'running' and task.lease_expires_at > now(), false) as is_leased
      from seeding_tasks as task
      join games as game on game.id = task.game_id
      join sports as sport on sport.id = game.sport_id
      join teams as home on home.id = game.home_team_id
      join teams as away on away.id = game.away_team_id
      where task.status in ('pending', 'running') and ${condition}
      order by task.id
      limit ${limit}`,
  );
  return rows.map((row) => ({
    taskId: row.task_id,
    gameId: row.game_id,
    pass: row.pass,
    revision: row.revision,
    sport: row.sport,
    status: row.status,
    label: row.label,
    delayMs: row.delay_ms,
    retriesLeft: row.retries_left,
    isEnqueued: row.is_enqueued,
    isLeased: row.is_leased,
  }));
}

/** Tasks whose current revision the queue has not acknowledged yet. */
export function selectUnpublishedTasks(
  executor: Executor,
  afterTaskId: number,
  limit: number,
): Promise<OpenTask[]> {
  return selectOpenTasks(
    executor,
    sql`task.status = 'pending' and task.enqueued_at is null and task.id > ${afterTaskId}`,
    limit,
  );
}

/** A page of a sport's open tasks, by id. */
export function selectOpenTaskPage(
  executor: Executor,
  sport: Sport,
  afterTaskId: number,
  limit: number,
): Promise<OpenTask[]> {
  return selectOpenTasks(executor, sql`sport.display_name = ${sport} and task.id > ${afterTaskId}`, limit);
}

/** The same tasks as they are now; those that are no longer open are missing. */
export function selectOpenTasksById(executor: Executor, taskIds: readonly number[]): Promise<OpenTask[]> {
  return selectOpenTasks(executor, sql`task.id = any(${sql.param([...taskIds])}::int[])`, taskIds.length);
}

/** Notes that the queue has acknowledged these revisions; a task that has moved on meanwhile is left alone. */
export function markEnqueued(executor: Executor, tasks: readonly OpenTask[]): Promise<number> {
  return changedRows(
    executor,
    sql`
      update seeding_tasks as task set enqueued_at = now()
      from json_to_recordset(${JSON.stringify(tasks)}::json) as sent("taskId" int, "revision" int)
      where task.id = sent."taskId" and task.revision = sent."revision" and task.enqueued_at is null`,
  );
}

/** The job that delivers a task's current revision. */
export function jobOfTask(task: OpenTask): OutgoingJob {
  return {
    queueName: seedingQueue(task.sport),
    jobId: seedJobId(task),
    kind: 'seed-game',
    payload: { taskId: task.taskId, gameId: task.gameId, revision: task.revision, label: task.label },
    delayMs: task.delayMs,
    attempts: task.retriesLeft + 1,
  };
}
