import { and, asc, eq, exists, gte, inArray, lt, lte } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { bookmakers, oddsChanges, oddsCurrent, oddsEvents } from '../../db/schema/odds.ts';
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

/**
 * The changes of events in the order of their capture. What is asked for lies between the first and the last capture of
 * the events, and before the start: only those months are read.
 */
export function quotesQuery(
  db: Executor,
  events: readonly SeenEvent[],
  { markets, before = FAR_AHEAD, isBeforeStart = false }: QuoteFilter,
) {
  const hasNotBegun = db
    .select({ id: oddsEvents.id })
    .from(oddsEvents)
    .innerJoin(games, eq(games.id, oddsEvents.gameId))
    .where(and(eq(oddsEvents.id, oddsChanges.eventId), lt(oddsChanges.capturedAt, games.gameDatetime)));
  return db
    .select({
      eventId: oddsChanges.eventId,
      seriesId: oddsChanges.seriesId,
      book: bookmakers.key,
      market: oddsChanges.market,
      side: oddsChanges.side,
      subject: oddsChanges.subject,
      point: oddsChanges.point,
      line: oddsCurrent.line,
      price: oddsChanges.price,
      capturedAt: oddsChanges.capturedAt,
      bookUpdatedAt: oddsChanges.bookUpdatedAt,
    })
    .from(oddsChanges)
    .innerJoin(bookmakers, eq(bookmakers.id, oddsChanges.bookmakerId))
    .innerJoin(oddsCurrent, eq(oddsCurrent.seriesId, oddsChanges.seriesId))
    .where(
      and(
        inArray(
          oddsChanges.eventId,
          events.map(({ id }) => id),
        ),
        gte(oddsChanges.capturedAt, firstSeen(events)),
        lte(oddsChanges.capturedAt, lastSeen(events)),
        lt(oddsChanges.capturedAt, before),
        isBeforeStart ? exists(hasNotBegun) : undefined,
        markets === undefined ? undefined : inArray(oddsChanges.market, marketsWithLay(markets)),
      ),
    )
    .orderBy(asc(oddsChanges.capturedAt), asc(oddsChanges.seriesId));
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
