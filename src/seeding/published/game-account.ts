import type { QuarantinedRow } from '../../loads/load-record.ts';

/** What became of the rows of a file; each row is one of these, but for the games and lines below. */
export type BoxScoreCounts = {
  rows: number;
  /** Rows whose lines were written, or written anew with other figures. */
  written: number;
  /** Rows that say what was known from the same publisher. */
  same: number;
  /** Rows that say what another source has said first. */
  confirmed: number;
  /** Rows that stand in the file twice. */
  repeated: number;
  /** Rows of other seasons than the one that was asked for. */
  other_season: number;
  quarantined: number;
  /** Games of which the file has rows that could be used. */
  games: number;
  games_written: number;
  /** Games that are whole after it, and those that still lack something. */
  games_whole: number;
  games_partial: number;
  /** Lines of teams that follow from those of their players. */
  team_lines: number;
  /** Figures of lines that were there which were changed, as recorded. */
  corrections: number;
};

export const NO_ROWS: BoxScoreCounts = {
  rows: 0,
  written: 0,
  same: 0,
  confirmed: 0,
  repeated: 0,
  other_season: 0,
  quarantined: 0,
  games: 0,
  games_written: 0,
  games_whole: 0,
  games_partial: 0,
  team_lines: 0,
  corrections: 0,
};

export function addCounts(a: BoxScoreCounts, b: Partial<BoxScoreCounts>): BoxScoreCounts {
  const names = Object.keys(NO_ROWS) as (keyof BoxScoreCounts)[];
  return Object.fromEntries(names.map((name) => [name, a[name] + (b[name] ?? 0)])) as BoxScoreCounts;
}

/** What became of the rows of one game. */
export type GameAccount = { counts: Partial<BoxScoreCounts>; refused: readonly QuarantinedRow[] };
