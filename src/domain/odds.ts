/**
 * Which outcome of a market a price is for: a side of the game, a draw, more or less than the line, or yes and no of a
 * prop without a line.
 */
export const ODDS_SIDES = ['home', 'away', 'draw', 'over', 'under', 'yes', 'no'] as const;
export type OddsSide = (typeof ODDS_SIDES)[number];

/** One price that a bookmaker offers, in our one convention. */
export type Quote = {
  /**
   * What is offered, by the key that feeds of odds commonly use: `h2h`, `spreads`, `totals`, `h2h_lay`, `h2h_3_way`,
   * `alternate_spreads`, `alternate_totals`, `player_points`, `h2h_q1`, …
   */
  market: string;
  side: OddsSide;
  /** The player or team that a prop is about, as the provider spells it; null for markets of the game. */
  subject: string | null;
  /** Decimal, with four digits at most: 1.9091 for -110. */
  price: number;
  /** The price as the provider wrote it: `-110`, `10/11`, `1.91`. */
  priceText: string;
  /**
   * The line: of spreads the handicap of the home team, for both sides (-3.5 where home is favoured by 3.5); of totals
   * and props the number; null exactly where the market has none.
   */
  point: number | null;
};

/** A price of a book from the capture that showed it first: a change of its series, or what stands at a moment. */
export type CapturedQuote = Omit<Quote, 'priceText'> & {
  /** The key of the bookmaker. */
  book: string;
  capturedAtMs: number;
  /** When the bookmaker itself last confirmed the market; null where that is not told. */
  updatedAtMs: number | null;
  /** What tells series apart where the book shows several lines side by side; absent where its one line moves. */
  line?: number | null;
  /** What tells all series apart (`seriesOf`), where it has been put together already. */
  series?: string;
};

/** What one bookmaker offers on an event. */
export type BookQuotes = {
  /** As the provider writes it: `draftkings`. */
  book: string;
  /** For people: `DraftKings`. */
  title: string;
  /** When the bookmaker last confirmed a market, by its key; absent where that is not told. */
  updatedAtMs: Readonly<Record<string, number>>;
  quotes: readonly Quote[];
};

/** A game as a provider of odds knows it. */
export type OddsEvent = {
  providerEventId: string;
  /** The start as this answer has it; it moves, and is not our schedule's. */
  startMs: number;
  /** Names as the provider spells them. */
  home: string;
  away: string;
};

/** What was on offer at one moment. */
export type OddsSnapshot = {
  /** When the answer came; of a historical one the moment that it speaks of. */
  capturedAtMs: number;
  events: readonly (OddsEvent & { books: readonly BookQuotes[] })[];
  /** Outcomes that are no prices: `fanduel spreads "Chicago Bulls": price 50 is no American price`. */
  refused: readonly RefusedQuote[];
};

/** A price that is left out; those beside it are good. */
export type RefusedQuote = { providerEventId: string; book: string; market: string; problem: string };
