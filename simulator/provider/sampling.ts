import { hashSeed, type Random, seededRandom } from '../../src/platform/random.ts';

/** A random source that depends on nothing but `seed` and the words: the same question gives the same answer. */
export function randomFor(seed: number, ...words: readonly (string | number)[]): Random {
  return seededRandom(hashSeed(`${seed}|${words.join('|')}`));
}

/** A whole number from `low` to `high`, both included. */
export function randomInteger(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** A number between `low` and `high`. */
export function randomBetween(random: Random, low: number, high: number): number {
  return low + random() * (high - low);
}

/** A normally distributed number (Box-Muller). */
export function randomNormal(random: Random, mean: number, deviation: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return mean + deviation * radius * Math.cos(2 * Math.PI * random());
}

/** One of `items`; throws on an empty list. */
export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('cannot pick from an empty list');
  return item;
}

/** A shuffled copy (Fisher-Yates). */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const keyed = items.map((item) => ({ item, key: random() }));
  return keyed.sort((left, right) => left.key - right.key).map(({ item }) => item);
}

/**
 * Hands out `total` single units among the weights by chance, never more than `cap` to one of them.
 * The result has one count per weight and sums to `total`, provided that the caps leave room for it.
 */
export function scatter(
  random: Random,
  total: number,
  weights: readonly number[],
  cap = Number.POSITIVE_INFINITY,
): number[] {
  const counts = weights.map(() => 0);
  for (let unit = 0; unit < total; unit += 1) {
    const open = weights.map((weight, index) => ((counts[index] ?? 0) < cap ? weight : 0));
    const index = pickIndex(random, open);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

function pickIndex(random: Random, weights: readonly number[]): number {
  let ticket = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    ticket -= weight;
    if (weight > 0 && ticket <= 0) return index;
  }
  return weights.findLastIndex((weight) => weight > 0);
}

/** Splits `total` in proportion to the weights into whole numbers that sum to it (largest remainder). */
export function apportion(total: number, weights: readonly number[]): number[] {
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  const exact = weights.map((weight) => (total * weight) / weightSum);
  const shares = exact.map((share) => Math.floor(share));
  const missing = total - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((left, right) => right.remainder - left.remainder || left.index - right.index);
  for (const { index } of byRemainder.slice(0, missing)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
