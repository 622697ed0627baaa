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
  type QuoteRow,
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
  const rowsOfEvents = Map.groupBy(
    quotes.flatMap((quote): SeenQuote[] => {
      const of = series.get(quote.seriesId);
      return of === undefined ? [] : [{ ...quote, of }];
    }),
    ({ of }) => of.eventId,
  );
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
    changes: rows.filter(({ of }) => isCounted(of)).map(changeOf),
    looksMs: [...times].sort((a, b) => a - b),
    looksOf(market) {
      looksOf ??= looksByMarket(captured, isCounted);
      return looksOf(market);
    },
  };
}

/** A change with the series that it is of. */
type SeenQuote = QuoteRow & { of: SeriesRow };
type Sighting = Awaited<ReturnType<typeof readSightings>>[number];

function changeOf({ of, point, price, capturedAtMs, updatedAtMs }: SeenQuote): CapturedQuote {
  const { book, market, side, subject, line } = of;
  return { book, market, side, subject, line, point, price, capturedAtMs, updatedAtMs };
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
type SeriesRow = Series extends Map<number, infer Row> ? Row : never;
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
function* seenOf({ rows, sightings, series }: Captured) {
  for (const { capturedAtMs, of } of rows) yield { ...of, atMs: capturedAtMs };
  for (const { capturedAtMs, seriesIds } of sightings) {
    for (const id of seriesIds) {
      const one = series.get(id);
      if (one !== undefined) yield { ...one, atMs: capturedAtMs };
    }
  }
}

type GrowingLook = MarketLook & { series: Set<string> };

/** The looks at each market, in which lay prices go with theirs. */
function looksByMarket(captured: Captured, isCounted: IsCounted): (market: string) => readonly MarketLook[] {
  const { rows, sightings } = captured;
  const keyOf = (eventId: number, atMs: number) => `${eventId}|${atMs}`;
  // One that has none left was cut down: it tells when somebody looked, and no more what was not on offer.
  const uncut = sightings.filter(({ seriesIds }) => seriesIds.length > 0);
  const whole = new Set(uncut.map((one) => keyOf(one.eventId, one.capturedAtMs)));
  const withSightings = new Set(sightings.map(({ eventId }) => eventId));
  const looks = new Map<string, Map<string, GrowingLook>>();
  for (const seen of seenOf(captured)) {
    const { eventId, atMs } = seen;
    if (!withSightings.has(eventId)) continue;
    const market = seen.market.replace(/_lay$/, '');
    const ofMarket = looks.get(market) ?? new Map<string, GrowingLook>();
    looks.set(market, ofMarket);
    const key = keyOf(eventId, atMs);
    const look = ofMarket.get(key) ?? { eventId, atMs, isWhole: whole.has(key), series: new Set<string>() };
    ofMarket.set(key, look);
    if (isCounted(seen)) look.series.add(seen.key);
  }
  for (const { eventId, capturedAtMs: atMs, emptyMarkets } of sightings) {
    for (const market of emptyMarkets) {
      const ofMarket = looks.get(market) ?? new Map<string, GrowingLook>();
      looks.set(market, ofMarket);
      ofMarket.set(keyOf(eventId, atMs), { eventId, atMs, isWhole: true, series: new Set<string>() });
    }
  }
  const ofLogs = looksOfLogs(rows.filter(({ of }) => !withSightings.has(of.eventId)));
  return (market) => [...(looks.get(market)?.values() ?? []), ...ofLogs];
}

/** Of an event whose captures only tell changes, each is a look at every market; what it lacks may be on offer. */
function looksOfLogs(rows: readonly SeenQuote[]): readonly MarketLook[] {
  const none = new Set<string>();
  return [...Map.groupBy(rows, ({ of }) => of.eventId)].flatMap(([eventId, own]) =>
    [...new Set(own.map(({ capturedAtMs }) => capturedAtMs))].map((atMs) => {
      return { eventId, atMs, isWhole: false, series: none };
    }),
  );
}
