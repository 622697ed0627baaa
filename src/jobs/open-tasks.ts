import { type SQL, sql } from 'drizzle-orm';
import { alias } from '../db/alias.ts';
import { bareColumns } from '../db/bare-columns.ts';
import type { Executor } from '../db/database.ts';
import { changedRows, rowsOf } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { games } from '../db/schema/games.ts';
import { sports, teams } from '../db/schema/reference.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import type { Sport } from '../domain/sport.ts';
import { requestIdOfWork } from '../platform/log-fields.ts';
import { type JobPayload } from './catalog.ts';
import { seedJobId } from './job-id.ts';
import { isHolderMissing } from './ledger/abandoned-claims.ts';
import type { OutgoingJob } from './store.ts';
import { seedingQueue } from './queue-names.ts';

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
  /** By the database's clock, epoch milliseconds. */
  dueAtMs: number;
  retriesLeft: number;
  isEnqueued: boolean;
  /** True while a run holds the task with a good lease. */
  isLeased: boolean;
  /** The HTTP request that made the task or moved it last. */
  requestId: string | undefined;
  /** When it is due, in the database's own words: microseconds and all, for comparing with it. */
  dueAtText: string;
};

/** What is compared of an open task with its job. */
export type OpenTaskRef = Pick<
  OpenTask,
  'taskId' | 'gameId' | 'pass' | 'revision' | 'sport' | 'dueAtMs' | 'isLeased' | 'dueAtText'
>;

/** Where a page of open tasks ended. */
export type OpenTaskCursor = Pick<OpenTask, 'taskId' | 'dueAtText'>;

const task = alias(seedingTasks, 'task');
const game = alias(games, 'game');
const sport = alias(sports, 'sport');
const home = alias(teams, 'home');
const away = alias(teams, 'away');

/** One that is due at the end of time is looked at in a year. */
const DUE_AT = sql`case when isfinite(${task.dueAt}) then ${task.dueAt} else now() + interval '1 year' end`;

const IS_LEASED = sql<boolean>`coalesce(${task.status} = 'running' and ${task.leaseExpiresAt} > now(), false)`;
const DUE_AT_MS = sql<number>`(extract(epoch from ${DUE_AT}) * 1000)::double precision`;
const DUE_AT_TEXT = sql<string>`${task.dueAt}::text`;

/** The condition and the order speak of `task` alone, so that a page costs the same however many tasks there are. */
async function selectOpenTasks(
  executor: Executor,
  condition: SQL,
  order: SQL,
  limit: number,
): Promise<OpenTask[]> {
  const rows = await rowsOf(
    executor,
    selecting(
      {
        task_id: task.id,
        game_id: task.gameId,
        pass: task.pass,
        revision: task.revision,
        sport: sport.displayName,
        status: sql<OpenTask['status']>`${task.status}`,
        label: sql<string>`coalesce(${away.abbreviation}, ${away.name}) || ' @ ' || coalesce(${home.abbreviation}, ${home.name}) || ' '
               || ${game.slateDate}::text`,
        delay_ms: sql<number>`(extract(epoch from ${DUE_AT} - now()) * 1000)::double precision`,
        due_at_ms: DUE_AT_MS,
        retries_left: sql<number>`greatest(${task.maxRetries} - ${task.retryCount}, 0)`,
        is_enqueued: sql<boolean>`${task.enqueuedAt} is not null`,
        is_leased: IS_LEASED,
        request_id: task.requestId,
        due_at_text: DUE_AT_TEXT,
      },
      (list) => sql`
      with ${task} as materialized (${pageOf(condition, order, limit)})
      select ${list}
      from ${task}
      join ${games} as ${game} on ${game.id} = ${task.gameId}
      join ${sports} as ${sport} on ${sport.id} = ${game.sportId}
      join ${teams} as ${home} on ${home.id} = ${game.homeTeamId}
      join ${teams} as ${away} on ${away.id} = ${game.awayTeamId}
      order by ${order}`,
    ),
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
    dueAtMs: row.due_at_ms,
    retriesLeft: row.retries_left,
    isEnqueued: row.is_enqueued,
    isLeased: row.is_leased,
    requestId: row.request_id ?? undefined,
    dueAtText: row.due_at_text,
  }));
}

function pageOf(condition: SQL, order: SQL, limit: number, columns: SQL = sql`*`): SQL {
  return sql`
        select ${columns} from ${seedingTasks} as ${task}
        where ${task.status} in ('pending', 'running') and ${condition}
        order by ${order}
        limit ${limit}`;
}

/** Tasks whose current revision the queue has not acknowledged yet. */
export function selectUnpublishedTasks(
  executor: Executor,
  afterTaskId: number,
  limit: number,
): Promise<OpenTask[]> {
  const condition = sql`${task.status} = 'pending' and ${task.enqueuedAt} is null and ${task.id} > ${afterTaskId}`;
  return selectOpenTasks(executor, condition, sql`${task.id}`, limit);
}

/**
 * A page of all open tasks, the overdue ones first. A task that is moved between two pages may come twice or not at
 * all.
 */
export function selectOpenTaskPage(
  executor: Executor,
  after: OpenTaskCursor | undefined,
  limit: number,
): Promise<OpenTask[]> {
  return selectOpenTasks(executor, isAfter(after), BY_DUE_TIME, limit);
}

const BY_DUE_TIME = sql`${task.dueAt}, ${task.id}`;

function isAfter(cursor: OpenTaskCursor | undefined): SQL {
  if (!cursor) return sql`true`;
  return sql`(${task.dueAt}, ${task.id}) > (${cursor.dueAtText}::timestamptz, ${cursor.taskId}::int)`;
}

/** The same page, as far as its tasks are compared with their jobs. */
export async function selectOpenTaskRefs(
  executor: Executor,
  after: OpenTaskCursor | undefined,
  limit: number,
): Promise<OpenTaskRef[]> {
  const columns = {
    taskId: task.id,
    gameId: task.gameId,
    pass: task.pass,
    revision: task.revision,
    sport: sport.displayName,
    dueAtMs: DUE_AT_MS,
    isLeased: IS_LEASED,
    dueAtText: DUE_AT_TEXT,
  };
  return rowsOf(
    executor,
    selecting(
      columns,
      (list) => sql`
      with ${task} as materialized (${pageOf(isAfter(after), BY_DUE_TIME, limit, COMPARED)})
      select ${list}
      from ${task}
      join ${games} as ${game} on ${game.id} = ${task.gameId}
      join ${sports} as ${sport} on ${sport.id} = ${game.sportId}
      order by ${BY_DUE_TIME}`,
    ),
  );
}

/** The columns of a task that its comparison reads. */
const COMPARED = sql.join(
  [task.id, task.gameId, task.pass, task.revision, task.status, task.dueAt, task.leaseExpiresAt].map(
    (column) => sql`${column}`,
  ),
  sql`, `,
);

/** The same tasks as they are now; those that are no longer open are missing. */
export function selectOpenTasksById(executor: Executor, taskIds: readonly number[]): Promise<OpenTask[]> {
  const condition = sql`${task.id} = any(${sql.param([...taskIds])}::int[])`;
  return selectOpenTasks(executor, condition, sql`${task.dueAt}, ${task.id}`, taskIds.length);
}

/** Tasks that a run holds whose lease has run out or whose worker is missing: it is gone, or frozen. */
export function selectLostTasks(executor: Executor, limit: number): Promise<OpenTask[]> {
  const condition = sql`${task.status} = 'running' and (${task.leaseExpiresAt} < now() or ${isHolderMissing(task)})`;
  return selectOpenTasks(executor, condition, sql`${task.dueAt}, ${task.id}`, limit);
}

/**
 * Notes that the queue has acknowledged these revisions; a task that has moved on meanwhile is left alone. So is one that
 * another transaction holds, which may hold several in another order: it is published once more, which changes nothing.
 */
export function markEnqueued(executor: Executor, tasks: readonly OpenTask[]): Promise<number> {
  const sent = tasks.map(({ taskId, revision }) => ({ taskId, revision }));
  return changedRows(
    executor,
    sql`
      with acknowledged as materialized (
        select ${task.id} from ${seedingTasks} as ${task}
        join json_to_recordset(${JSON.stringify(sent)}::json) as sent("taskId" int, "revision" int)
          on ${task.id} = sent."taskId" and ${task.revision} = sent."revision"
        where ${task.enqueuedAt} is null
        for no key update of ${task} skip locked)
      update ${seedingTasks} as ${task} set ${bareColumns(seedingTasks.enqueuedAt)} = now()
      from acknowledged where ${task.id} = acknowledged.id`,
  );
}

/** The job that delivers a task's current revision; it names the HTTP request that it comes from. */
export function jobOfTask(task: OpenTask): OutgoingJob & { payload: JobPayload<'seed-game'> } {
  // Whoever acts on it now, or else whoever made it: control may publish what a request could not.
  const requestId = requestIdOfWork() ?? task.requestId;
  return {
    queueName: seedingQueue(task.sport),
    jobId: seedJobId(task),
    kind: 'seed-game',
    payload: {
      taskId: task.taskId,
      gameId: task.gameId,
      revision: task.revision,
      label: task.label,
      ...(requestId === undefined ? {} : { requestId }),
    },
    delayMs: task.delayMs,
    dueAtMs: task.dueAtMs,
    attempts: task.retriesLeft + 1,
  };
}
