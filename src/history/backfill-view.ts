import { type SQL, type SQLWrapper, asc, desc, eq, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { backfillProgress, backfills } from '../db/schema/backfills.ts';
import { leagues, seasons } from '../db/schema/reference.ts';
import type { BackfillOrigin, BackfillStatus, HistoryPart, UnitStatus } from '../domain/history.ts';
import { UNIT, taskSums } from './task-sums.ts';
import { PART_ORDER } from './step-kind.ts';

/** A back-fill as the API and the command line show it; field names as published. */
export type BackfillView = {
  id: number;
  status: BackfillStatus;
  /** A league, or `all`; the sport, of one over a season of all its leagues. */
  league: string;
  /** Of one over the box scores of a whole season, the year in which it starts. */
  season: number | null;
  /** Who began it: a person, or seeding. */
  origin: BackfillOrigin;
  from_day: string;
  to_day: string;
  parts: readonly string[];
  units: number;
  units_done: number;
  units_failed: number;
  /** How much of it is read, from 0 to 1, units that are begun by their days. */
  done: number;
  calls: number;
  credits: number;
  rows_read: number;
  rows_added: number;
  rows_changed: number;
  rows_same: number;
  rows_refused: number;
  estimated_calls: number;
  estimated_credits: number;
  actor: string;
  note: string | null;
  created_at: Date;
  finished_at: Date | null;
};

/** A part of a league in a month, as it is shown. */
export type UnitView = {
  id: number;
  backfill_id: number;
  league: string;
  part: HistoryPart;
  source: string;
  /** Of prices, the moment before the starts. */
  odds_at: string | null;
  /** The month; of box scores of a whole season, its year. */
  unit: string;
  from_day: string;
  to_day: string;
  status: UnitStatus;
  attempts: number;
  cursor: string | null;
  calls: number;
  credits: number;
  rows_read: number;
  rows_added: number;
  rows_changed: number;
  rows_same: number;
  rows_refused: number;
  note: string | null;
  error: string | null;
  started_at: Date | null;
  finished_at: Date | null;
};

/** How much of a unit is read: by its games, or by days and moments where its cursor is one. */
const SHARE = sql`case
  when ${backfillProgress.status} in ('completed', 'failed', 'cancelled') then 1
  when ${backfillProgress.gamesTotal} > 0 then least(1, ${backfillProgress.gamesQueued}::numeric / ${backfillProgress.gamesTotal})
  when ${backfillProgress.cursor} is null or ${backfillProgress.cursor} !~ '^\\d{4}-\\d\\d-\\d\\d' then 0
  else greatest(0, least(1, (left(${backfillProgress.cursor}, 10)::date - ${backfillProgress.fromDay})::numeric
    / (${backfillProgress.toDay} - ${backfillProgress.fromDay} + 1))) end`;

/** Back-fills that match a condition, the newest first. */
export async function selectBackfills(
  executor: Executor,
  where: SQL | undefined,
  limit: number,
): Promise<BackfillView[]> {
  const sum = (column: SQLWrapper, name: string) => sql<number>`coalesce(sum(${column}), 0)::int`.as(name);
  const tasks = taskSums(executor, eq(UNIT.backfillId, backfills.id));
  const progress = executor
    .select({
      units: sql<number>`count(*)::int`.as('units'),
      unitsDone: sql<number>`(count(*) filter (where ${backfillProgress.status} = 'completed'))::int`.as(
        'units_done',
      ),
      unitsFailed: sql<number>`(count(*) filter (where ${backfillProgress.status} = 'failed'))::int`.as(
        'units_failed',
      ),
      done: sql<number>`coalesce(avg(${SHARE}), 1)::float8`.as('done'),
      calls: sum(backfillProgress.calls, 'calls'),
      credits: sum(backfillProgress.credits, 'credits'),
      rowsRead: sum(sql`${backfillProgress.rowsRead} + ${backfillProgress.gamesQueued}`, 'rows_read'),
      rowsAdded: sum(backfillProgress.rowsAdded, 'rows_added'),
      rowsChanged: sum(backfillProgress.rowsChanged, 'rows_changed'),
      rowsSame: sum(backfillProgress.rowsSame, 'rows_same'),
      rowsRefused: sum(backfillProgress.rowsRefused, 'rows_refused'),
    })
    .from(backfillProgress)
    .where(eq(backfillProgress.backfillId, backfills.id))
    .as('progress');
  return executor
    .select({
      id: backfills.id,
      status: backfills.status,
      league: backfills.league,
      season: seasons.year,
      origin: backfills.origin,
      from_day: backfills.fromDay,
      to_day: backfills.toDay,
      parts: backfills.parts,
      units: progress.units,
      units_done: progress.unitsDone,
      units_failed: progress.unitsFailed,
      done: progress.done,
      calls: sql<number>`${progress.calls} + ${tasks.calls}`,
      credits: progress.credits,
      rows_read: progress.rowsRead,
      rows_added: sql<number>`${progress.rowsAdded} + ${tasks.seeded}`,
      rows_changed: progress.rowsChanged,
      rows_same: progress.rowsSame,
      rows_refused: sql<number>`${progress.rowsRefused} + ${tasks.failed}`,
      estimated_calls: backfills.estimatedCalls,
      estimated_credits: backfills.estimatedCredits,
      actor: backfills.actor,
      note: backfills.note,
      created_at: backfills.createdAt,
      finished_at: backfills.finishedAt,
    })
    .from(backfills)
    .leftJoin(seasons, eq(seasons.id, backfills.seasonId))
    .crossJoinLateral(progress)
    .crossJoinLateral(tasks)
    .where(where)
    .orderBy(desc(backfills.id))
    .limit(limit);
}

/** The units of back-fills, in the order in which they are read. */
export async function selectUnits(executor: Executor, backfillId: number): Promise<UnitView[]> {
  const { id, part, source, unit, status, attempts, cursor, credits, note, error } = backfillProgress;
  const tasks = taskSums(executor, eq(UNIT.id, id));
  return executor
    .select({
      id,
      backfill_id: backfillProgress.backfillId,
      league: leagues.name,
      part,
      source,
      odds_at: sql<string | null>`case when ${part} = 'odds' then nullif(${backfillProgress.moment}, '') end`,
      unit,
      from_day: backfillProgress.fromDay,
      to_day: backfillProgress.toDay,
      status,
      attempts,
      cursor,
      calls: sql<number>`${backfillProgress.calls} + ${tasks.calls}`,
      credits,
      rows_read: sql<number>`${backfillProgress.rowsRead} + ${backfillProgress.gamesQueued}`,
      rows_added: sql<number>`${backfillProgress.rowsAdded} + ${tasks.seeded}`,
      rows_changed: backfillProgress.rowsChanged,
      rows_same: backfillProgress.rowsSame,
      rows_refused: sql<number>`${backfillProgress.rowsRefused} + ${tasks.failed}`,
      note,
      error,
      started_at: backfillProgress.startedAt,
      finished_at: backfillProgress.finishedAt,
    })
    .from(backfillProgress)
    .innerJoin(leagues, eq(leagues.id, backfillProgress.leagueId))
    .crossJoinLateral(tasks)
    .where(eq(backfillProgress.backfillId, backfillId))
    .orderBy(PART_ORDER, asc(unit), asc(leagues.id), asc(id));
}
