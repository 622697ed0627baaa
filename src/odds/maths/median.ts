/** The middle of numbers, the mean of the two in the middle of an even count; NaN of none. */
export function median(values: readonly number[]): number {
  const [low, high] = middlePair(values);
  return (low + high) / 2;
}

/** The two values in the middle, twice the same of an odd count; NaN of none. */
export function middlePair(values: readonly number[]): readonly [low: number, high: number] {
  const sorted = values.toSorted((left, right) => left - right);
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return [low, sorted[Math.floor(sorted.length / 2)] ?? low];
}
