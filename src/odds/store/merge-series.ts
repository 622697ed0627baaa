import type { PricePoint } from './captured-odds.ts';

/** What is known of a series from the first of its new observations on. */
export type KnownSeries = {
  /** The price that stood before; undefined where nothing did. */
  before: PricePoint | undefined;
  /** Its changes since, oldest first. */
  changes: readonly PricePoint[];
  /** Captures since that showed the price that stood then. */
  sightingsMs: readonly number[];
};

export type MergedSeries = {
  /** Changes that are new, or stand at another time than before. */
  inserted: readonly PricePoint[];
  /** Captures of changes that are none any more. */
  removedMs: readonly number[];
  /** Captures, not known as such, that showed the price that stood then. */
  sightingsMs: readonly number[];
  /** The newest price; undefined where nothing was ever observed. */
  current: PricePoint | undefined;
};

/**
 * Puts observations where they belong among what is known: a price that differs from the one before is a change, any
 * other a sighting. What comes out depends on all observations, and not on the order in which they arrive.
 */
export function mergeSeries(known: KnownSeries, observations: readonly PricePoint[]): MergedSeries {
  const all = new Map<number, PricePoint>();
  const knownChanges = new Map(known.changes.map((change) => [change.capturedAtMs, change]));
  for (const seen of knownInOrder(known)) all.set(seen.capturedAtMs, seen);
  for (const seen of observations) {
    const other = all.get(seen.capturedAtMs);
    if (other === undefined || isPreferred(seen, other)) all.set(seen.capturedAtMs, seen);
  }
  const sighted = new Set(known.sightingsMs);
  const inserted: PricePoint[] = [];
  const sightingsMs: number[] = [];
  const kept = new Set<number>();
  let current = known.before;
  for (const seen of [...all.values()].sort((a, b) => a.capturedAtMs - b.capturedAtMs)) {
    if (current !== undefined && isSamePrice(current, seen)) {
      if (!sighted.has(seen.capturedAtMs)) sightingsMs.push(seen.capturedAtMs);
      continue;
    }
    const before = knownChanges.get(seen.capturedAtMs);
    if (before !== undefined && isSameRow(before, seen)) kept.add(seen.capturedAtMs);
    else inserted.push(seen);
    current = seen;
  }
  const removedMs = [...knownChanges.keys()].filter((capturedAtMs) => !kept.has(capturedAtMs));
  return { inserted, removedMs, sightingsMs, current };
}

/** Whether the price that stands in the end is the one that stood there before: then nothing that came later changes. */
export function standsAsBefore(known: KnownSeries, { current }: MergedSeries): boolean {
  const before = known.changes.at(-1) ?? known.before;
  return before !== undefined && current !== undefined && isSamePrice(before, current);
}

/** Changes and sightings by time; a sighting shows the price of the change before it. */
function knownInOrder({ before, changes, sightingsMs }: KnownSeries): PricePoint[] {
  const sightings = sightingsMs.map((atMs) => ({ atMs, change: undefined }));
  const ordered = [...sightings, ...changes.map((change) => ({ atMs: change.capturedAtMs, change }))].sort(
    // What a capture shows as a change is one, whatever it showed before that came to light.
    (a, b) => a.atMs - b.atMs || (a.change === undefined ? 1 : 0) - (b.change === undefined ? 1 : 0),
  );
  const known: PricePoint[] = [];
  let standing = before;
  for (const { atMs, change } of ordered) {
    standing = change ?? standing;
    if (change !== undefined) known.push(change);
    // When the bookmaker confirmed what was only sighted is not kept.
    else if (standing !== undefined) known.push({ ...standing, capturedAtMs: atMs, bookUpdatedAtMs: null });
  }
  return known;
}

function isSamePrice(a: PricePoint, b: PricePoint): boolean {
  return a.price === b.price && a.point === b.point;
}

/** Whether two are one row: the same price, confirmed at the same time. */
export function isSameRow(a: PricePoint, b: PricePoint): boolean {
  return isSamePrice(a, b) && a.bookUpdatedAtMs === b.bookUpdatedAtMs;
}

/**
 * Of two prices of one capture, one stands whichever arrives first: the higher, then that with the higher line, then that
 * which the bookmaker confirmed later.
 */
function isPreferred(a: PricePoint, b: PricePoint): boolean {
  if (a.price !== b.price) return a.price > b.price;
  if (a.point !== b.point) return orLeast(a.point) > orLeast(b.point);
  return orLeast(a.bookUpdatedAtMs) > orLeast(b.bookUpdatedAtMs);
}

function orLeast(value: number | null): number {
  return value ?? Number.NEGATIVE_INFINITY;
}
