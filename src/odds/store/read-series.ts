import { and, asc, gte, inArray, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { oddsChanges, oddsCurrent, oddsEvents, oddsSightings } from '../../db/schema/odds.ts';
import { rowsOf } from '../../db/rows.ts';
import { columnIn, selecting } from '../../db/selecting.ts';
import { type PricePoint, seriesKey } from './captured-odds.ts';
import type { KnownSeries } from './merge-series.ts';

/** A series as it stands. */
export type StandingSeries = { seriesId: number; eventId: number; current: PricePoint; lastSeenMs: number };

type PriceRow = Pick<
  typeof oddsChanges.$inferSelect,
  'point' | 'price' | 'priceText' | 'capturedAt' | 'bookUpdatedAt' | 'source' | 'runId'
>;

const PRICE = {
  point: oddsChanges.point,
  price: oddsChanges.price,
  priceText: oddsChanges.priceText,
  capturedAt: oddsChanges.capturedAt,
  bookUpdatedAt: oddsChanges.bookUpdatedAt,
  source: oddsChanges.source,
  runId: oddsChanges.runId,
};

/** Every series of the events, by its key. */
export async function readStanding(
  tx: Executor,
  eventIds: readonly number[],
): Promise<Map<string, StandingSeries>> {
  const rows = await tx
    .select()
    .from(oddsCurrent)
    .where(inArray(oddsCurrent.eventId, [...eventIds]));
  return new Map(
    rows.map((row) => [
      seriesKey(row),
      {
        seriesId: row.seriesId,
        eventId: row.eventId,
        current: pricePoint(row),
        lastSeenMs: row.lastSeenAt.getTime(),
      },
    ]),
  );
}

/** What is known of these series from an instant on, for observations that are not newer than all of it. */
export async function readKnown(
  tx: Executor,
  series: readonly { seriesId: number; eventId: number }[],
  fromMs: number,
): Promise<Map<number, KnownSeries>> {
  const ids = series.map(({ seriesId }) => seriesId);
  const eventIds = [...new Set(series.map(({ eventId }) => eventId))];
  const from = new Date(fromMs);
  const before = await readBefore(tx, ids, eventIds, from);
  const changes = await tx
    .select({ seriesId: oddsChanges.seriesId, ...PRICE })
    .from(oddsChanges)
    .where(and(inArray(oddsChanges.seriesId, ids), gte(oddsChanges.capturedAt, from)))
    .orderBy(asc(oddsChanges.seriesId), asc(oddsChanges.capturedAt));
  const sightings = await tx
    .select({ capturedAt: oddsSightings.capturedAt, seriesIds: oddsSightings.seriesIds })
    .from(oddsSightings)
    .where(and(inArray(oddsSightings.eventId, eventIds), gte(oddsSightings.capturedAt, from)));
  const known = new Map(
    ids.map((id) => [
      id,
      { before: before.get(id), changes: [] as PricePoint[], sightingsMs: [] as number[] },
    ]),
  );
  for (const { seriesId, ...row } of changes) known.get(seriesId)?.changes.push(pricePoint(row));
  for (const { capturedAt, seriesIds } of sightings) {
    for (const id of seriesIds) known.get(id)?.sightingsMs.push(capturedAt.getTime());
  }
  return known;
}

/** The last change of each series before an instant; none lies before the event was first seen. */
async function readBefore(
  tx: Executor,
  ids: readonly number[],
  eventIds: readonly number[],
  from: Date,
): Promise<Map<number, PricePoint>> {
  const inPrior = <Name extends keyof typeof PRICE>(name: Name) =>
    columnIn('prior', PRICE[name]) as unknown as (typeof PRICE)[Name];
  const rows = await rowsOf(
    tx,
    selecting(
      {
        seriesId: sql<number>`wanted.id`,
        point: inPrior('point'),
        price: inPrior('price'),
        priceText: inPrior('priceText'),
        capturedAt: inPrior('capturedAt'),
        bookUpdatedAt: inPrior('bookUpdatedAt'),
        source: inPrior('source'),
        runId: inPrior('runId'),
      },
      (list) => sql`
      with bounds as (select min(${oddsEvents.firstSeenAt}) as first_at from ${oddsEvents}
                      where ${inArray(oddsEvents.id, [...eventIds])})
      select ${list}
      from unnest(${sql.param(ids)}::int[]) as wanted (id)
      cross join lateral (
        select * from ${oddsChanges}
        where ${oddsChanges.seriesId} = wanted.id and ${oddsChanges.capturedAt} < ${from.toISOString()}::timestamptz
          and ${oddsChanges.capturedAt} >= (select first_at from bounds)
        order by ${oddsChanges.capturedAt} desc limit 1
      ) as prior`,
    ),
  );
  return new Map(rows.map(({ seriesId, ...row }) => [seriesId, pricePoint(row)]));
}

function pricePoint(row: PriceRow): PricePoint {
  return {
    capturedAtMs: row.capturedAt.getTime(),
    point: row.point,
    price: row.price,
    priceText: row.priceText,
    bookUpdatedAtMs: row.bookUpdatedAt?.getTime() ?? null,
    source: row.source,
    runId: row.runId,
  };
}
