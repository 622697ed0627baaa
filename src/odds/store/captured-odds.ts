import type { BookQuotes, OddsEvent } from '../../domain/odds.ts';

/** What one capture showed of one event. */
export type CapturedEvent = OddsEvent & {
  capturedAtMs: number;
  leagueId: number;
  sportId: number;
  /** The teams that the names mean; null where that is not known. */
  homeTeamId: number | null;
  awayTeamId: number | null;
  books: readonly BookQuotes[];
};

/** Who told it, and in which run. */
export type CaptureOrigin = { provider: string; runId: string };

/** A price of a series at an instant. */
export type PricePoint = {
  capturedAtMs: number;
  point: number | null;
  price: number;
  priceText: string;
  bookUpdatedAtMs: number | null;
  source: string;
  runId: string | null;
};

/** What a series is of; `line` tells series of alternates apart. */
export type SeriesOf = {
  eventId: number;
  bookmakerId: number;
  market: string;
  side: string;
  subject: string | null;
  line: number | null;
};

/** The same as a text by which series are found. */
export function seriesKey({ eventId, bookmakerId, market, side, subject, line }: SeriesOf): string {
  return `${eventId}|${bookmakerId}|${market}|${side}|${line ?? ''}|${subject ?? ''}`;
}
