import { type SQL, asc, desc, eq, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Executor } from '../db/database.ts';
import { backfillProgress, backfills } from '../db/schema/backfills.ts';
import { leagues } from '../db/schema/reference.ts';
import type { BackfillStatus, HistoryPart, UnitStatus } from '../domain/history.ts';
import { PART_ORDER } from './step-kind.ts';

/** A back-fill as the API and the command line show it; field names as published. */
export type BackfillView = {
  id: number;
  status: BackfillStatus;
  /** A league, or `all`. */
  league: string;
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

/** How much of a unit is read: by days and moments where its cursor is one. */
const SHARE = sql`case
  when ${backfillProgress.status} in ('completed', 'failed', 'cancelled') then 1
  when ${backfillProgress.cursor} is null or ${backfillProgress.cursor} !~ '^\\d{4}-\\d\\d-\\d\\d' then 0
  else greatest(0, least(1, (left(${backfillProgress.cursor}, 10)::date - ${backfillProgress.fromDay})::numeric
    / (${backfillProgress.toDay} - ${backfillProgress.fromDay} + 1))) end`;

/** Back-fills that match a condition, the newest first. */
export async function selectBackfills(
  executor: Executor,
  where: SQL | undefined,
  limit: number,
): Promise<BackfillView[]> {
  const sum = (column: AnyPgColumn, name: string) => sql<number>`coalesce(sum(${column}), 0)::int`.as(name);
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
      rowsRead: sum(backfillProgress.rowsRead, 'rows_read'),
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
      from_day: backfills.fromDay,
      to_day: backfills.toDay,
      parts: backfills.parts,
      units: progress.units,
      units_done: progress.unitsDone,
      units_failed: progress.unitsFailed,
      done: progress.done,
      calls: progress.calls,
      credits: progress.credits,
      rows_read: progress.rowsRead,
      rows_added: progress.rowsAdded,
      rows_changed: progress.rowsChanged,
      rows_same: progress.rowsSame,
      rows_refused: progress.rowsRefused,
      estimated_calls: backfills.estimatedCalls,
      estimated_credits: backfills.estimatedCredits,
      actor: backfills.actor,
      note: backfills.note,
      created_at: backfills.createdAt,
      finished_at: backfills.finishedAt,
    })
    .from(backfills)
    .crossJoinLateral(progress)
    .where(where)
    .orderBy(desc(backfills.id))
    .limit(limit);
}

/** The units of back-fills, in the order in which they are read. */
export async function selectUnits(executor: Executor, backfillId: number): Promise<UnitView[]> {
  const { id, part, source, unit, status, attempts, cursor, calls, credits, note, error } = backfillProgress;
  return executor
    .select({
      id,
      backfill_id: backfillProgress.backfillId,
      league: leagues.name,
      part,
      source,
      odds_at: sql<string | null>`nullif(${backfillProgress.moment}, '')`,
      unit,
      from_day: backfillProgress.fromDay,
      to_day: backfillProgress.toDay,
      status,
      attempts,
      cursor,
      calls,
      credits,
      rows_read: backfillProgress.rowsRead,
      rows_added: backfillProgress.rowsAdded,
      rows_changed: backfillProgress.rowsChanged,
      rows_same: backfillProgress.rowsSame,
      rows_refused: backfillProgress.rowsRefused,
      note,
      error,
      started_at: backfillProgress.startedAt,
      finished_at: backfillProgress.finishedAt,
    })
    .from(backfillProgress)
    .innerJoin(leagues, eq(leagues.id, backfillProgress.leagueId))
    .where(eq(backfillProgress.backfillId, backfillId))
    .orderBy(PART_ORDER, asc(unit), asc(leagues.id), asc(id));
}
