/** The middle of numbers, the mean of the two in the middle of an even count; NaN of none. */
export function median(values: readonly number[]): number {
  const [low, high] = middlePair(values);
  return (low + high) / 2;
}

/** The two values in the middle, twice the same of an odd count; NaN of none. */
export function middlePair(values: readonly number[]): readonly [low: number, high: number] {
  const sorted = values.length > FEW ? values.toSorted((left, right) => left - right) : sortedFew(values);
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return [low, sorted[Math.floor(sorted.length / 2)] ?? low];
}

/** So many values are in order sooner than a comparison can be called for each pair of them. */
const FEW = 24;

function sortedFew(values: readonly number[]): number[] {
  const sorted: number[] = [];
  for (const value of values) {
    let place = sorted.length;
    for (let above = sorted[place - 1]; above !== undefined && above > value; above = sorted[place - 1]) {
      sorted[place] = above;
      place -= 1;
    }
    sorted[place] = value;
  }
  return sorted;
}
