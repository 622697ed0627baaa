/** Above this many combinations (two thousand meetings of one pair) meetings are paired in order instead. */
const MAX_COMBINATIONS = 4_000_000;

const SKIP_LEFT = 1;
const SKIP_RIGHT = 2;
const PAIR = 3;

/**
 * Pairs two lists of meetings, both in order of time: as many pairs as possible, and among those the smallest
 * sum of `costOf`. Undefined from `costOf` means that the two cannot be the same game. Pairs never cross, which
 * on a line of dates costs nothing. Returns index pairs `[left, right]`.
 */
export function assignInOrder<Left, Right>(
  left: readonly Left[],
  right: readonly Right[],
  costOf: (left: Left, right: Right) => number | undefined,
): [number, number][] {
  if (left.length * right.length > MAX_COMBINATIONS) return pairByPosition(left, right, costOf);
  const width = right.length + 1;
  // For the rest of both lists from each position on: the most pairs, their least cost, and the step that leads there.
  const pairs = new Int32Array((left.length + 1) * width);
  const costs = new Float64Array((left.length + 1) * width);
  const steps = new Uint8Array((left.length + 1) * width);
  const at = (row: number, column: number): number => row * width + column;
  const consider = (target: number, step: number, pairCount: number, cost: number): void => {
    const best = pairs[target] ?? 0;
    const isBetter =
      steps[target] === 0 || pairCount > best || (pairCount === best && cost < (costs[target] ?? 0));
    if (!isBetter) return;
    pairs[target] = pairCount;
    costs[target] = cost;
    steps[target] = step;
  };
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      const target = at(row, column);
      const diagonal = at(row + 1, column + 1);
      const one = left[row];
      const other = right[column];
      const cost = one === undefined || other === undefined ? undefined : costOf(one, other);
      if (cost !== undefined) {
        consider(target, PAIR, (pairs[diagonal] ?? 0) + 1, (costs[diagonal] ?? 0) + cost);
      }
      consider(target, SKIP_LEFT, pairs[at(row + 1, column)] ?? 0, costs[at(row + 1, column)] ?? 0);
      consider(target, SKIP_RIGHT, pairs[at(row, column + 1)] ?? 0, costs[at(row, column + 1)] ?? 0);
    }
  }
  const found: [number, number][] = [];
  let row = 0;
  let column = 0;
  while (row < left.length && column < right.length) {
    const step = steps[at(row, column)];
    if (step === PAIR) found.push([row, column]);
    if (step !== SKIP_RIGHT) row += 1;
    if (step !== SKIP_LEFT) column += 1;
  }
  return found;
}

function pairByPosition<Left, Right>(
  left: readonly Left[],
  right: readonly Right[],
  costOf: (left: Left, right: Right) => number | undefined,
): [number, number][] {
  const found: [number, number][] = [];
  for (const [index, one] of left.entries()) {
    const other = right[index];
    if (other !== undefined && costOf(one, other) !== undefined) found.push([index, index]);
  }
  return found;
}
