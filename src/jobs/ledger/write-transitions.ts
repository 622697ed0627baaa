import { type SQL, getTableColumns, is, SQL as SqlClass, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { ledgerColumns } from '../../db/schema/ledger-columns.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { workItems } from '../../db/schema/work-items.ts';
import { gamesFollow } from './game-standing.ts';
import { type Guard, type LedgerEvent, TRANSITIONS } from './transitions.ts';
import { HISTORY_COLUMNS, type HistoryActor, historySql, isKept } from './work-history.ts';

/** A table of durable work: one that has the ledger's columns and a number of its own for each row. */
export type LedgerTable = PgTable &
  Record<keyof ReturnType<typeof ledgerColumns> | 'id', PgColumn> & { $inferInsert: object };

/** Columns that only the table of transitions changes. */
type OwnedColumn =
  | 'id'
  | 'status'
  | 'fence'
  | 'revision'
  | 'claimedBy'
  | 'enqueuedAt'
  | 'createdAt'
  | 'updatedAt';

/** A game has one task for each of its passes: what an insert of tasks conflicts on. */
export const ONE_TASK_A_PASS: SQL = sql.raw(`${seedingTasks.gameId.name}, ${seedingTasks.pass.name}`);

/** Values for columns that go along with a transition, by the names of the schema. */
export type AlsoSet<T extends LedgerTable> = {
  [Name in Exclude<keyof T['$inferInsert'], OwnedColumn>]?: T['$inferInsert'][Name] | SQL | null;
};

export type TransitionSpec<T extends LedgerTable> = {
  table: T;
  event: LedgerEvent;
  /** Which rows, beside what the event asks for by itself. */
  where: SQL;
  /** The fence by which a run proves that it holds the item: for events that only the holder brings about. */
  heldBy?: number | SQL;
  /** Who takes the claim, and how long it holds: for `claim`, and how long for `renew`. */
  claim?: { workerId?: string | SQL; leaseMs: number | SQL };
  /** An item may be claimed this much before it is due. */
  earlyMs?: number;
  also?: AlsoSet<T>;
  /** The person who brings it about, for the history of items. */
  by?: HistoryActor | undefined;
  /** Other tables of the update. */
  from?: SQL;
  /** Further columns of `moved`, after `id`, `revision`, `fence`, `due_at` and `error_message`. */
  returning?: SQL;
  /** Common table expressions before the transition, and after it, where they may read `moved`. */
  before?: SQL;
  after?: SQL;
  /** What the statement answers with; default all of `moved`. */
  select?: SQL;
};

/**
 * The statement of a transition: the rows that it applies to are in `moved`, as they are afterwards, and what follows
 * from it elsewhere (`games.seeding_status`, the history of an item) is in the same statement. A row that the event does not apply to is left
 * alone and is not in `moved`.
 */
export function transitionSql<T extends LedgerTable>(spec: TransitionSpec<T>): SQL {
  const { table, event, from, before, after, select = sql`select * from moved` } = spec;
  const returning = spec.returning === undefined ? sql`` : sql`, ${spec.returning}`;
  const { own, follow } = followingOf(table, event, spec.by);
  return sql`
    with ${before === undefined ? sql`` : sql`${before}, `}moved as (
      update ${table} set ${assignments(spec)}${from === undefined ? sql`` : sql` from ${from}`}
      where ${guardOf(spec)} and (${spec.where})
      returning ${table.id}, ${table.revision}, ${table.fence}, ${table.dueAt}, ${table.errorMessage}${own}${returning})
    ${follow === undefined ? sql`` : sql`, following as (${follow})`}
    ${after === undefined ? sql`` : sql`, ${after}`}
    ${select}`;
}

/** What a transition changes beside its table, from `moved`, and the columns of `moved` that it needs for that. */
function followingOf(
  table: LedgerTable,
  event: LedgerEvent,
  by: HistoryActor | undefined,
): { own: SQL; follow: SQL | undefined } {
  if (isSeedingTasks(table)) {
    return { own: sql`, ${table.gameId}, ${table.pass}`, follow: gamesFollow(event) };
  }
  if (isWorkItems(table) && isKept(event)) {
    return { own: sql`, ${HISTORY_COLUMNS}`, follow: historySql(event, by) };
  }
  return { own: sql``, follow: undefined };
}

/** The same as the part of an upsert that meets a row: `on conflict (…) do update` and this, by the columns' own names. */
export function onConflictTransition<T extends LedgerTable>(
  spec: Pick<TransitionSpec<T>, 'table' | 'event' | 'also' | 'where'>,
): SQL {
  return sql`update set ${assignments(spec)} where ${guardOf(spec)} and (${spec.where})`;
}

/**
 * Makes new items, pending, from a query that gives one row for each in the order of `columns`; what exists already is
 * left alone, or meets `onConflict` (see `onConflictTransition`).
 */
export function enqueueSql<T extends LedgerTable>(
  table: T,
  {
    columns,
    source,
    conflictOn,
    onConflict = sql`nothing`,
    returning,
  }: {
    columns: readonly Exclude<keyof AlsoSet<T>, symbol | number>[];
    source: SQL;
    conflictOn: SQL;
    onConflict?: SQL;
    returning?: SQL;
  },
): SQL {
  const names = columns.map((name) => sql`${sql.identifier(columnNamed(table, name).name)}`);
  return sql`
    insert into ${table} (${joined(names)}) ${source}
    on conflict (${conflictOn}) do ${onConflict}${returning === undefined ? sql`` : sql` returning ${returning}`}`;
}

/** Changes what is not the ledger's own: counters, times, plans. The state stays what it is. */
export function amendSql<T extends LedgerTable>(table: T, values: AlsoSet<T>, where: SQL): SQL {
  return sql`update ${table} set ${joined([...valuesOf(table, values), touched(table)])} where ${where}`;
}

/**
 * Ends every run that a restored database believes to be going on: claims are dropped, fences leap by `fenceLeap`
 * beyond those of runs that may still write, and every open item is published again.
 */
export function forgetRunsSql<T extends LedgerTable>(table: T, fenceLeap: number): SQL {
  const isOpen = sql`${table.status} in ('pending', 'running')`;
  return sql`
    update ${table} set ${joined([
      set(table.status, sql`case when ${isOpen} then 'pending' else ${table.status} end`),
      set(table.fence, sql`${table.fence} + ${fenceLeap}`),
      set(table.claimedBy, sql`null`),
      set(table.leaseExpiresAt, sql`null`),
      set(table.startCount, sql`0`),
      set(table.enqueuedAt, sql`case when not (${isOpen}) then ${table.enqueuedAt} end`),
    ])}`;
}

/** What `event` asks for by itself, over the columns of the table. */
function guardOf<T extends LedgerTable>(
  spec: Pick<TransitionSpec<T>, 'table' | 'event' | 'heldBy' | 'earlyMs'>,
): SQL {
  const { table } = spec;
  const states = Object.entries(TRANSITIONS[spec.event].from).map(
    ([state, guard]) => sql`(${table.status} = ${sql.raw(`'${state}'`)}${objectionSql(spec, guard)})`,
  );
  return sql`(${sql.join(states, sql` or `)})`;
}

function objectionSql<T extends LedgerTable>(
  { table, event, heldBy, earlyMs = 0 }: Pick<TransitionSpec<T>, 'table' | 'event' | 'heldBy' | 'earlyMs'>,
  guard: Guard,
): SQL {
  switch (guard) {
    case 'holder':
      if (heldBy === undefined) throw new Error(`${event} needs the fence of the run that holds the item`);
      return sql` and ${table.fence} = ${heldBy}`;
    case 'lease over':
      return sql` and ${table.leaseExpiresAt} <= now()`;
    case 'due':
      return sql` and ${table.dueAt} <= now() + ${earlyMs} * interval '1 millisecond'`;
    case 'always':
      return sql``;
  }
}

function assignments<T extends LedgerTable>(
  spec: Pick<TransitionSpec<T>, 'table' | 'event' | 'also' | 'claim'>,
): SQL {
  const { table, event, also = {} } = spec;
  const own = new Map<PgColumn, SQL>();
  for (const [column, value] of effectsOf(spec)) own.set(column, value);
  const given = valuesOf(table, also as AlsoSet<T>);
  const names = new Set(Object.keys(also));
  const columns = getTableColumns(table);
  const isGiven = (column: PgColumn): boolean =>
    [...names].some((name) => columns[name as keyof typeof columns] === column);
  const sets = [...own].filter(([column]) => !isGiven(column)).map(([column, value]) => set(column, value));
  const { from, to } = TRANSITIONS[event];
  const isOfState = Object.keys(from).some((state) => state !== to);
  return joined([
    ...(isOfState ? [set(table.status, sql.raw(`'${to}'`))] : []),
    ...sets,
    ...given,
    // A renewal is nothing that anybody looks for by its time, and leaves the indexes alone.
    ...(event === 'renew' ? [] : [touched(table)]),
  ]);
}

function* effectsOf<T extends LedgerTable>({
  table,
  event,
  claim,
}: Pick<TransitionSpec<T>, 'table' | 'event' | 'claim'>): Generator<[PgColumn, SQL]> {
  const { effects } = TRANSITIONS[event];
  const nothing = sql`null`;
  if (effects.fence === 'raise') yield [table.fence, sql`${table.fence} + 1`];
  if (effects.revision === 'raise') {
    yield [table.revision, sql`${table.revision} + 1`];
    yield [table.enqueuedAt, nothing];
  }
  yield* claimOf(table, event, claim);
  if (effects.hold === 'clear') {
    yield [table.holdReason, nothing];
    yield [table.holdDetail, nothing];
    yield [table.nextRetryAt, nothing];
  }
  if (effects.attempts === 'count') yield [table.retryCount, sql`${table.retryCount} + 1`];
  if (effects.attempts === 'fresh') yield [table.retryCount, sql`0`];
  if (effects.starts === 'count') yield [table.startCount, sql`${table.startCount} + 1`];
  if (effects.starts === 'take back') yield [table.startCount, sql`greatest(${table.startCount} - 1, 0)`];
  if (effects.starts === 'fresh') yield [table.startCount, sql`0`];
  if (effects.end === 'now') yield [table.completedAt, sql`now()`];
  if (effects.end === 'keep first') yield [table.completedAt, sql`coalesce(${table.completedAt}, now())`];
  if (effects.end === 'clear') yield [table.completedAt, nothing];
  if (effects.byHand === 'clear') yield [table.isByHand, sql`false`];
}

function* claimOf<T extends LedgerTable>(
  table: T,
  event: LedgerEvent,
  claim: TransitionSpec<T>['claim'],
): Generator<[PgColumn, SQL]> {
  const change = TRANSITIONS[event].effects.claim;
  if (change === undefined) return;
  if (change === 'drop') {
    yield [table.claimedBy, sql`null`];
    yield [table.leaseExpiresAt, sql`null`];
    return;
  }
  if (claim === undefined) throw new Error(`${event} needs to know how long the claim holds`);
  yield [table.leaseExpiresAt, sql`now() + ${claim.leaseMs} * interval '1 millisecond'`];
  if (change === 'extend') return;
  yield [table.claimedBy, sql`${claim.workerId ?? null}`];
  yield [table.executionTime, sql`coalesce(${table.executionTime}, now())`];
}

function valuesOf<T extends LedgerTable>(table: T, values: AlsoSet<T>): SQL[] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const column = columnNamed(table, name);
      return set(
        column,
        is(value, SqlClass) ? value : sql`${value === null ? sql`null` : sql.param(value, column)}`,
      );
    });
}

function columnNamed(table: LedgerTable, name: string): PgColumn {
  const column = (getTableColumns(table) as Record<string, PgColumn>)[name];
  if (column === undefined) throw new Error(`there is no column ${name}`);
  return column;
}

function touched(table: LedgerTable): SQL {
  return set(table.updatedAt, sql`now()`);
}

function set(column: PgColumn, value: SQL): SQL {
  return sql`${sql.identifier(column.name)} = ${value}`;
}

function joined(parts: readonly SQL[]): SQL {
  return sql.join([...parts], sql`, `);
}

function isSeedingTasks(table: PgTable): table is typeof seedingTasks {
  return table === seedingTasks;
}

function isWorkItems(table: PgTable): table is typeof workItems {
  return table === workItems;
}
