import { eq, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { seasons, sports } from '../../db/schema/reference.ts';
import { syncLog } from '../../db/schema/tasks.ts';
import type { RunKind } from '../../domain/runs.ts';
import type { Sport } from '../../domain/sport.ts';
import { LEAGUE_OF_RUN } from './league-of-run.ts';

/** A run as it is published: one entry of `sync_log`. */
export type RunRow = {
  /** The number of its entry. */
  id: number;
  /** As rows name it; null in entries of older versions. */
  run_id: string | null;
  /** Null in entries of older versions. */
  kind: RunKind | null;
  operation: string;
  sport: Sport;
  /** The league that it was about; null where it was about several, or none. */
  league: string | null;
  season: number | null;
  game_id: number | null;
  task_id: number | null;
  status: string;
  /** A provider by its name, a file, a route; null where nothing was read. */
  source: string | null;
  api_version: string | null;
  parser_version: string | null;
  file_hash: string | null;
  actor: string | null;
  calls: number;
  started_at: Date | null;
  finished_at: Date;
};

/** Runs with the names that people know them by; the caller adds conditions, order and limit. */
export function selectRuns(executor: Executor) {
  return executor
    .select({
      id: syncLog.id,
      run_id: syncLog.runId,
      kind: syncLog.kind,
      operation: syncLog.operation,
      sport: sql<Sport>`${sports.displayName}`,
      league: LEAGUE_OF_RUN,
      season: seasons.year,
      game_id: syncLog.gameId,
      task_id: syncLog.taskId,
      status: syncLog.status,
      source: syncLog.source,
      api_version: syncLog.apiVersion,
      parser_version: syncLog.parserVersion,
      file_hash: syncLog.fileHash,
      actor: syncLog.actor,
      calls: syncLog.apiCallsMade,
      started_at: syncLog.startedAt,
      finished_at: syncLog.finishedAt,
      created_at: syncLog.createdAt,
      body_hashes: syncLog.bodyHashes,
      rows_written: syncLog.rowsWritten,
      details: syncLog.details,
    })
    .from(syncLog)
    .innerJoin(sports, eq(sports.id, syncLog.sportId))
    .leftJoin(seasons, eq(seasons.id, syncLog.seasonId))
    .$dynamic();
}

type Selected = Awaited<ReturnType<typeof selectRuns>>[number];

/** What is published of a run; entries of older versions ended when they were written. */
export function toRunRow(row: Selected): RunRow {
  const { created_at: createdAt, body_hashes: _bodies, rows_written: _rows, details: _details, ...run } = row;
  return { ...run, finished_at: run.finished_at ?? createdAt };
}
