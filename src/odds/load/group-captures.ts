import type { BookQuotes, Quote } from '../../domain/odds.ts';
import type { CapturedEvent } from '../store/captured-odds.ts';
import type { OddsRow } from './read-row.ts';

/** To which league an event belongs, and which teams its names mean. */
export type EventPlace = Pick<CapturedEvent, 'leagueId' | 'sportId' | 'homeTeamId' | 'awayTeamId'>;

/** A row of which its file has another with a different price for the same at the same time, which stands. */
export type Contradicted = { row: OddsRow; stands: OddsRow };

type OpenBook = { title: string; updatedAtMs: Record<string, number>; quotes: Quote[] };
type OpenCapture = { row: OddsRow; place: EventPlace; books: Map<string, OpenBook> };

type PlacedRow = { row: OddsRow; place: EventPlace };

/** Rows as captures of events; of two prices for the same at the same time the higher stands, as in `mergeSeries`. */
export function groupCaptures(rows: readonly PlacedRow[]): {
  captures: CapturedEvent[];
  repeated: number;
  contradicted: Contradicted[];
} {
  const { standing, repeated, contradicted } = pricesThatStand(rows);
  const open = new Map<string, OpenCapture>();
  for (const { row, place } of standing) {
    const key = captureKey(row, place);
    const group = open.get(key) ?? { row, place, books: new Map<string, OpenBook>() };
    open.set(key, group);
    addQuote(group.books, row);
  }
  return { captures: [...open.values()].map(captureOf), repeated, contradicted };
}

/** One row for each outcome, whichever comes first. */
function pricesThatStand(rows: readonly PlacedRow[]) {
  const best = new Map<string, PlacedRow>();
  const outcomes = rows.map((one) => {
    const { book, market, side, subject, point } = one.row;
    // Who it is about comes last: nothing else has room for a bar.
    const outcome = `${captureKey(one.row, one.place)}|${book}|${market}|${side}|${point ?? ''}|${subject ?? ''}`;
    const other = best.get(outcome);
    if (other === undefined || isPreferred(one.row, other.row)) best.set(outcome, one);
    return { one, outcome };
  });
  const contradicted: Contradicted[] = [];
  let repeated = 0;
  for (const { one, outcome } of outcomes) {
    const stands = best.get(outcome);
    if (stands === undefined || stands === one) continue;
    if (stands.row.price === one.row.price) repeated += 1;
    else contradicted.push({ row: one.row, stands: stands.row });
  }
  return { standing: [...best.values()], repeated, contradicted };
}

function captureKey({ providerEventId, capturedAtMs }: OddsRow, { sportId }: EventPlace): string {
  return `${sportId}|${providerEventId}|${capturedAtMs}`;
}

/** The higher price; of two equal ones that which the bookmaker confirmed later. */
function isPreferred(a: OddsRow, b: OddsRow): boolean {
  if (a.price !== b.price) return a.price > b.price;
  return (a.bookUpdatedAtMs ?? 0) > (b.bookUpdatedAtMs ?? 0);
}

function addQuote(books: Map<string, OpenBook>, row: OddsRow): void {
  const { book, bookTitle, bookUpdatedAtMs, market, side, subject, point, price, priceText } = row;
  const ofBook = books.get(book) ?? { title: bookTitle, updatedAtMs: {}, quotes: [] };
  books.set(book, ofBook);
  if (bookUpdatedAtMs !== null)
    ofBook.updatedAtMs[market] = Math.max(bookUpdatedAtMs, ofBook.updatedAtMs[market] ?? 0);
  ofBook.quotes.push({ market, side, subject, point, price, priceText });
}

function captureOf({ row, place, books }: OpenCapture): CapturedEvent {
  const { providerEventId, startMs, home, away, capturedAtMs } = row;
  const quotes = [...books].map(([book, one]): BookQuotes => ({ book, ...one }));
  return { providerEventId, startMs, home, away, capturedAtMs, ...place, books: quotes };
}
