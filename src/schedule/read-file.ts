import type { SeasonYear } from '../domain/season.ts';
import type { GamesOfFile } from './games-of-file.ts';
import type { FuzzyMatch, QuarantinedRow } from './ingest-request.ts';
import type { ClockStyle, ParsedGame } from './parse/parsed-game.ts';

/** A row that cannot be used, with everything needed to try it again. */
export type RejectedRow = QuarantinedRow & {
  raw: string | object;
  leagueName: string | null;
  /** The row as far as it was understood: only its teams, or its place among the games, are in question. */
  game?: ParsedGame;
  /** Where the row stands under another header than the first of its file. */
  headerLine?: string;
  /** Names of the row that no team of the league bears, and that may be those of new ones. */
  newTeams?: readonly string[];
  /** The season that the row seems to be of, where its date lies outside of the one asked for. */
  probableSeason?: number;
};

/** How the rows of a file were read, kept with its refused rows so that a retry reads them the same way. */
export type ReadingOptions = {
  preset: string;
  format: 'csv' | 'json';
  headerLine: string | null;
  league?: string | undefined;
  timezone?: string | undefined;
  documentTimezone?: string | undefined;
  columns?: Readonly<Record<string, string>> | undefined;
  dateFormat?: string | undefined;
  clock?: ClockStyle | undefined;
};

/** A file, read to its end. */
export type ReadFile = {
  /** What a person should know of the file although its rows could be read. */
  warnings?: readonly string[];
  options: ReadingOptions;
  rows: number;
  rowsOtherSeasons: number;
  games: GamesOfFile;
  rejected: RejectedRow[];
  /** Rows that wait in quarantine already, by their line. */
  waiting: Map<number, { id: number; raw: string | object; seenIn?: number }>;
  /** Rows whose date the calendar has in both orders, by their line. */
  unsureDates: Map<number, UnsureDate>;
  /** Names with a typing error that were recognised, by league and name. */
  fuzzyMatches: Map<string, FuzzyMatch>;
  /** Teams that were added for rows of the file, because somebody said that they are new. */
  addedTeamIds?: readonly number[];
};

/** Finds the id under which a row waits in quarantine, if it does. */
export type FindOpenRow = (raw: string | object) => number | undefined;

/** A row whose date the calendar has in both orders, read in the order of its layout. */
export type UnsureDate = {
  raw: string | object;
  text: string;
  headerLine?: string | undefined;
  /** Null where nobody says of which league the row is. */
  leagueName: string | null;
  seasonYear: SeasonYear;
};
