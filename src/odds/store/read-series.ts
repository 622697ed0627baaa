import { sql } from 'drizzle-orm';
import { msOf, rowsByLists } from '../../db/column-lists.ts';
import type { Executor } from '../../db/database.ts';
import { together } from '../../db/together.ts';
import { oddsChanges, oddsCurrent, oddsEvents, oddsSightings } from '../../db/schema/odds.ts';
import { type PricePoint, seriesKey } from './captured-odds.ts';
import type { KnownSeries } from './merge-series.ts';

/** A series as it stands. */
export type StandingSeries = { seriesId: number; eventId: number; current: PricePoint; lastSeenMs: number };

function priceColumns(table: typeof oddsChanges | typeof oddsCurrent) {
  const { point, price, priceText, capturedAt, bookUpdatedAt, source, runId } = table;
  return {
    point,
    price,
    priceText,
    capturedAtMs: msOf(capturedAt),
    bookUpdatedAtMs: msOf(bookUpdatedAt),
    source,
    runId,
  };
}

/** Every series of the events, by its key. */
export async function readStanding(
  tx: Executor,
  eventIds: readonly number[],
): Promise<Map<string, StandingSeries>> {
  const { seriesId, eventId, bookmakerId, market, side, subject, line, lastSeenAt } = oddsCurrent;
  const rows = await rowsByLists(
    tx,
    {
      seriesId,
      eventId,
      bookmakerId,
      market,
      side,
      subject,
      line,
      lastSeenMs: msOf(lastSeenAt),
      ...priceColumns(oddsCurrent),
    },
    sql`${oddsCurrent} where ${eventId} = any(${sql.param([...eventIds])}::int[])`,
  );
  return new Map(
    rows.map((row) => [
      seriesKey(row),
      {
        seriesId: row.seriesId,
        eventId: row.eventId,
        current: pricePoint(row),
        lastSeenMs: row.lastSeenMs,
      },
    ]),
  );
}

/** From when until when captures are asked for; without an end, all since. */
export type KnownSpan = { fromMs: number; toMs?: number };

/** What is known of these series in a span, for observations of it. */
export async function readKnown(
  tx: Executor,
  series: readonly { seriesId: number; eventId: number }[],
  { fromMs, toMs }: KnownSpan,
): Promise<Map<number, KnownSeries>> {
  const ids = series.map(({ seriesId }) => seriesId);
  const eventIds = [...new Set(series.map(({ eventId }) => eventId))];
  const from = new Date(fromMs).toISOString();
  const until = toMs === undefined ? 'infinity' : new Date(toMs).toISOString();
  const isWithin = (column: typeof oddsChanges.capturedAt | typeof oddsSightings.capturedAt) =>
    sql`${column} between ${from}::timestamptz and ${until}::timestamptz`;
  const [before, changes, sightings] = await together(
    readBefore(tx, ids, eventIds, from),
    rowsByLists(
      tx,
      { seriesId: oddsChanges.seriesId, ...priceColumns(oddsChanges) },
      sql`${oddsChanges}
        where ${oddsChanges.seriesId} = any(${sql.param(ids)}::int[]) and ${isWithin(oddsChanges.capturedAt)}
        order by ${oddsChanges.seriesId}, ${oddsChanges.capturedAt}`,
    ),
    rowsByLists(
      tx,
      { capturedAtMs: msOf(oddsSightings.capturedAt), seriesIds: oddsSightings.seriesIds },
      sql`${oddsSightings}
        where ${oddsSightings.eventId} = any(${sql.param(eventIds)}::int[]) and ${isWithin(oddsSightings.capturedAt)}`,
    ),
  );
  const known = new Map(
    ids.map((id) => [
      id,
      { before: before.get(id), changes: [] as PricePoint[], sightingsMs: [] as number[] },
    ]),
  );
  for (const row of changes) known.get(row.seriesId)?.changes.push(pricePoint(row));
  for (const { capturedAtMs, seriesIds } of sightings) {
    for (const id of seriesIds) known.get(id)?.sightingsMs.push(capturedAtMs);
  }
  return known;
}

/** The last change of each series before an instant; none lies before the event was first seen. */
async function readBefore(
  tx: Executor,
  ids: readonly number[],
  eventIds: readonly number[],
  from: string,
): Promise<Map<number, PricePoint>> {
  const rows = await rowsByLists(
    tx,
    { wantedId: sql<number>`wanted.id`, ...priceColumns(oddsChanges) },
    sql`unnest(${sql.param(ids)}::int[]) as wanted (id)
      cross join lateral (
        select * from ${oddsChanges} as prior
        where prior.series_id = wanted.id and prior.captured_at < ${from}::timestamptz
          and prior.captured_at >= (select min(${oddsEvents.firstSeenAt}) from ${oddsEvents}
                                    where ${oddsEvents.id} = any(${sql.param(eventIds)}::int[]))
        order by prior.captured_at desc limit 1
      ) as ${oddsChanges}`,
  );
  return new Map(rows.map((row) => [row.wantedId, pricePoint(row)]));
}

function pricePoint(row: PricePoint): PricePoint {
  const { capturedAtMs, point, price, priceText, bookUpdatedAtMs, source, runId } = row;
  return { capturedAtMs, point, price, priceText, bookUpdatedAtMs, source, runId };
}
