import { eq, inArray } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { bookmakers, oddsCurrent, oddsSightings } from '../../db/schema/odds.ts';
import type { CapturedQuote } from '../../domain/odds.ts';
import { type SeenMarket, chooseEvents } from '../maths/one-source.ts';
import { type GameWithEvents, type QuoteFilter, type SeenEvent, quotesQuery } from './game-quotes.ts';

/** What was captured of a game. */
export type GameCaptures = {
  /** In the order of their capture; those of a book in a market are of one event, whoever else tells of them. */
  changes: readonly CapturedQuote[];
  /** Every capture of the events, with changes or without, oldest first. */
  looksMs: readonly number[];
};

type OfGame = Pick<GameWithEvents, 'events' | 'startsAt'>;

/** The changes and looks of a game's events. */
export async function readCaptures(
  db: Executor,
  { events, startsAt }: OfGame,
  filter: QuoteFilter = {},
): Promise<GameCaptures> {
  if (events.length === 0) return { changes: [], looksMs: [] };
  const rows = await quotesQuery(db, events, filter);
  const sightings = await readSightings(db, events);
  const times = [...sightings, ...rows].map(({ capturedAt }) => capturedAt.getTime());
  const isCounted = await countedOf(db, { events, startsAt, rows, sightings });
  return {
    changes: rows.filter(isCounted).map(changeOf),
    looksMs: [...new Set(times)].toSorted((a, b) => a - b),
  };
}

type QuoteRow = Awaited<ReturnType<typeof quotesQuery>>[number];
type Sighting = Awaited<ReturnType<typeof readSightings>>[number];

function changeOf({
  eventId: _event,
  seriesId: _series,
  capturedAt,
  bookUpdatedAt,
  ...quote
}: QuoteRow): CapturedQuote {
  return { ...quote, capturedAtMs: capturedAt.getTime(), updatedAtMs: bookUpdatedAt?.getTime() ?? null };
}

function readSightings(db: Executor, events: readonly SeenEvent[]) {
  const { eventId, capturedAt, seriesIds } = oddsSightings;
  return db
    .select({ eventId, capturedAt, seriesIds })
    .from(oddsSightings)
    .where(inArray(eventId, idsOf(events)));
}

/** What series of events are of, by their numbers. */
async function readSeries(db: Executor, events: readonly SeenEvent[]) {
  const { seriesId, eventId, market } = oddsCurrent;
  const rows = await db
    .select({ seriesId, eventId, book: bookmakers.key, market })
    .from(oddsCurrent)
    .innerJoin(bookmakers, eq(bookmakers.id, oddsCurrent.bookmakerId))
    .where(inArray(eventId, idsOf(events)));
  return new Map(rows.map((row) => [row.seriesId, row]));
}

function idsOf(events: readonly SeenEvent[]): number[] {
  return events.map(({ id }) => id);
}

type Captured = OfGame & { rows: readonly QuoteRow[]; sightings: readonly Sighting[] };

/** Whether a change is of the event that its book and market are taken from. */
async function countedOf(db: Executor, captured: Captured): Promise<(row: QuoteRow) => boolean> {
  const { events, startsAt } = captured;
  if (events.length < 2) return () => true;
  const chosen = chooseEvents(seenOf(captured, await readSeries(db, events)), startsAt.getTime());
  return (row) => chosen(row) === row.eventId;
}

function* seenOf(
  { rows, sightings }: Captured,
  series: Awaited<ReturnType<typeof readSeries>>,
): Generator<SeenMarket> {
  for (const { book, market, eventId, capturedAt } of rows)
    yield { book, market, eventId, atMs: capturedAt.getTime() };
  for (const { capturedAt, seriesIds } of sightings) {
    for (const id of seriesIds) {
      const one = series.get(id);
      if (one !== undefined) yield { ...one, atMs: capturedAt.getTime() };
    }
  }
}
