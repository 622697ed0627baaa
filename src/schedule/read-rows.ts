import type { Leagues } from '../domain/league.ts';
import type { SeasonYear } from '../domain/season.ts';
import type { Sport } from '../domain/sport.ts';
import { createGamesOfFile } from './games-of-file.ts';
import type { IngestRequest } from './ingest-request.ts';
import type { ParsedGame, ScheduleRow } from './parse/parsed-game.ts';
import { askAboutMixedOrders } from './mixed-date-orders.ts';
import {
  type PlaceholderWatch,
  watchPlaceholders,
  withoutPlaceholderTime,
} from './parse/placeholder-times.ts';
import { createPackedList } from './packed-list.ts';
import { openSchedule } from './parse/read-schedule.ts';
import { type RejectedRow, createRefusedRows } from './refused-rows.ts';
import { type OtherSeasonRow, seasonWarnings } from './season-warnings.ts';
import { refuseUnstorable } from './storable-text.ts';
import type { RowRejection } from './parse/row-rejection.ts';
import { type GuessedTeam, type TeamRejection, resolveGame } from './resolve-game.ts';
import type { TeamResolver } from '../reference/names/team-resolver.ts';
import type { ReadingOptions, ReadFile, FindOpenRow } from './read-file.ts';

/** A file of which no row has been read yet. */
export function emptyFile(options: ReadingOptions, rows = 0, heldGames?: number): ReadFile {
  return {
    options,
    rows,
    rowsOtherSeasons: 0,
    games: createGamesOfFile([], heldGames),
    rejected: createRefusedRows(heldGames),
    waiting: new Map(),
    unsureDates: createPackedList(heldGames),
    fuzzyMatches: new Map(),
  };
}

/** How often a caller that watches is told how far the reading is. */
const PROGRESS_EVERY = 1_000;

export type RowReaderDeps = {
  sport: Sport;
  leagues: Leagues;
  resolverOf: (leagueName: string) => TeamResolver<number>;
  /** Absent when no row of the season waits in quarantine. */
  findOpenRow: FindOpenRow | undefined;
  /** How many games of a file are held as they are. */
  heldGames?: number | undefined;
};

/**
 * Reads every row of a file and finds its teams. Rows that cannot be used come back as `rejected`; a file that
 * cannot be used throws ScheduleFileError. Of the rows of other seasons nothing is kept.
 */
export async function readRows(request: IngestRequest, deps: RowReaderDeps): Promise<ReadFile> {
  const reading = await openSchedule(request.source, {
    sport: request.sport,
    leagues: deps.leagues,
    season: request.seasonYear,
    fileName: request.sourceName,
    format: request.format,
    preset: request.preset,
    leagueName: request.leagueName,
    timezone: request.timezone,
    columns: request.columns,
    dateFormat: request.dateFormat,
    clock: request.clock,
  });
  const { preset, format, headerLine } = reading;
  // A CSV row may name another league than the request; a JSON document's own word holds for all of its rows.
  const league = request.leagueName ?? (format === 'json' ? reading.leagueName : undefined);
  const { columns, dateFormat, clock } = request;
  const { timezone, documentTimezone } = reading;
  const options = {
    preset,
    format,
    headerLine,
    league,
    timezone,
    documentTimezone,
    columns,
    dateFormat,
    clock,
  };
  const file = emptyFile(options, 0, deps.heldGames);
  const fallbackLeague = leagueNameOf(request, league, deps.leagues);
  const times = watchPlaceholders(deps.leagues);
  let firstOther: OtherSeasonRow | undefined;
  for await (const row of reading.rows) {
    file.rows += 1;
    if (file.rows % PROGRESS_EVERY === 0) request.onProgress?.(file.rows);
    if (!row.ok && row.otherSeason) {
      file.rowsOtherSeasons += 1;
      firstOther ??= row;
    } else {
      noteUnsureDate(file, row, row.ok ? row.game.leagueName : fallbackLeague, request.seasonYear);
      if (row.ok) {
        if (takeGame(file, row.game, row.raw, deps)) times.see(row.game);
      } else {
        const { ok: _ok, dateInBothOrders: _text, ...refusal } = row;
        file.rejected.push({ ...refusal, leagueName: fallbackLeague });
      }
    }
  }
  request.onProgress?.(file.rows);
  file.warnings = [
    ...reading.warnings(),
    ...seasonWarnings(file, { ...request, leagues: deps.leagues }, firstOther),
  ];
  finishReading(file, deps, times);
  return file;
}

function noteUnsureDate(
  { unsureDates }: Pick<ReadFile, 'unsureDates'>,
  { line, raw, headerLine, dateInBothOrders: text }: Exclude<ScheduleRow, { otherSeason: true }>,
  leagueName: string | null,
  seasonYear: SeasonYear,
): void {
  if (text !== undefined) unsureDates.push({ line, raw, text, headerLine, leagueName, seasonYear });
}

/**
 * What needs all rows: dates of two orders, times that only hold a place, and rows that wait in quarantine. `times` has
 * seen the games that could be read; without it they are looked at here.
 */
export function finishReading(
  file: ReadFile,
  { findOpenRow, leagues }: Pick<RowReaderDeps, 'findOpenRow' | 'leagues'>,
  times?: PlaceholderWatch,
): void {
  const isAsked = askAboutMixedOrders(file, leagues);
  dropPlaceholderTimes(file, isAsked || !times ? timesOf(file, leagues) : times);
  noteWaitingGames(file, findOpenRow);
}

/**
 * Puts a row that could be read among the games of the file, or among its refused rows. Returns whether its teams alone
 * can be in question.
 */
export function takeGame(
  file: Pick<ReadFile, 'games' | 'rejected' | 'waiting' | 'fuzzyMatches'>,
  game: ParsedGame,
  raw: string | object,
  { sport, resolverOf, findOpenRow }: Omit<RowReaderDeps, 'leagues'>,
): boolean {
  const refusal = refuseUnstorable(game);
  const resolved = refusal ?? resolveGame(game, resolverOf(game.leagueName), sport);
  if (!resolved.ok) {
    file.rejected.push(rejectedRow(resolved, { game, raw, isRetriable: refusal === undefined }));
    return refusal === undefined;
  }
  file.games.push(resolved.game);
  for (const guess of resolved.guessed) noteFuzzyMatch(file.fuzzyMatches, guess, game);
  const waitingId = findOpenRow?.(raw);
  if (waitingId !== undefined) file.waiting.set(game.line, { id: waitingId, raw });
  return true;
}

/** A refused row; one whose teams alone are in question keeps what was read of it. */
function rejectedRow(
  { ok: _ok, ...refusal }: TeamRejection | RowRejection,
  { game, raw, isRetriable }: { game: ParsedGame; raw: string | object; isRetriable: boolean },
): RejectedRow {
  const { line, leagueName } = game;
  return { ...refusal, line, raw, leagueName, ...(isRetriable ? { game } : {}) };
}

function noteFuzzyMatch(
  matches: ReadFile['fuzzyMatches'],
  { name, teamName: team, similarity }: GuessedTeam,
  { leagueName: league, line }: ParsedGame,
): void {
  const key = `${league}: ${name}`;
  const known = matches.get(key);
  if (known) known.rows += 1;
  else matches.set(key, { name, team, league, score: Math.round(similarity * 100) / 100, line, rows: 1 });
}

/** Rows that were set aside as games, because they met another game, are looked for as such. */
function noteWaitingGames(file: ReadFile, findOpenRow: FindOpenRow | undefined): void {
  if (!findOpenRow) return;
  for (const game of file.games) {
    const raw = rowOfGame(game);
    const id = findOpenRow(raw);
    if (id !== undefined) file.waiting.set(game.line, { id, raw });
  }
}

/** Whole rounds and whole files show which times only hold a place, so refused rows count among them. */
function timesOf({ games, rejected }: ReadFile, leagues: Leagues): PlaceholderWatch {
  const times = watchPlaceholders(leagues);
  for (const game of games) times.see(game);
  for (const { game } of rejected) if (game) times.see(game);
  return times;
}

function dropPlaceholderTimes(file: ReadFile, times: PlaceholderWatch): void {
  const plain = <Game extends ParsedGame>(game: Game): Game => {
    const problem = times.problemOf(game);
    return problem === undefined ? game : withoutPlaceholderTime(game, problem);
  };
  file.games = file.games.changed(plain);
  file.rejected = file.rejected.changed((row) => (row.game ? { ...row, game: plain(row.game) } : row));
}

/**
 * A game as a row of the native JSON layout: what is kept of a row that could be read but not brought in,
 * because the rows of a file are not held once they are read.
 */
export function rowOfGame(game: ParsedGame): Record<string, unknown> {
  const { homeName, awayName, leagueName, seasonYear, startMs, localDate, externalGameId, status } = game;
  return {
    date: game.isTimeConfirmed && startMs !== null ? new Date(startMs).toISOString() : localDate,
    home_team: homeName,
    away_team: awayName,
    league: leagueName,
    season: seasonYear,
    ...(game.venue === null ? {} : { venue: game.venue, ...placeColumns(game) }),
    ...(game.round === null ? {} : { round: game.round }),
    ...(externalGameId === null ? {} : { external_game_id: externalGameId }),
    ...(status === null ? {} : { status }),
    ...(game.homeScore === null ? {} : { home_score: game.homeScore, away_score: game.awayScore }),
  };
}

/** The columns of a place that a file told. */
function placeColumns({ venuePlace }: ParsedGame): Record<string, string> {
  // A provider's list is told anew, and its rows are known by what they were before places were read.
  if (!venuePlace || venuePlace.externalId !== undefined) return {};
  const { city, country } = venuePlace;
  return {
    ...(city === null ? {} : { venue_city: city }),
    ...(country === null ? {} : { venue_country: country }),
  };
}

function leagueNameOf({ sport }: IngestRequest, name: string | undefined, leagues: Leagues): string | null {
  if (name !== undefined) return leagues.find(sport, name)?.name ?? null;
  const known = leagues.of(sport);
  return known.length === 1 ? (known[0]?.name ?? null) : null;
}
