import { type SQL, and, asc, eq, exists, gte, inArray, lt, lte, sql } from 'drizzle-orm';
import { listsQuery, msOf, readLists } from '../../db/column-lists.ts';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { bookmakers, oddsChanges, oddsEvents } from '../../db/schema/odds.ts';
import { sports } from '../../db/schema/reference.ts';
import type { Sport } from '../../domain/sport.ts';

/** An event that a game is, and between which captures it was seen. */
export type SeenEvent = { id: number; firstSeenAt: Date; lastSeenAt: Date };

/** A game with the events that it is at providers of odds. */
export type GameWithEvents = { gameId: number; sport: Sport; startsAt: Date; events: readonly SeenEvent[] };

/** Undefined where there is no such game. */
export async function readGameEvents(db: Executor, gameId: number): Promise<GameWithEvents | undefined> {
  const [game] = await db
    .select({ startsAt: games.gameDatetime, sport: sports.displayName })
    .from(games)
    .innerJoin(sports, eq(sports.id, games.sportId))
    .where(eq(games.id, gameId));
  if (game === undefined) return undefined;
  const { id, firstSeenAt, lastSeenAt } = oddsEvents;
  const events = await db
    .select({ id, firstSeenAt, lastSeenAt })
    .from(oddsEvents)
    .where(eq(oddsEvents.gameId, gameId))
    .orderBy(asc(id));
  return { gameId, ...game, events };
}

export type QuoteFilter = {
  /** Only these markets, with their lay prices. */
  markets?: readonly string[] | undefined;
  /** Only captures before this. */
  before?: Date | undefined;
  /** Only captures before the start of the event's game. */
  isBeforeStart?: boolean | undefined;
};

/** Markets and their lay prices. */
export function marketsWithLay(markets: readonly string[]): string[] {
  return markets.flatMap((market) => [market, `${market}_lay`]);
}

/** What is read of a change: the number of its series says what it is of. */
const QUOTE = {
  seriesId: oddsChanges.seriesId,
  capturedAtMs: msOf(oddsChanges.capturedAt),
  point: oddsChanges.point,
  price: oddsChanges.price,
  updatedAtMs: msOf(oddsChanges.bookUpdatedAt),
} as const;

/** The changes of events in the order of their capture, those of one by the numbers of their series: a list for each column. */
export function readQuotes(db: Executor, events: readonly SeenEvent[], filter: QuoteFilter) {
  return readLists(db, QUOTE, quotesOf(db, events, filter));
}

export type QuoteLists = Awaited<ReturnType<typeof readQuotes>>;

/** The statement of `readQuotes`. */
export function quotesQuery(db: Executor, events: readonly SeenEvent[], filter: QuoteFilter): SQL {
  return listsQuery(QUOTE, quotesOf(db, events, filter));
}

/**
 * Where the changes of events stand. What is asked for lies between the first and the last capture of the events, and
 * before the start: only those months are read.
 */
function quotesOf(
  db: Executor,
  events: readonly SeenEvent[],
  { markets, before = FAR_AHEAD, isBeforeStart = false }: QuoteFilter,
): SQL {
  const { eventId, seriesId, capturedAt, market } = oddsChanges;
  const hasNotBegun = db
    .select({ id: oddsEvents.id })
    .from(oddsEvents)
    .innerJoin(games, eq(games.id, oddsEvents.gameId))
    .where(and(eq(oddsEvents.id, eventId), lt(capturedAt, games.gameDatetime)));
  const isAskedFor = and(
    inArray(
      eventId,
      events.map(({ id }) => id),
    ),
    gte(capturedAt, firstSeen(events)),
    lte(capturedAt, lastSeen(events)),
    lt(capturedAt, before),
    isBeforeStart ? exists(hasNotBegun) : undefined,
    markets === undefined ? undefined : inArray(market, marketsWithLay(markets)),
  );
  return sql`${oddsChanges} where ${isAskedFor} order by ${capturedAt}, ${seriesId}`;
}

/** The books that are exchanges. */
export async function readExchanges(db: Executor): Promise<ReadonlySet<string>> {
  const rows = await db
    .select({ key: bookmakers.key })
    .from(bookmakers)
    .where(eq(bookmakers.kind, 'exchange'));
  return new Set(rows.map(({ key }) => key));
}

const FAR_AHEAD = new Date(8_000_000_000_000);

function firstSeen(events: readonly SeenEvent[]): Date {
  return events.reduce((first, { firstSeenAt }) => (firstSeenAt < first ? firstSeenAt : first), FAR_AHEAD);
}

function lastSeen(events: readonly SeenEvent[]): Date {
  return events.reduce((last, { lastSeenAt }) => (lastSeenAt > last ? lastSeenAt : last), new Date(0));
}
