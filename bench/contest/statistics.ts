/** The middle of what was measured, with the smallest and the largest. */
export type Spread = { median: number; min: number; max: number };

/** Throws a RangeError for an empty list. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: percentile(values, 0.5), min: Math.min(...values), max: Math.max(...values) };
}

/** The smallest value that at least this share of all values does not exceed (nearest rank). Throws a RangeError for an empty list. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('there is nothing to take a percentile of');
  return found;
}

/** By how much y grows for each x: the slope of the line that fits best. Throws a RangeError for fewer than two points. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  if (points.length < 2) throw new RangeError('a slope needs two points');
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const rise = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const run = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return rise / run;
}

/**
 * Events a second in the steady part of a run: between the first tenth and the last twentieth of them, so that neither the
 * start of processes nor the last few stragglers count. `timesMs` in any order; throws a RangeError for fewer than 20.
 */
export function steadyRate(timesMs: readonly number[]): number {
  if (timesMs.length < 20) throw new RangeError('a rate needs 20 events');
  const sorted = [...timesMs].sort((a, b) => a - b);
  const from = Math.floor(sorted.length * 0.1);
  const to = Math.floor(sorted.length * 0.95) - 1;
  const elapsedMs = (sorted[to] ?? 0) - (sorted[from] ?? 0);
  return ((to - from) * 1_000) / elapsedMs;
}
