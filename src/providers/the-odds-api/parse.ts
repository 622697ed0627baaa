import type { z } from 'zod';
import { readPrice } from '../../domain/odds-price.ts';
import { plainName } from '../../domain/outcome-sides.ts';
import type { BookQuotes, OddsEvent, OddsSnapshot, Quote, RefusedQuote } from '../../domain/odds.ts';
import type { Parsed } from '../client/provider-call.ts';
import { placeOutcome } from './outcome-sides.ts';
import { formatOfPrices, type OddsFormat } from './prices.ts';
import { BookRow, EventRow, Historical, MarketRow, OneEvent, OutcomeRow, Rows } from './schema.ts';

type Offer = Pick<OddsSnapshot, 'events' | 'refused'>;

/** Hears of what is left out. */
type Refuse = (refused: RefusedQuote) => void;

/** The events of an answer, soonest first, without prices. Rows that cannot be read are left out. */
export function parseEvents(
  response: unknown,
): Parsed<{ events: readonly OddsEvent[]; refused: readonly RefusedQuote[] }> {
  return readRows(response, (row, refuse) => readEvent(row, refuse)?.event);
}

/**
 * The prices of an answer, be it of many events or of one. Prices, markets, bookmakers and events that cannot be read
 * are left out one by one, with what is wrong with them; an answer of which nothing can be read is malformed.
 */
export function parseOdds(response: unknown, format?: OddsFormat): Parsed<Offer> {
  const written = format ?? formatOfPrices(pricesIn(response));
  const rows = OneEvent.safeParse(response).success ? [response] : response;
  return readRows(rows, (row, refuse) => {
    const read = readEvent(row, refuse);
    return read && { ...read.event, books: booksOf(read.event, read.rest['bookmakers'], written, refuse) };
  });
}

/** What was on offer at the moment that a historical answer speaks of. */
export function parseHistory(
  response: unknown,
  format?: OddsFormat,
): Parsed<Offer & { capturedAtMs: number }> {
  const envelope = Historical.safeParse(response);
  if (!envelope.success)
    return {
      ok: false,
      kind: 'malformed',
      problem: 'the answer is no snapshot of the past: it has no timestamp',
    };
  const { timestamp, data } = envelope.data;
  const offer = parseOdds(data, format);
  return offer.ok ? { ok: true, value: { ...offer.value, capturedAtMs: timestamp } } : offer;
}

function readRows<T extends OddsEvent>(
  response: unknown,
  read: (row: unknown, refuse: Refuse) => T | undefined,
): Parsed<{ events: readonly T[]; refused: readonly RefusedQuote[] }> {
  const rows = Rows.safeParse(response);
  if (!rows.success) return { ok: false, kind: 'malformed', problem: 'the answer is no list of events' };
  const refused: RefusedQuote[] = [];
  const events = rows.data.flatMap((row) => read(row, (one) => refused.push(one)) ?? []);
  if (events.length === 0 && rows.data.length > 0)
    return { ok: false, kind: 'malformed', problem: `no event can be read: ${refused[0]?.problem}` };
  return {
    ok: true,
    value: { events: events.toSorted((one, other) => one.startMs - other.startMs), refused },
  };
}

function readEvent(
  row: unknown,
  refuse: Refuse,
): { event: OddsEvent; rest: Readonly<Record<string, unknown>> } | undefined {
  const rest = OneEvent.safeParse(row).data ?? {};
  const id = typeof rest['id'] === 'string' ? rest['id'] : '';
  const refuseEvent = (problem: string): undefined => {
    refuse({ providerEventId: id, book: '', market: '', problem });
  };
  const read = EventRow.safeParse(row);
  if (!read.success) return refuseEvent(problemOf(read.error));
  const { home_team: home, away_team: away, commence_time: startMs } = read.data;
  if (plainName(home) === plainName(away)) return refuseEvent(`${home} is both sides`);
  return { event: { providerEventId: read.data.id, startMs, home, away }, rest };
}

function booksOf(event: OddsEvent, rows: unknown, format: OddsFormat, refuse: Refuse): readonly BookQuotes[] {
  const { providerEventId } = event;
  const list = Rows.safeParse(rows);
  if (!list.success) {
    refuse({ providerEventId, book: '', market: '', problem: 'the event has no list of bookmakers' });
    return [];
  }
  return list.data.flatMap((row) => {
    const book = BookRow.safeParse(row);
    if (book.success) return quotesOf(event, book.data, format, refuse);
    refuse({ providerEventId, book: keyOf(row), market: '', problem: problemOf(book.error) });
    return [];
  });
}

function quotesOf(event: OddsEvent, book: BookRow, format: OddsFormat, refuse: Refuse): BookQuotes {
  const updatedAtMs: Record<string, number> = {};
  const quotes: Quote[] = [];
  const { providerEventId } = event;
  for (const row of book.markets) {
    const refuseIn = (problem: string): void =>
      refuse({ providerEventId, book: book.key, market: keyOf(row), problem });
    const market = MarketRow.safeParse(row);
    if (!market.success) {
      refuseIn(problemOf(market.error));
      continue;
    }
    const { key, last_update: updated, outcomes } = market.data;
    const confirmedAtMs = updated ?? book.last_update;
    if (confirmedAtMs !== null && confirmedAtMs !== undefined) updatedAtMs[key] = confirmedAtMs;
    quotes.push(...quotesOfMarket(event, key, outcomes, format, refuseIn));
  }
  return { book: book.key, title: book.title ?? book.key, updatedAtMs, quotes };
}

function quotesOfMarket(
  event: OddsEvent,
  market: string,
  outcomes: readonly unknown[],
  format: OddsFormat,
  refuse: (problem: string) => void,
): readonly Quote[] {
  const byPlace = new Map<string, Quote>();
  for (const row of outcomes) {
    const quote = readQuote(event, market, row, format);
    if ('problem' in quote) {
      refuse(quote.problem);
      continue;
    }
    const place = JSON.stringify([quote.side, quote.subject, quote.point]);
    const other = byPlace.get(place);
    if (other === undefined || quote.price > other.price) byPlace.set(place, quote);
    if (other !== undefined && other.price !== quote.price)
      refuse(
        `${quote.side} is there twice, at ${other.priceText} and ${quote.priceText}: the higher price counts`,
      );
  }
  return [...byPlace.values()];
}

function readQuote(
  event: OddsEvent,
  market: string,
  row: unknown,
  format: OddsFormat,
): Quote | { problem: string } {
  const outcome = OutcomeRow.safeParse(row);
  if (!outcome.success) return { problem: problemOf(outcome.error) };
  const place = placeOutcome(market, outcome.data, event);
  if ('problem' in place) return place;
  const { name, price: written } = outcome.data;
  const priced = readPrice(written, format);
  if (!priced.ok) return { problem: `${JSON.stringify(name)}: ${priced.problem}` };
  return { market, ...place, price: priced.price, priceText: String(written) };
}

/** Every price of an answer, whatever else is in it. */
function pricesIn(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(pricesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    name === 'price' && typeof inner === 'number' ? [inner] : pricesIn(inner),
  );
}

function keyOf(row: unknown): string {
  const { key } = OneEvent.safeParse(row).data ?? {};
  return typeof key === 'string' ? key : '';
}

/** The first field that is not as expected: `commence_time: Invalid input`. */
function problemOf({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.map(String).join('.') || 'the row'}: ${issue?.message ?? 'cannot be read'}`;
}
