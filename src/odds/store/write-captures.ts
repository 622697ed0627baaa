import type { Executor } from '../../db/database.ts';
import { together } from '../../db/together.ts';
import type { CaptureOrigin, CapturedEvent } from './captured-odds.ts';
import { keepEvents } from './keep-events.ts';
import {
  type KnownSeries,
  type MergedSeries,
  isSameRow,
  mergeSeries,
  standsAsBefore,
} from './merge-series.ts';
import { type ObservedSeries, observedSeries } from './observations.ts';
import { type StandingSeries, readKnown, readStanding } from './read-series.ts';
import {
  type ChangeRow,
  type NewStanding,
  insertChanges,
  insertSeries,
  keepSightings,
  noteClosingLines,
  noteLastSeen,
  removeChanges,
  updateSeries,
} from './write-series.ts';

/** What captures came to: rows more than before, and quotes that showed what was known. */
export type CaptureCounts = {
  changes: number;
  same: number;
  /** The same by market. */
  byMarket: Readonly<Record<string, { changes: number; same: number }>>;
};

/**
 * Writes what captures show of events: changes, what stands now, and every start that was told, in the caller's
 * transaction. Captures may arrive in any order and more than once; the rows are the same in the end. The bookmakers have
 * their rows already (`ensureBookmakers`), as have the months of the captures (`ensureMonths`), which is better done
 * outside of a long transaction.
 */
export async function writeCaptures(
  tx: Executor,
  captures: readonly CapturedEvent[],
  origin: CaptureOrigin,
  bookIds: ReadonlyMap<string, number>,
): Promise<CaptureCounts> {
  if (captures.length === 0) return { changes: 0, same: 0, byMarket: {} };
  const events = await keepEvents(tx, captures, origin);
  const observed = [...observedSeries(events, bookIds, origin).values()];
  if (observed.length === 0) return { changes: 0, same: 0, byMarket: {} };
  const standing = await readStanding(tx, [...new Set(events.map(({ eventId }) => eventId))]);
  const merged = await mergeObserved(tx, observed, standing);
  await writeMerged(tx, merged);
  const byMarket = new Map<string, { changes: number; same: number }>();
  for (const { series, result } of merged) {
    const rows = result.inserted.length - result.removedMs.length;
    const { changes, same } = byMarket.get(series.market) ?? { changes: 0, same: 0 };
    const of = { changes: changes + rows, same: same + series.prices.length - rows };
    byMarket.set(series.market, of);
  }
  const sumOf = (name: 'changes' | 'same') => [...byMarket.values()].reduce((sum, one) => sum + one[name], 0);
  return { changes: sumOf('changes'), same: sumOf('same'), byMarket: Object.fromEntries(byMarket) };
}

type Merged = { series: ObservedSeries; now: StandingSeries | undefined; result: MergedSeries };

/**
 * Puts observations where they belong. Of series that were seen after the first of them, only what lies between the first
 * and the last is read: where the price after that is the one that stood then, nothing later changes, and all that is
 * known since is read only of the others.
 */
async function mergeObserved(
  tx: Executor,
  observed: readonly ObservedSeries[],
  standing: ReadonlyMap<string, StandingSeries>,
): Promise<Merged[]> {
  const late: Late[] = [];
  const merged: Merged[] = [];
  for (const series of observed) {
    const now = standing.get(series.key);
    if (now !== undefined && firstOf(series.prices) <= now.lastSeenMs) late.push({ series, now });
    else merged.push({ series, now, result: mergeSeries(nothingSince(now), series.prices) });
  }
  const toMs = lastOf(late.flatMap(({ series }) => series.prices));
  const inSpan = await mergeLate(tx, late, toMs);
  for (const { series, now, known, result } of inSpan) {
    if (!standsAsBefore(known, result)) continue;
    const current = now.current.capturedAtMs > toMs ? now.current : result.current;
    merged.push({ series, now, result: { ...result, current } });
  }
  const turned = inSpan.filter(({ known, result }) => !standsAsBefore(known, result));
  return [...merged, ...(await mergeLate(tx, turned))];
}

type Late = { series: ObservedSeries; now: StandingSeries };

/** Merges with what is known of series from the first of their new observations until an instant, or until now. */
async function mergeLate<Of extends Late>(tx: Executor, late: readonly Of[], toMs?: number) {
  if (late.length === 0) return [];
  const fromMs = firstOf(late.flatMap(({ series }) => series.prices));
  const all = await readKnown(
    tx,
    late.map(({ now }) => now),
    toMs === undefined ? { fromMs } : { fromMs, toMs },
  );
  return late.map(({ series, now }) => {
    const known = all.get(now.seriesId) ?? nothingSince(now);
    return { series, now, known, result: mergeSeries(known, series.prices) };
  });
}

function nothingSince(now: StandingSeries | undefined): KnownSeries {
  return { before: now?.current, changes: [], sightingsMs: [] };
}

function firstOf(prices: readonly { capturedAtMs: number }[]): number {
  return prices.reduce((first, { capturedAtMs }) => Math.min(first, capturedAtMs), Number.POSITIVE_INFINITY);
}

function lastOf(prices: readonly { capturedAtMs: number }[]): number {
  return prices.reduce((last, { capturedAtMs }) => Math.max(last, capturedAtMs), 0);
}

async function writeMerged(tx: Executor, merged: readonly Merged[]): Promise<void> {
  const standings = merged.map(newStanding);
  const made = await insertSeries(
    tx,
    standings.filter(({ seriesId }) => seriesId === undefined),
  );
  const rows = merged.map(({ series, now, result }) => {
    const seriesId = now?.seriesId ?? made.get(series.key);
    if (seriesId === undefined) throw new Error(`the series ${series.key} has no row`);
    return { series, seriesId, result };
  });
  const removed = rows.flatMap(({ seriesId, result }) =>
    result.removedMs.map((capturedAtMs) => ({ seriesId, capturedAtMs })),
  );
  const inserted = rows.flatMap(({ series, seriesId, result }): ChangeRow[] =>
    result.inserted.map((price) => ({ seriesId, of: series, price })),
  );
  const sightings = rows.flatMap(({ series, seriesId, result }) =>
    result.sightingsMs.map((capturedAtMs) => ({ eventId: series.eventId, seriesId, capturedAtMs })),
  );
  const { seen, changed } = standingAnew(merged, standings);
  // None needs the answer of another; they run in this order.
  await together(
    removeChanges(tx, removed),
    insertChanges(tx, inserted),
    keepSightings(tx, sightings),
    noteLastSeen(tx, seen),
    updateSeries(tx, changed),
    noteClosingLines(tx, touchedEvents(merged)),
  );
}

/** Most captures show most prices as they were: of these only the time of the sighting is written. */
function standingAnew(
  merged: readonly Merged[],
  standings: readonly (NewStanding & { seriesId: number | undefined })[],
) {
  const seen: { seriesId: number; lastSeenMs: number }[] = [];
  const changed: (NewStanding & { seriesId: number })[] = [];
  for (const [index, standing] of standings.entries()) {
    const { seriesId, lastSeenMs, current } = standing;
    const now = merged[index]?.now;
    if (seriesId === undefined || now === undefined) continue;
    const isSame = now.current.capturedAtMs === current.capturedAtMs && isSameRow(now.current, current);
    if (!isSame) changed.push({ ...standing, seriesId });
    else if (now.lastSeenMs !== lastSeenMs) seen.push({ seriesId, lastSeenMs });
  }
  return { seen, changed };
}

function newStanding({ series, now, result }: Merged): NewStanding & { seriesId: number | undefined } {
  const { current } = result;
  if (current === undefined) throw new Error(`the series ${series.key} has no price`);
  const lastSeenMs = Math.max(now?.lastSeenMs ?? 0, lastOf(series.prices));
  return { ...series, seriesId: now?.seriesId, current, lastSeenMs };
}

/** Events with changes that came, went or moved, and the first of these. A sighting as well makes a close younger. */
function touchedEvents(merged: readonly Merged[]): { eventId: number; firstMs: number }[] {
  const first = new Map<number, number>();
  for (const { series, result } of merged) {
    const times = [
      ...result.removedMs,
      ...result.sightingsMs,
      ...result.inserted.map((one) => one.capturedAtMs),
    ];
    const known = first.get(series.eventId) ?? Number.POSITIVE_INFINITY;
    if (times.length > 0) first.set(series.eventId, Math.min(known, ...times));
  }
  return [...first]
    .map(([eventId, firstMs]) => ({ eventId, firstMs }))
    .toSorted((a, b) => a.eventId - b.eventId);
}
