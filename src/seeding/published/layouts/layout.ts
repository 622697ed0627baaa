import type { PublishedSource } from '../../../reference/identities/published-sources.ts';
import type { RefusedRow } from '../../../domain/refused-row.ts';
import type { BoxScoreSport } from '../../../domain/sport.ts';
import type { ProviderPorts } from '../../../providers/ports.ts';
import type { LineRow, LineTable } from '../../../sports/line-table.ts';

/** The cells of a row by our names of the columns, trimmed; what is empty or not in the file is undefined. */
export type Cells = Readonly<Partial<Record<string, string>>>;

/** Why a row is left out: the column by our name, what is wrong with it and what to do. */
export type RowFault = { reason: string; column: string; problem: string; remedy: string };

/** What a row says of the game that it is of. */
export type GamePlace = {
  /** Which game of the season: by its week, or by its date (ISO, in the zone of the league). */
  when: { seasonYear: number; week: number } | { date: string };
  team: string;
  /** Undefined where the file does not tell. */
  opponent?: string | undefined;
  isHome?: boolean | undefined;
  isPlayoff?: boolean | undefined;
};

/** Whom a row is about, as the publisher names them. */
export type RowOwner = { id: string; name: string | null };

/** The teams of a game by the words that its rows have for them; home comes first. */
export type Sides = readonly [home: string, away: string];

/** A line that is there already: whose, the word of the file for their side, and its figures by column. */
export type LineThere = { entityId: number; team: string; figures: LineRow };

/** What is known of a game beside its rows in a file. */
export type BesideRows = {
  sides: Sides;
  /** Lines of whom no row is about: they stay, and count with the rows. */
  there: readonly LineThere[];
  /** Whose lines are lacking: what they would have is in no sum. */
  lacking: readonly RefusedRow[];
};

/** A layout of published box scores: which columns it has, and how its rows are read. */
export type PublishedLayout = {
  preset: string;
  what: string;
  sport: BoxScoreSport;
  leagueName: string;
  /** Who publishes it: the provider of its ids, and the source of its lines. */
  source: PublishedSource;
  /** Whose lines its rows are. */
  entityType: 'player' | 'team';
  table: LineTable;
  /** The lines that follow from its rows: those of players may make those of their teams. */
  parts: readonly ('player' | 'team')[];
  /** Our names of the columns that it must have, each with the names that publishers give it. */
  columns: Readonly<Record<string, readonly string[]>>;
  /** Those that it may have. */
  optional: Readonly<Record<string, readonly string[]>>;
  /** A file that has one of these is of another layout. */
  without: readonly string[];
  /** What keeps a row from being believed, whatever the others say. */
  faultOf: (row: Cells) => RowFault | undefined;
  /** Of a row without fault. */
  placeOf: (row: Cells) => GamePlace;
  /** Our name of the column that tells whom a row is about. */
  ownerColumn: string;
  ownerOf: (row: Cells) => RowOwner;
  /** Our names of the columns that tell whose line of which game a row is. */
  lineKey: readonly string[];
  /** The figures of its line by the columns of the table, to be held against those of others: without rounded ones. */
  figuresOf: (row: Cells) => LineRow;
  /** The rows of one game, and the lines that are there beside them, as a source of its box score. */
  portsOf: (rows: readonly Cells[], beside: BesideRows) => ProviderPorts;
};

/** A whole number; null where the cell is empty. Rows are checked before (`unreadableNumber`). */
export function count(row: Cells, column: string): number | null {
  const text = row[column];
  return text === undefined ? null : Number(text);
}

const WHOLE = /^-?\d{1,4}$/;

/** The first of the columns whose cell is no whole number of at most four digits; `NA` is an empty cell. */
export function unreadableNumber(row: Cells, columns: readonly string[]): RowFault | undefined {
  const column = columns.find((name) => row[name] !== undefined && !WHOLE.test(row[name]));
  if (column === undefined) return undefined;
  return {
    reason: 'unreadable_number',
    column,
    problem: 'this is no whole number',
    remedy: 'Write the figure in digits, or leave the row out.',
  };
}

/** The first of the columns whose cell is empty. */
export function missingCell(row: Cells, columns: readonly string[]): RowFault | undefined {
  const column = columns.find((name) => row[name] === undefined);
  if (column === undefined) return undefined;
  return {
    reason: 'missing_field',
    column,
    problem: 'the field is empty',
    remedy: 'Fill it in, or leave the row out.',
  };
}

/** The season as a year and the week as a number of 1 to 22. */
export function unreadableWeek(row: Cells): RowFault | undefined {
  const year = count(row, 'season');
  const week = count(row, 'week');
  if (year === null || year < 1900 || year > 2200)
    return {
      reason: 'unreadable_season',
      column: 'season',
      problem: 'this is no season',
      remedy: 'Write the year in which it begins, such as 2022.',
    };
  if (week !== null && week >= 1 && week <= 22) return undefined;
  return {
    reason: 'unreadable_week',
    column: 'week',
    problem: 'there is no such week',
    remedy: 'Weeks run on through the playoffs, from 1 to 22.',
  };
}
