import type { BookQuotes, Quote } from '../../domain/odds.ts';
import type { CapturedEvent } from '../store/captured-odds.ts';
import type { OddsRow } from './read-row.ts';

/** To which league an event belongs, and which teams its names mean. */
export type EventPlace = Pick<CapturedEvent, 'leagueId' | 'sportId' | 'homeTeamId' | 'awayTeamId'>;

/** A row of which its file has another with a different price for the same at the same time. */
export type Contradicted = { row: OddsRow; first: OddsRow };

type OpenBook = { title: string; updatedAtMs: Record<string, number>; quotes: Quote[] };
type OpenCapture = { row: OddsRow; place: EventPlace; books: Map<string, OpenBook> };

/** Rows as captures of events; of two prices for the same at the same time the first counts. */
export function groupCaptures(rows: readonly { row: OddsRow; place: EventPlace }[]): {
  captures: CapturedEvent[];
  repeated: number;
  contradicted: Contradicted[];
} {
  const open = new Map<string, OpenCapture>();
  const seen = new Map<string, OddsRow>();
  const contradicted: Contradicted[] = [];
  let repeated = 0;
  for (const { row, place } of rows) {
    const { capturedAtMs, providerEventId, book, market, side, subject, point, price } = row;
    const capture = `${place.sportId}|${providerEventId}|${capturedAtMs}`;
    const outcome = JSON.stringify([capture, book, market, side, subject, point]);
    const first = seen.get(outcome);
    if (first !== undefined) {
      if (first.price === price) repeated += 1;
      else contradicted.push({ row, first });
      continue;
    }
    seen.set(outcome, row);
    const group = open.get(capture) ?? { row, place, books: new Map<string, OpenBook>() };
    open.set(capture, group);
    addQuote(group.books, row);
  }
  return { captures: [...open.values()].map(captureOf), repeated, contradicted };
}

function addQuote(books: Map<string, OpenBook>, row: OddsRow): void {
  const { book, bookTitle, bookUpdatedAtMs, market, side, subject, point, price, priceText } = row;
  const ofBook = books.get(book) ?? { title: bookTitle, updatedAtMs: {}, quotes: [] };
  books.set(book, ofBook);
  if (bookUpdatedAtMs !== null) ofBook.updatedAtMs[market] = bookUpdatedAtMs;
  ofBook.quotes.push({ market, side, subject, point, price, priceText });
}

function captureOf({ row, place, books }: OpenCapture): CapturedEvent {
  const { providerEventId, startMs, home, away, capturedAtMs } = row;
  const quotes = [...books].map(([book, one]): BookQuotes => ({ book, ...one }));
  return { providerEventId, startMs, home, away, capturedAtMs, ...place, books: quotes };
}
