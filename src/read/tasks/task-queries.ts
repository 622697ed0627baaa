import { sql, type SQL } from 'drizzle-orm';
import { type PgColumn } from 'drizzle-orm/pg-core';
import { alias } from '../../db/alias.ts';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { columnIn, selecting } from '../../db/selecting.ts';
import { players, teams } from '../../db/schema/reference.ts';
import { seedingTaskEntities, seedingTasks } from '../../db/schema/tasks.ts';
import type { EntityStatus } from '../../domain/plans.ts';
import { PROVIDER_ERROR_KINDS } from '../../domain/provider-error.ts';
import { needKnown } from '../../domain/unknown-name.ts';
import { type Page, decodeCursor, pageSize, toPage } from '../../db/cursor.ts';
import { game, task } from './aliases.ts';
import { type Search, pageIds } from './page-ids.ts';
import { readSearchText } from './search-text.ts';
import type { TaskFilter } from './task-filter-fields.ts';
import { taskSearches } from './task-filter.ts';
import { type TaskRow, readTasks, selectTasks } from './task-rows.ts';

const entity = alias(seedingTaskEntities, 'entity');
const player = alias(players, 'player');
const team = alias(teams, 'team');

export type TaskListOptions = TaskFilter & { cursor?: string | undefined; limit?: number | undefined };

/** One entity of a task: what has come in and what has not. */
export type TaskEntity = {
  entity_type: 'player' | 'team';
  provider_entity_id: string;
  entity_id: number | null;
  name: string | null;
  status: EntityStatus;
  attempts: number;
  error_message: string | null;
  seeded_at: Date | null;
};

export type TaskDetail = TaskRow & { entities: readonly TaskEntity[] };

/** Reads seeding tasks for lists, the API and the command line. */
export type TaskQueries = {
  /**
   * A page of tasks. Open ones come by due time, finished ones by their end (newest first), those of a day or of
   * some days by scheduled time, those of a search by tip-off (latest first), those of chosen games by tip-off, all
   * of them by id (newest first). Throws CursorError.
   */
  list: (options?: TaskListOptions) => Promise<Page<TaskRow>>;
  /** How many tasks match; counting ends at `limit` where one is given. */
  count: (filter: TaskFilter, limit?: number) => Promise<number>;
  /** Ids of matching tasks above `afterId`, ascending: for acting on all of them in pages. */
  ids: (filter: TaskFilter, afterId: number, limit: number) => Promise<readonly number[]>;
  /** One task with its entities; undefined when there is none. */
  get: (taskId: number) => Promise<TaskDetail | undefined>;
  /** All tasks of a game, first pass first. */
  ofGame: (gameId: number) => Promise<readonly TaskRow[]>;
};

export function createTaskQueries({ db }: { db: Database }): TaskQueries {
  return {
    list: (options = {}) => listTasks(db, options),
    count: (filter, limit) => countTasks(db, filter, limit),
    ids: (filter, afterId, limit) => taskIds(db, filter, { afterId, limit }),
    async get(taskId) {
      const [row] = await selectTasks(db, {
        where: sql`${task.id} = ${taskId}`,
        orderBy: TASK_ID,
        limit: 1,
      });
      if (!row) return undefined;
      return { ...row, entities: await entitiesOf(db, taskId) };
    },
    async ofGame(gameId) {
      const where = sql`${task.gameId} = ${gameId}`;
      return selectTasks(db, { where, orderBy: TASK_ID, limit: 100 });
    },
  };
}

async function listTasks(
  db: Database,
  { cursor, limit, ...filter }: TaskListOptions,
): Promise<Page<TaskRow>> {
  const order = orderOf(filter);
  const size = pageSize(limit);
  const position = cursor === undefined ? undefined : decodeCursor(order.name, cursor, order.sortedBy);
  const ids = await firstIds(db, filter, size + 1, position && order.after(position));
  const direction = order.isDescending ? sql`desc` : sql`asc`;
  const orderBy = sql`${order.column} ${direction}, ${task.id} ${direction}`;
  const rows = await readTasks(db, { ids, orderBy, sortKey: order.key });
  if (rows.length === 0) await needErrorType(db, filter.errorType);
  return toPage(rows, size, order.name);
}

async function countTasks(db: Database, filter: TaskFilter, limit: number | undefined): Promise<number> {
  const matching =
    limit === undefined ? allIds(await taskSearches(db, filter)) : await firstIds(db, filter, limit);
  const row = await firstRow(
    db,
    selecting({ count: sql<number>`count(*)` }, (list) => sql`select ${list} from (${matching}) as matching`),
  );
  const found = row?.count ?? 0;
  if (found === 0) await needErrorType(db, filter.errorType);
  return found;
}

/** Throws UnknownNameError where no task ever ended with such an error and no provider answers with one. */
async function needErrorType(db: Database, errorType: string | undefined): Promise<void> {
  if (errorType === undefined) return;
  const rows = await db.selectDistinct({ errorType: seedingTasks.errorType }).from(seedingTasks);
  const stored = rows.flatMap((row) => (row.errorType === null ? [] : [row.errorType]));
  needKnown('error_type', 'kind of error of a task', errorType, [...PROVIDER_ERROR_KINDS, ...stored]);
}

async function taskIds(
  db: Database,
  filter: TaskFilter,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<readonly number[]> {
  const after = sql`${task.id} > ${afterId}`;
  const page = { id: TASK_ID, column: TASK_ID, isDescending: false, after, limit };
  const ids = pageIds(await taskSearches(db, filter), page);
  const rows = await rowsOf(
    db,
    selecting(
      { id: columnIn('chosen', task.id) },
      (list) => sql`select ${list} from (${ids}) as chosen order by id`,
    ),
  );
  return rows.map((row) => row.id);
}

/** The first so many in the order of the list. */
async function firstIds(db: Database, filter: TaskFilter, limit: number, after = sql`true`): Promise<SQL> {
  const order = orderOf(filter);
  const searches = await taskSearches(db, filter, order.needsGame);
  return pageIds(searches, { ...order, id: TASK_ID, after, limit });
}

function entitiesOf(db: Database, taskId: number): Promise<TaskEntity[]> {
  return rowsOf(
    db,
    selecting(
      {
        entity_type: entity.entityType,
        provider_entity_id: entity.providerEntityId,
        entity_id: entity.entityId,
        name: sql<
          string | null
        >`case ${entity.entityType} when 'player' then ${player.fullName} else ${team.name} end`,
        status: entity.status,
        attempts: entity.attempts,
        error_message: entity.errorMessage,
        seeded_at: entity.seededAt,
      },
      (list) => sql`
      select ${list}
      from ${seedingTaskEntities} as ${entity}
      left join ${players} as ${player} on ${entity.entityType} = 'player' and ${player.id} = ${entity.entityId}
      left join ${teams} as ${team} on ${entity.entityType} = 'team' and ${team.id} = ${entity.entityId}
      where ${entity.taskId} = ${taskId}
      order by ${entity.entityType} desc, ${entity.status}, name, ${entity.id}`,
    ),
  );
}

function allIds(searches: readonly Search[]): SQL {
  const matching = searches.map(
    ({ source, where }) => sql`(select ${task.id} from ${source} where ${where})`,
  );
  return sql.join(matching, sql` union `);
}

type Order = {
  name: string;
  column: SQL;
  isDescending: boolean;
  sortedBy: 'id' | 'instant';
  /** For cursors; empty where the id alone sorts. */
  key: SQL;
  after: (position: { key: string; id: number }) => SQL;
  /** The column is the game's. */
  needsGame?: boolean;
};

const TASK_ID = sql`${task.id}`;

/** Orders that an index or a small result gives, so that every page is as quick as the first. */
function orderOf(filter: TaskFilter): Order {
  if (filter.games !== undefined) {
    return { ...byInstant('tip-off-first', game.gameDatetime, 'asc'), needsGame: true };
  }
  if (filter.date !== undefined || filter.days !== undefined || filter.gameId !== undefined) {
    return byInstant('scheduled', task.scheduledTime, 'asc');
  }
  if (
    filter.status === 'pending' ||
    filter.status === 'running' ||
    filter.holdReason ||
    filter.isHeld ||
    filter.isOverdue
  ) {
    return byInstant('due', task.dueAt, 'asc');
  }
  if (readSearchText(filter.text ?? '').words.length > 0) {
    return { ...byInstant('tip-off', game.gameDatetime, 'desc'), needsGame: true };
  }
  if (filter.status !== undefined) return byInstant('ended', task.updatedAt, 'desc');
  return {
    name: 'newest',
    column: TASK_ID,
    isDescending: true,
    sortedBy: 'id',
    key: sql`''`,
    after: ({ id }) => sql`${task.id} < ${id}`,
  };
}

/** By an instant and then by id, both in one direction, as the indexes have them. */
function byInstant(name: string, instant: PgColumn, direction: 'asc' | 'desc'): Order {
  const column = sql`${instant}`;
  const isDescending = direction === 'desc';
  // The operator stands in the statement itself: an index gives a page from a position on only where it is known.
  const follows = sql.raw(isDescending ? '<' : '>');
  return {
    name,
    column,
    isDescending,
    sortedBy: 'instant',
    key: sql`${column}::text`,
    after: ({ key, id }) => sql`(${column}, ${task.id}) ${follows} (${key}::timestamptz, ${id})`,
  };
}
