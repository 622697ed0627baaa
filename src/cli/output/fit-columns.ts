/** What a column would like and what it can do without. */
export type ColumnNeed = {
  /** Width of its longest content, the title included. */
  naturalWidth: number;
  /** Not made narrower than this while others can still give way. */
  minWidth: number;
  /** The highest is cut first; 0 is cut only when all else is not enough. */
  yields: number;
  /** Left out altogether where there is no room; the highest `yields` first. */
  isOptional: boolean;
};

/** On a terminal too narrow for anything else, a column keeps this much: a letter and `…`. */
const HARD_MIN_WIDTH = 2;

/**
 * Widths that fit `totalWidth`, gaps of `gapWidth` between columns included; 0 means that the column is left
 * out. First columns are cut to their `minWidth` in the order of their `yields`, then optional ones are left out
 * and the cutting starts over, and at last the widest gives way again and again.
 */
export function fitColumns(needs: readonly ColumnNeed[], totalWidth: number, gapWidth: number): number[] {
  const omitted = new Set<number>();
  for (;;) {
    const widths = needs.map((need, index) => (omitted.has(index) ? 0 : need.naturalWidth));
    const excess = cutToMinimum(widths, needs, excessOf(widths, totalWidth, gapWidth));
    if (excess <= 0) return widths;
    const next = mostYielding(needs, (need, index) => need.isOptional && !omitted.has(index));
    if (next === undefined) return cutWidest(widths, excess);
    omitted.add(next);
  }
}

function excessOf(widths: readonly number[], totalWidth: number, gapWidth: number): number {
  const shown = widths.filter((width) => width > 0);
  return shown.reduce((sum, width) => sum + width, 0) + gapWidth * Math.max(0, shown.length - 1) - totalWidth;
}

/** Cuts in place and returns what is still too much. */
function cutToMinimum(widths: number[], needs: readonly ColumnNeed[], excess: number): number {
  const byYields = needs
    .map((need, index) => ({ need, index }))
    .filter(({ need, index }) => need.yields > 0 && (widths[index] ?? 0) > 0)
    .sort((a, b) => b.need.yields - a.need.yields);
  let left = excess;
  for (const { need, index } of byYields) {
    if (left <= 0) break;
    const width = widths[index] ?? 0;
    const given = Math.min(left, Math.max(0, width - need.minWidth));
    widths[index] = width - given;
    left -= given;
  }
  return left;
}

function mostYielding(
  needs: readonly ColumnNeed[],
  isCandidate: (need: ColumnNeed, index: number) => boolean,
): number | undefined {
  let found: number | undefined;
  for (const [index, need] of needs.entries()) {
    if (!isCandidate(need, index)) continue;
    if (found === undefined || need.yields > (needs[found]?.yields ?? 0)) found = index;
  }
  return found;
}

function cutWidest(widths: readonly number[], excess: number): number[] {
  const cut = [...widths];
  for (let left = excess; left > 0; left -= 1) {
    const widest = Math.max(...cut);
    if (widest <= HARD_MIN_WIDTH) break;
    cut[cut.indexOf(widest)] = widest - 1;
  }
  return cut;
}
