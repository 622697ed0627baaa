import { sql } from 'drizzle-orm';
import { bareColumns, excluded } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import {
  closingLinesDue,
  oddsChanges,
  oddsCurrent,
  oddsEvents,
  oddsSightings,
} from '../../db/schema/odds.ts';
import { games } from '../../db/schema/games.ts';
import { type PricePoint, type SeriesOf, seriesKey } from './captured-odds.ts';

/** A series with what it is now. */
export type NewStanding = SeriesOf & { current: PricePoint; lastSeenMs: number };

/** A list of values as a parameter, for `unnest`. */
function values<Row>(rows: readonly Row[], valueOf: (row: Row) => unknown) {
  return sql.param(rows.map(valueOf));
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** What a price is, in the order of `PRICE_COLUMNS`. */
function priceLists<Row>(rows: readonly Row[], priceOf: (row: Row) => PricePoint) {
  return sql`
    ${values(rows, (row) => priceOf(row).point)}::numeric[], ${values(rows, (row) => priceOf(row).price)}::numeric[],
    ${values(rows, (row) => priceOf(row).priceText)}::text[],
    ${values(rows, (row) => iso(priceOf(row).capturedAtMs))}::timestamptz[],
    ${values(rows, (row) => iso(priceOf(row).bookUpdatedAtMs))}::timestamptz[],
    ${values(rows, (row) => priceOf(row).source)}::text[], ${values(rows, (row) => priceOf(row).runId)}::text[]`;
}

function priceColumns(table: typeof oddsChanges | typeof oddsCurrent) {
  const { point, price, priceText, capturedAt, bookUpdatedAt, source, runId } = table;
  return bareColumns(point, price, priceText, capturedAt, bookUpdatedAt, source, runId);
}

/** Gives series their rows; their numbers by key. */
export async function insertSeries(
  tx: Executor,
  series: readonly NewStanding[],
): Promise<Map<string, number>> {
  if (series.length === 0) return new Map();
  const { eventId, bookmakerId, market, side, subject, line, lastSeenAt } = oddsCurrent;
  const rows = await rowsOf(
    tx,
    selecting(
      { seriesId: oddsCurrent.seriesId, eventId, bookmakerId, market, side, subject, line },
      (list) => sql`
      insert into ${oddsCurrent} (${bareColumns(eventId, bookmakerId, market, side, subject, line, lastSeenAt)},
                                  ${priceColumns(oddsCurrent)})
      select * from unnest(
        ${values(series, (one) => one.eventId)}::int[], ${values(series, (one) => one.bookmakerId)}::int[],
        ${values(series, (one) => one.market)}::text[], ${values(series, (one) => one.side)}::text[],
        ${values(series, (one) => one.subject)}::text[], ${values(series, (one) => one.line)}::numeric[],
        ${values(series, (one) => iso(one.lastSeenMs))}::timestamptz[], ${priceLists(series, (one) => one.current)})
      returning ${list}`,
    ),
  );
  return new Map(rows.map((row) => [seriesKey(row), row.seriesId]));
}

/** What series are now; those that stand so already are left alone. */
export async function updateSeries(
  tx: Executor,
  series: readonly (NewStanding & { seriesId: number })[],
): Promise<void> {
  if (series.length === 0) return;
  await tx.execute(sql`
    update ${oddsCurrent} set (${priceColumns(oddsCurrent)}, ${bareColumns(oddsCurrent.lastSeenAt)}) =
      (seen.point, seen.price, seen.price_text, seen.captured_at, seen.book_updated_at, seen.source, seen.run_id,
       seen.last_seen_at)
    from unnest(${values(series, (one) => one.seriesId)}::int[],
                ${values(series, (one) => iso(one.lastSeenMs))}::timestamptz[],
                ${priceLists(series, (one) => one.current)})
      as seen (id, last_seen_at, point, price, price_text, captured_at, book_updated_at, source, run_id)
    where ${oddsCurrent.seriesId} = seen.id`);
}

/** When series were seen last whose prices stand as they did. */
export async function noteLastSeen(
  tx: Executor,
  seen: readonly { seriesId: number; lastSeenMs: number }[],
): Promise<void> {
  if (seen.length === 0) return;
  await tx.execute(sql`
    update ${oddsCurrent} set ${bareColumns(oddsCurrent.lastSeenAt)} = seen.at
    from unnest(${values(seen, ({ seriesId }) => seriesId)}::int[],
                ${values(seen, ({ lastSeenMs }) => iso(lastSeenMs))}::timestamptz[]) as seen (id, at)
    where ${oddsCurrent.seriesId} = seen.id`);
}

/** Changes with the series that they are of. */
export type ChangeRow = { seriesId: number; of: SeriesOf; price: PricePoint };

export async function insertChanges(tx: Executor, rows: readonly ChangeRow[]): Promise<void> {
  if (rows.length === 0) return;
  const { seriesId, eventId, bookmakerId, market, side, subject } = oddsChanges;
  await tx.execute(sql`
    insert into ${oddsChanges} (${bareColumns(seriesId, eventId, bookmakerId, market, side, subject)},
                                ${priceColumns(oddsChanges)})
    select * from unnest(
      ${values(rows, (row) => row.seriesId)}::int[], ${values(rows, ({ of }) => of.eventId)}::int[],
      ${values(rows, ({ of }) => of.bookmakerId)}::int[], ${values(rows, ({ of }) => of.market)}::text[],
      ${values(rows, ({ of }) => of.side)}::text[], ${values(rows, ({ of }) => of.subject)}::text[],
      ${priceLists(rows, ({ price }) => price)})`);
}

export async function removeChanges(
  tx: Executor,
  rows: readonly { seriesId: number; capturedAtMs: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`
    delete from ${oddsChanges}
    using unnest(${values(rows, ({ seriesId }) => seriesId)}::int[],
                 ${values(rows, ({ capturedAtMs }) => iso(capturedAtMs))}::timestamptz[]) as gone (id, at)
    where ${oddsChanges.seriesId} = gone.id and ${oddsChanges.capturedAt} = gone.at`);
}

/** Adds series to what captures of events have shown unchanged. */
export async function keepSightings(
  tx: Executor,
  sightings: readonly { eventId: number; seriesId: number; capturedAtMs: number }[],
): Promise<void> {
  if (sightings.length === 0) return;
  const grouped = Map.groupBy(sightings, ({ eventId, capturedAtMs }) => `${eventId}|${capturedAtMs}`);
  const { eventId, capturedAt, seriesIds } = oddsSightings;
  await tx
    .insert(oddsSightings)
    .values(
      [...grouped.values()].flatMap((group) => {
        const [first] = group;
        if (first === undefined) return [];
        const at = new Date(first.capturedAtMs);
        return [{ eventId: first.eventId, capturedAt: at, seriesIds: group.map((one) => one.seriesId) }];
      }),
    )
    .onConflictDoUpdate({
      target: [eventId, capturedAt],
      set: {
        seriesIds: sql`array(select distinct unnest(${seriesIds} || ${excluded(seriesIds)}) order by 1)`,
      },
    });
}

/**
 * Notes the games of these events whose close may have changed: those with a price from before the start. A note that is
 * there already is locked, so that nobody takes it before these prices can be read.
 */
export async function noteClosingLines(
  tx: Executor,
  touched: readonly { eventId: number; firstMs: number }[],
): Promise<void> {
  if (touched.length === 0) return;
  await tx.execute(sql`
    insert into ${closingLinesDue} (${bareColumns(closingLinesDue.gameId, closingLinesDue.dueAt)})
    select distinct on (${games.id}) ${games.id}, greatest(now(), ${games.gameDatetime})
    from unnest(${values(touched, (one) => one.eventId)}::int[],
                ${values(touched, (one) => iso(one.firstMs))}::timestamptz[]) as touched (id, first_at)
    join ${oddsEvents} on ${oddsEvents.id} = touched.id
    join ${games} on ${games.id} = ${oddsEvents.gameId}
    where touched.first_at < ${games.gameDatetime}
    order by ${games.id}
    on conflict (${bareColumns(closingLinesDue.gameId)}) do update set ${bareColumns(closingLinesDue.dueAt)} =
      least(${closingLinesDue.dueAt}, ${excluded(closingLinesDue.dueAt)})`);
}
