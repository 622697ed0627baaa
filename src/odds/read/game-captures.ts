import { eq, inArray } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { bookmakers, oddsCurrent, oddsSightings } from '../../db/schema/odds.ts';
import type { CapturedQuote } from '../../domain/odds.ts';
import type { MarketLook } from '../maths/market-looks.ts';
import { seriesOf } from '../maths/market-state.ts';
import { type SeenMarket, chooseEvents } from '../maths/one-source.ts';
import { type GameWithEvents, type QuoteFilter, type SeenEvent, quotesQuery } from './game-quotes.ts';

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
  { events, startsAt }: OfGame,
  filter: QuoteFilter = {},
): Promise<GameCaptures> {
  if (events.length === 0) return { changes: [], looksMs: [], looksOf: () => [] };
  const rows = await quotesQuery(db, events, filter);
  const sightings = await readSightings(db, events);
  const times = [...sightings, ...rows].map(({ capturedAt }) => capturedAt.getTime());
  const series = await readSeries(db, events);
  const captured = { events, startsAt, rows, sightings, series };
  const isCounted = countedOf(captured);
  return {
    changes: rows.filter(isCounted).map(changeOf),
    looksMs: [...new Set(times)].toSorted((a, b) => a - b),
    looksOf: (market) => looksAt(market, captured, isCounted),
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
  const { seriesId, eventId, market, side, subject, line } = oddsCurrent;
  const rows = await db
    .select({ seriesId, eventId, book: bookmakers.key, market, side, subject, line })
    .from(oddsCurrent)
    .innerJoin(bookmakers, eq(bookmakers.id, oddsCurrent.bookmakerId))
    .where(inArray(eventId, idsOf(events)));
  return new Map(rows.map((row) => [row.seriesId, row]));
}

function idsOf(events: readonly SeenEvent[]): number[] {
  return events.map(({ id }) => id);
}

type Series = Awaited<ReturnType<typeof readSeries>>;
type Captured = OfGame & { rows: readonly QuoteRow[]; sightings: readonly Sighting[]; series: Series };
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
  for (const row of rows) yield { ...row, atMs: row.capturedAt.getTime() };
  for (const { capturedAt, seriesIds } of sightings) {
    for (const id of seriesIds) {
      const one = series.get(id);
      if (one !== undefined) yield { ...one, atMs: capturedAt.getTime() };
    }
  }
}

function looksAt(market: string, captured: Captured, isCounted: IsCounted): readonly MarketLook[] {
  const keyOf = (eventId: number, atMs: number) => `${eventId}|${atMs}`;
  const whole = new Set(captured.sightings.map((one) => keyOf(one.eventId, one.capturedAt.getTime())));
  const withSightings = new Set(captured.sightings.map(({ eventId }) => eventId));
  const looks = new Map<string, MarketLook & { series: Set<string> }>();
  for (const seen of seenOf(captured)) {
    const { eventId, atMs } = seen;
    if (seen.market !== market && withSightings.has(eventId)) continue;
    const key = keyOf(eventId, atMs);
    const look = looks.get(key) ?? { eventId, atMs, isWhole: whole.has(key), series: new Set<string>() };
    if (seen.market === market && isCounted(seen)) look.series.add(seriesOf(seen));
    looks.set(key, look);
  }
  return [...looks.values()];
}
