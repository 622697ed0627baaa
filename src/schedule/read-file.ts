import type { SeasonYear } from '../domain/season.ts';
import type { GamesOfFile } from './games-of-file.ts';
import type { FuzzyMatch } from './ingest-request.ts';
import type { ClockStyle } from './parse/parsed-game.ts';
import type { PackedList } from './packed-list.ts';
import type { RefusedRows } from './refused-rows.ts';

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
  rejected: RefusedRows;
  /** Rows that wait in quarantine already, by their line. */
  waiting: Map<number, { id: number; raw: string | object; seenIn?: number }>;
  /** Rows whose date the calendar has in both orders. */
  unsureDates: PackedList<UnsureDate>;
  /** Names with a typing error that were recognised, by league and name. */
  fuzzyMatches: Map<string, FuzzyMatch>;
  /** Teams that were added for rows of the file, because somebody said that they are new. */
  addedTeamIds?: readonly number[];
};

/** Finds the id under which a row waits in quarantine, if it does. */
export type FindOpenRow = (raw: string | object) => number | undefined;

/** A row whose date the calendar has in both orders, read in the order of its layout. */
export type UnsureDate = {
  line: number;
  raw: string | object;
  text: string;
  headerLine?: string | undefined;
  /** Null where nobody says of which league the row is. */
  leagueName: string | null;
  seasonYear: SeasonYear;
};
