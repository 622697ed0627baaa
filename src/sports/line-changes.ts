import { eq, sql, type SQL } from 'drizzle-orm';
import { type PgColumn } from 'drizzle-orm/pg-core';
import { alias } from '../db/alias.ts';
import type { Executor } from '../db/database.ts';
import { bareColumns } from '../db/bare-columns.ts';
import { columnIn } from '../db/selecting.ts';
import { games } from '../db/schema/games.ts';
import { lineChanges } from '../db/schema/line-changes.ts';
import { PLAYER, TEAM } from '../db/table-aliases.ts';
import type { LineTable } from './line-table.ts';

/** On whose behalf statistics are written: it stands on the record of everything that this changes. */
export type WriteOrigin = {
  /** Null where no task asked for it. */
  taskId: number | null;
  pass: string;
  /** The run that writes: it stands on every row. */
  runId: string;
};

/** One figure that was changed, or one line that came or went; as stored. */
export type LineChange = {
  id: number;
  pass: string;
  action: 'changed' | 'added' | 'removed';
  /** `game` is the score. */
  entity_type: 'player' | 'team' | 'game';
  player_id: number | null;
  team_id: number | null;
  /** Player or team; null for the score. */
  name: string | null;
  /** Null for a whole line, whose values are then an object. */
  column_name: string | null;
  old_value: unknown;
  new_value: unknown;
  created_at: Date;
};

/** Changes as they are read; conditions of other rooms are over it. */
export const CHANGE = alias(lineChanges, 'change');

const CHANGE_COLUMNS = bareColumns(
  lineChanges.gameId,
  lineChanges.taskId,
  lineChanges.pass,
  lineChanges.runId,
  lineChanges.action,
  lineChanges.entityType,
  lineChanges.playerId,
  lineChanges.teamId,
  lineChanges.columnName,
  lineChanges.oldValue,
  lineChanges.newValue,
);

/**
 * What writing the incoming lines of a game (`incoming`) is going to change in those that are there (`existing`), from what
 * to what, in the columns of `recordedChanges`: a part of the statement that writes them. Lines that are new count only once the
 * game was seeded: before that all of them are.
 */
export function lineChangesSql(
  table: LineTable,
  { incoming, existing, gameId, isPartOfLines }: ChangedLines,
): SQL {
  const { schema, entity } = table;
  const before = (column: PgColumn) => columnIn('existing', column);
  const after = (column: PgColumn) => columnIn('incoming', column);
  const kind = sql.raw(table.entityColumn === 'player_id' ? "'player'" : "'team'");
  const columns = sql`${sql.param([...table.contextColumns, ...table.valueColumns])}::text[]`;
  return sql`
    with pair as (
      select coalesce(${after(entity)}, ${before(entity)}) as entity_id,
             coalesce(${after(schema.teamId)}, ${before(schema.teamId)}) as team_id,
             case when ${before(schema.gameId)} is not null then to_jsonb(existing) end as before,
             case when ${after(schema.gameId)} is not null then to_jsonb(incoming) end as after
      from ${incoming} as incoming full join ${existing} as existing on ${before(entity)} = ${after(entity)}
      where ${before(schema.contentHash)} is distinct from ${after(schema.contentHash)}
    ), change as (
      select entity_id, team_id, 'changed' as action, column_name, before -> column_name as old_value,
             after -> column_name as new_value
      from pair cross join unnest(${columns}) as column_name
      where before is not null and after is not null and before -> column_name is distinct from after -> column_name
      union all
      select entity_id, team_id, 'removed', null, ${withoutBlanks(columns, 'before')}, null from pair
      where after is null and not ${isPartOfLines}
      union all
      select entity_id, team_id, 'added', null, null, ${withoutBlanks(columns, 'after')} from pair
      where before is null
        and exists (select 1 from ${games} where ${games.id} = ${gameId} and ${games.seededAt} is not null)
    )
    select ${kind} as entity_type, entity_id, team_id, action, column_name, old_value, new_value from change`;
}

/** Lines as parts of a statement, by the names that they have in it. */
type ChangedLines = { incoming: SQL; existing: SQL; gameId: number; isPartOfLines: boolean };

/** Keeps such changes; answers with one row for each. */
export function recordChangesSql(gameId: number, origin: WriteOrigin, changes: SQL): SQL {
  return sql`
    insert into ${lineChanges} (${CHANGE_COLUMNS})
    select ${gameId}::int, ${origin.taskId}::int, ${origin.pass}, ${origin.runId}, action, entity_type,
           case when entity_type = 'player' then entity_id end, team_id, column_name, old_value, new_value
    from (${changes}) as change order by entity_type, team_id, entity_id, column_name
    returning 1`;
}

/** A whole line as an object, without the figures that it does not have. */
function withoutBlanks(columns: SQL, side: 'before' | 'after'): SQL {
  return sql`(select jsonb_object_agg(column_name, value) from unnest(${columns}) as column_name
              cross join lateral (select ${sql.raw(side)} -> column_name as value) as figure
              where value is not null and value <> 'null'::jsonb)`;
}

/** Reads changes with the names of players and teams, oldest first. `where` is over the alias `change`. */
export function selectLineChanges(executor: Executor, where: SQL, limit: number): Promise<LineChange[]> {
  return executor
    .select({
      id: CHANGE.id,
      pass: CHANGE.pass,
      action: CHANGE.action,
      entity_type: CHANGE.entityType,
      player_id: CHANGE.playerId,
      team_id: CHANGE.teamId,
      name: sql<string | null>`coalesce(${PLAYER.fullName}, ${TEAM.name})`,
      column_name: CHANGE.columnName,
      old_value: CHANGE.oldValue,
      new_value: CHANGE.newValue,
      created_at: CHANGE.createdAt,
    })
    .from(CHANGE)
    .leftJoin(PLAYER, eq(PLAYER.id, CHANGE.playerId))
    .leftJoin(TEAM, sql`${TEAM.id} = ${CHANGE.teamId} and ${CHANGE.entityType} = 'team'`)
    .where(where)
    .orderBy(CHANGE.id)
    .limit(limit);
}

/** The changes that this transaction has recorded for a game so far: they share its time. */
export function changesOfTransaction(tx: Executor, gameId: number): Promise<LineChange[]> {
  return selectLineChanges(
    tx,
    sql`${CHANGE.gameId} = ${gameId} and ${CHANGE.createdAt} = now()`,
    MAX_CHANGES,
  );
}

/** The changes that all attempts of a task have made to its game. */
export function changesOfTask(tx: Executor, gameId: number, taskId: number): Promise<LineChange[]> {
  return selectLineChanges(
    tx,
    sql`${CHANGE.gameId} = ${gameId} and ${CHANGE.taskId} = ${taskId}`,
    MAX_CHANGES,
  );
}

/** More than all figures of both sides' players. */
const MAX_CHANGES = 10_000;
