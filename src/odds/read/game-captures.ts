import { and, eq, inArray } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { bookmakers, oddsCurrent, oddsSightings } from '../../db/schema/odds.ts';
import type { CapturedQuote } from '../../domain/odds.ts';
import type { MarketLook } from '../maths/market-looks.ts';
import { seriesOf } from '../maths/market-state.ts';
import { type SeenMarket, chooseEvents } from '../maths/one-source.ts';
import {
  type GameWithEvents,
  type QuoteFilter,
  type QuoteLists,
  type SeenEvent,
  marketsWithLay,
  readQuotes,
} from './game-quotes.ts';

/** What was captured of a game. */
export type GameCaptures = {
  /** In the order of their capture; those of a book in a market are of one event, whoever else tells of them. */
  changes: readonly CapturedQuote[];
  /** Every capture of the events, with changes or without, oldest first. */
  looksMs: readonly number[];
  /** The captures that showed a market; of an event whose captures only tell changes, all of it. */
  looksOf: (market: string) => readonly MarketLook[];
};

type OfGame = Pick<GameWithEvents, 'events' | 'startsAt'>;

/** The changes and looks of a game's events. */
export async function readCaptures(
  db: Executor,
  game: OfGame,
  filter: QuoteFilter = {},
): Promise<GameCaptures> {
  const [captures] = await readCapturesOfGames(db, [game], filter);
  return captures ?? NOTHING;
}

const NOTHING: GameCaptures = { changes: [], looksMs: [], looksOf: () => [] };

/** The same of several games, in their order, with as many statements as for one. */
export async function readCapturesOfGames(
  db: Executor,
  games: readonly OfGame[],
  filter: QuoteFilter = {},
): Promise<readonly GameCaptures[]> {
  const events = games.flatMap((game) => game.events);
  if (events.length === 0) return games.map(() => NOTHING);
  const series = await readSeries(db, events, filter);
  const quotes = await readQuotes(db, events, filter);
  const sightings = await readSightings(db, events);
  const rowsOfEvents = quotesOfEvents(quotes, series);
  const sightingsOfEvents = Map.groupBy(sightings, ({ eventId }) => eventId);
  return games.map(({ events: own, startsAt }) => {
    const of = <T extends { capturedAtMs: number }>(all: Map<number, T[]>): T[] => {
      const found = own.flatMap(({ id }) => all.get(id) ?? []);
      return own.length < 2 ? found : found.toSorted((a, b) => a.capturedAtMs - b.capturedAtMs);
    };
    return capturesOf({
      events: own,
      startsAt,
      rows: of(rowsOfEvents),
      sightings: of(sightingsOfEvents),
      series,
    });
  });
}

function capturesOf(captured: Captured): GameCaptures {
  const { rows, sightings } = captured;
  if (captured.events.length === 0) return NOTHING;
  const isCounted = countedOf(captured);
  const times = new Set<number>();
  for (const { capturedAtMs } of sightings) times.add(capturedAtMs);
  for (const { capturedAtMs } of rows) times.add(capturedAtMs);
  let looksOf: GameCaptures['looksOf'] | undefined;
  return {
    changes: captured.events.length < 2 ? rows : rows.filter(isCounted),
    looksMs: [...times].sort((a, b) => a - b),
    looksOf(market) {
      looksOf ??= looksByMarket(captured, isCounted);
      return looksOf(market);
    },
  };
}

/** A change with the event that it is of. */
type SeenQuote = CapturedQuote & { eventId: number; series: string };
type Sighting = Awaited<ReturnType<typeof readSightings>>[number];

/** Games have changes by the thousand: each becomes one object. */
function quotesOfEvents(
  { seriesId, capturedAtMs, point, price, updatedAtMs }: QuoteLists,
  series: Series,
): Map<number, SeenQuote[]> {
  const ofEvents = new Map<number, SeenQuote[]>();
  for (const [index, id] of seriesId.entries()) {
    const of = series.get(id);
    if (of === undefined) continue;
    const quotes = ofEvents.get(of.eventId) ?? [];
    ofEvents.set(of.eventId, quotes);
    quotes.push({
      eventId: of.eventId,
      book: of.book,
      market: of.market,
      side: of.side,
      subject: of.subject,
      line: of.line,
      series: of.key,
      point: point[index] ?? null,
      price: price[index] ?? Number.NaN,
      capturedAtMs: capturedAtMs[index] ?? Number.NaN,
      updatedAtMs: updatedAtMs[index] ?? null,
    });
  }
  return ofEvents;
}

async function readSightings(db: Executor, events: readonly SeenEvent[]) {
  const { eventId, capturedAt, seriesIds, emptyMarkets } = oddsSightings;
  const rows = await db
    .select({ eventId, capturedAt, seriesIds, emptyMarkets })
    .from(oddsSightings)
    .where(inArray(eventId, idsOf(events)));
  return rows.map(({ capturedAt: at, ...row }) => ({ ...row, capturedAtMs: at.getTime() }));
}

/** What series of events are of, by their numbers. */
async function readSeries(db: Executor, events: readonly SeenEvent[], { markets }: QuoteFilter) {
  const { seriesId, eventId, market, side, subject, line } = oddsCurrent;
  const rows = await db
    .select({ seriesId, eventId, book: bookmakers.key, market, side, subject, line })
    .from(oddsCurrent)
    .innerJoin(bookmakers, eq(bookmakers.id, oddsCurrent.bookmakerId))
    .where(
      and(
        inArray(eventId, idsOf(events)),
        markets === undefined ? undefined : inArray(market, marketsWithLay(markets)),
      ),
    );
  return new Map(rows.map((row) => [row.seriesId, { ...row, key: seriesOf(row) }]));
}

function idsOf(events: readonly SeenEvent[]): number[] {
  return events.map(({ id }) => id);
}

type Series = Awaited<ReturnType<typeof readSeries>>;
type Captured = OfGame & { rows: readonly SeenQuote[]; sightings: readonly Sighting[]; series: Series };
type IsCounted = (of: Pick<SeenMarket, 'book' | 'market' | 'eventId'>) => boolean;

/** Whether a change is of the event that its book and market are taken from. */
function countedOf(captured: Captured): IsCounted {
  const { events, startsAt } = captured;
  if (events.length < 2) return () => true;
  const chosen = chooseEvents(seenOf(captured), startsAt.getTime());
  return (row) => chosen(row) === row.eventId;
}

/** Every price that a capture showed, whether or not it had changed. */
function* seenOf({ rows, sightings, series }: Captured): Generator<SeenMarket> {
  for (const { eventId, book, market, capturedAtMs } of rows)
    yield { eventId, book, market, atMs: capturedAtMs };
  for (const { capturedAtMs, seriesIds } of sightings) {
    for (const id of seriesIds) {
      const one = series.get(id);
      if (one === undefined) continue;
      const { eventId, book, market } = one;
      yield { eventId, book, market, atMs: capturedAtMs };
    }
  }
}

/** The looks at each market, in which lay prices go with theirs. */
function looksByMarket(captured: Captured, isCounted: IsCounted): (market: string) => readonly MarketLook[] {
  const { rows, sightings, series } = captured;
  const { lookAt, looksOf } = createLooks(sightings);
  const withSightings = new Set(sightings.map(({ eventId }) => eventId));
  for (const row of rows) {
    if (!withSightings.has(row.eventId)) continue;
    const look = lookAt(row.market, row.eventId, row.capturedAtMs);
    if (isCounted(row)) look.series.add(row.series);
  }
  for (const { capturedAtMs, seriesIds } of sightings)
    for (const id of seriesIds) {
      const one = series.get(id);
      if (one === undefined) continue;
      const look = lookAt(one.market, one.eventId, capturedAtMs);
      if (isCounted(one)) look.series.add(one.key);
    }
  for (const { eventId, capturedAtMs, emptyMarkets } of sightings)
    for (const market of emptyMarkets) {
      const look = lookAt(market, eventId, capturedAtMs);
      look.isWhole = true;
      look.series.clear();
    }
  const ofLogs = looksOfLogs(rows.filter(({ eventId }) => !withSightings.has(eventId)));
  return (market) => [...looksOf(market), ...ofLogs];
}

type GrowingLook = MarketLook & { series: Set<string>; isWhole: boolean };

/** Looks that grow, by market, event and instant. */
function createLooks(sightings: readonly Sighting[]) {
  // One that has none left was cut down: it tells when somebody looked, and no more what was not on offer.
  const uncut = sightings.filter(({ seriesIds }) => seriesIds.length > 0);
  const whole = new Map(
    [...Map.groupBy(uncut, ({ eventId }) => eventId)].map(([eventId, own]) => [
      eventId,
      new Set(own.map(({ capturedAtMs }) => capturedAtMs)),
    ]),
  );
  const looks = new Map<string, Map<number, Map<number, GrowingLook>>>();
  return {
    lookAt: (market: string, eventId: number, atMs: number): GrowingLook => {
      const ofMarket = placeIn(
        looks,
        market.replace(/_lay$/, ''),
        () => new Map<number, Map<number, GrowingLook>>(),
      );
      const ofEvent = placeIn(ofMarket, eventId, () => new Map<number, GrowingLook>());
      return placeIn(ofEvent, atMs, () => {
        const isWhole = whole.get(eventId)?.has(atMs) === true;
        return { eventId, atMs, isWhole, series: new Set<string>() };
      });
    },
    looksOf: (market: string): MarketLook[] =>
      [...(looks.get(market)?.values() ?? [])].flatMap((ofEvent) => [...ofEvent.values()]),
  };
}

function placeIn<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Of an event whose captures only tell changes, each is a look at every market; what it lacks may be on offer. */
function looksOfLogs(rows: readonly SeenQuote[]): readonly MarketLook[] {
  const none = new Set<string>();
  return [...Map.groupBy(rows, ({ eventId }) => eventId)].flatMap(([eventId, own]) =>
    [...new Set(own.map(({ capturedAtMs }) => capturedAtMs))].map((atMs) => {
      return { eventId, atMs, isWhole: false, series: none };
    }),
  );
}
