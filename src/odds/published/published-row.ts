import type { OddsSide } from '../../domain/odds.ts';
import type { LineDoubt, LineMaker, LineMoment } from '../../domain/published-lines.ts';
import type { RowFault } from '../load/read-row.ts';

/** A row of a published file by the names of its columns; cells without anything are absent. */
export type Cells = Readonly<Record<string, string>>;

/** A row as it was read. */
export type FileRow = {
  /** The line of a CSV file; of other files which row it is. */
  line: number;
  cells: Cells;
  /** What keeps the row from being read at all. */
  broken?: RowFault;
};

/** The game that a row is about, in the words of the file. */
export type ToldGame = {
  /** As the file writes it; undefined where the layout is of one league. */
  league: string | undefined;
  home: string;
  away: string;
  /** By its starting year; undefined where only the date tells it. */
  seasonYear: number | undefined;
  /** As the file calls it, where that is by another year. */
  seasonText?: string | undefined;
  /** `YYYY-MM-DD` by the clocks of the league, or of `timezone` where there is a time; undefined where it is not told. */
  date: string | undefined;
  /** `HH:MM`, and the zone whose clocks tell it. */
  time?: { clock: string; timezone: string } | undefined;
  /** Of files without dates the one thing that tells the game. */
  week?: number | undefined;
  score?: { home: number; away: number } | undefined;
  /** In the words of schedule files: `regular`, `playoff`. */
  gameType?: string | undefined;
};

/** One line of a row in our convention; `point` is the handicap of the home team, or the number. */
export type ToldLine = {
  book: string;
  maker: LineMaker;
  market: string;
  side: OddsSide;
  /** The team of a team total, as the file spells it. */
  subject: string | null;
  moment: LineMoment;
  point: number | null;
  /** Decimal; null where the publisher tells the line alone. */
  price: number | null;
  priceText: string | null;
  /** Shares of all bets and of all money, from 0 to 1; null where they are not told. */
  ticketShare: number | null;
  moneyShare: number | null;
  /** When the publisher's page was read, which is no time of the line; null where that is not told. */
  scrapedAtMs: number | null;
  doubt: LineDoubt | null;
};

/** Lines that a row speaks of, said or left blank, and the columns in which they stand. */
export type CoveredMarket = Pick<ToldLine, 'market' | 'moment' | 'book'> & { columns: readonly string[] };

/** What a row says: of which game, its lines, and the cells that cannot be right. */
export type ReadLines = {
  game: ToldGame;
  lines: readonly ToldLine[];
  faults: readonly RowFault[];
  /** Of layouts with a row for each game; what of them the row leaves blank, it does not have. */
  covers?: readonly CoveredMarket[];
};
