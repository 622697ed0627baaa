import { findLeague, leaguesOf } from '../domain/league.ts';
import type { IngestRequest, QuarantinedRow } from './ingest-request.ts';
import { openSchedule } from './parse/read-schedule.ts';
import { type ResolvedGame, resolveGame } from './teams/resolve-game.ts';
import type { TeamResolver } from './teams/team-resolver.ts';

/** A row that cannot be used, with everything needed to try it again. */
export type RejectedRow = QuarantinedRow & { raw: string | object; leagueName: string | null };

/** A file, read to its end. */
export type ReadFile = {
  preset: string;
  rows: number;
  rowsOtherSeasons: number;
  games: ResolvedGame<number>[];
  /** The row as read, by line. */
  rawByLine: Map<number, string | object>;
  rejected: RejectedRow[];
};

/** How often a caller that watches is told how far the reading is. */
const PROGRESS_EVERY = 1_000;

/**
 * Reads every row of a file and finds its teams. Rows that cannot be used come back as `rejected`; a file that
 * cannot be used throws ScheduleFileError.
 */
export async function readRows(
  request: IngestRequest,
  resolverOf: (leagueName: string) => TeamResolver<number>,
): Promise<ReadFile> {
  const reading = await openSchedule(request.source, {
    sport: request.sport,
    season: request.seasonYear,
    fileName: request.sourceName,
    format: request.format,
    preset: request.preset,
    leagueName: request.leagueName,
    timezone: request.timezone,
    columns: request.columns,
    dateFormat: request.dateFormat,
  });
  const file: ReadFile = {
    preset: reading.preset,
    rows: 0,
    rowsOtherSeasons: 0,
    games: [],
    rawByLine: new Map(),
    rejected: [],
  };
  const fallbackLeague = request.leagueName ?? onlyLeagueName(request);
  for await (const row of reading.rows) {
    file.rows += 1;
    if (file.rows % PROGRESS_EVERY === 0) request.onProgress?.(file.rows);
    if (!row.ok && row.otherSeason) {
      file.rowsOtherSeasons += 1;
      continue;
    }
    if (!row.ok) {
      const { line, raw, reason, detail, remedy } = row;
      file.rejected.push({ line, raw, reason, detail, remedy, leagueName: fallbackLeague });
      continue;
    }
    const resolved = resolveGame(row.game, resolverOf(row.game.leagueName));
    if (resolved.ok) {
      file.games.push(resolved.game);
      file.rawByLine.set(row.line, row.raw);
    } else {
      const { reason, detail, remedy } = resolved;
      file.rejected.push({
        line: row.line,
        raw: row.raw,
        reason,
        detail,
        remedy,
        leagueName: row.game.leagueName,
      });
    }
  }
  request.onProgress?.(file.rows);
  return file;
}

function onlyLeagueName(request: IngestRequest): string | null {
  if (request.leagueName) return findLeague(request.sport, request.leagueName)?.name ?? null;
  const leagues = leaguesOf(request.sport);
  return leagues.length === 1 ? (leagues[0]?.name ?? null) : null;
}
