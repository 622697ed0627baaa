import type { Database } from '../db/database.ts';
import type { Sport } from '../domain/sport.ts';
import type { PlannedGame } from '../monitoring/planning/season-work.ts';
import { loadTeamDirectory } from '../reference/teams/team-directory.ts';
import type { GivenAnswers, QuarantinedRow, Question } from '../schedule/ingest-request.ts';
import { refuseOtherSeason } from '../schedule/other-season.ts';
import { refuseOtherSport } from '../schedule/other-sport.ts';
import type { ParsedGame } from '../schedule/parse/parsed-game.ts';
import { plannedStart } from '../schedule/planned-start.ts';
import { questionsOf } from '../schedule/questions.ts';
import type { ReadFile } from '../schedule/read-file.ts';
import type { RejectedRow } from '../schedule/refused-rows.ts';
import { readRows } from '../schedule/read-rows.ts';
import type { OpenSource } from './open-source.ts';

/** A file whose games are played, with what is said of how its rows are meant. */
type FileToPlay = GivenAnswers & {
  sport: Sport;
  season: number;
  league?: string;
};

/** A schedule file as an ingest would read it. */
export type PlayableFile = {
  games: readonly PlannedGame[];
  rows: number;
  /** Rows that make no game, those with several readings included. */
  refused: readonly QuarantinedRow[];
  questions: readonly Question[];
  warnings: readonly string[];
};

/**
 * The games of a schedule file, as planning sees them, and the rows that an ingest of it would set aside. Writes
 * nothing. Throws ScheduleFileError for a file that an ingest would refuse as a whole.
 */
export async function readGamesOfFile(
  db: Database,
  source: OpenSource,
  { sport, season, league, ...answers }: FileToPlay,
): Promise<PlayableFile> {
  const request = {
    ...answers,
    source: source.chunks,
    sourceName: source.name,
    sport,
    seasonYear: season,
    leagueName: league,
    isSync: false,
    isDryRun: true,
    isStrict: false,
    past: 'all' as const,
    actor: 'simulate',
  };
  const directory = await loadTeamDirectory(db, sport);
  const file = await readRows(request, { ...directory, sport, findOpenRow: undefined });
  refuseOtherSport(file, request, directory.leagues);
  refuseOtherSeason(file, request);
  const { played, refused } = sortedOut(file, answers);
  const games = played.map((game): PlannedGame => {
    const timezone = directory.leagues.zoneOf(game.leagueName);
    const tipOffMs = Date.parse(plannedStart(timezone, game).gameDatetime);
    return { sport, league: game.leagueName, timezone, tipOffMs, slateDate: game.slateDate };
  });
  return {
    games,
    rows: file.rows - file.rowsOtherSeasons,
    refused: refused.map(({ line, reason, detail, remedy, answers: readings }) => ({
      line,
      reason,
      detail,
      remedy,
      ...(readings === undefined ? {} : { answers: readings }),
    })),
    questions: questionsOf(refused),
    warnings: file.warnings ?? [],
  };
}

/** An ingest adds the teams that somebody says are new; for a plan it is enough that they play. */
function sortedOut(
  { games, rejected }: ReadFile,
  { accept = [] }: GivenAnswers,
): { played: readonly ParsedGame[]; refused: readonly RejectedRow[] } {
  if (!accept.includes('new-teams')) return { played: [...games], refused: [...rejected] };
  const [played, refused]: [ParsedGame[], RejectedRow[]] = [[...games], []];
  for (const row of rejected) {
    if (row.newTeams !== undefined && row.game !== undefined) played.push(row.game);
    else refused.push(row);
  }
  return { played, refused };
}
