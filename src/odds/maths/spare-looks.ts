import { type MarketLook, ONE_LOOK_MS, groupedLooks, offerChanges } from './market-looks.ts';

/**
 * The instants of captures from whose unchanged prices nothing follows: without them, and told only by what changed in
 * them, opening, close, movement and absences of every market come out the same. Such a capture shows of each of its
 * markets what the looks before and after it show, nothing goes or comes back with it, and it is neither the last before
 * a start nor next to that. `markets` has the looks of one event, of each market by themselves; captures that lie so
 * close together that they may be one look are spare together or not at all.
 */
export function spareLooks(
  markets: readonly (readonly MarketLook[])[],
  startsMs: readonly number[],
): ReadonlySet<number> {
  const needed = new Set(markets.flatMap((looks) => neededLooks(looks, startsMs)));
  const times = new Set(markets.flatMap((looks) => looks.map(({ atMs }) => atMs)));
  const spare = burstsOf(times).filter((burst) => !burst.some((atMs) => needed.has(atMs)));
  return new Set(spare.flat());
}

function neededLooks(looks: readonly MarketLook[], startsMs: readonly number[]): readonly number[] {
  const turns = new Set(offerChanges(looks).map(({ atMs }) => atMs));
  const groups = groupedLooks(looks).map((group) => {
    const times = group.map(({ atMs }) => atMs);
    const shown = new Set(group.flatMap(({ series }) => [...series]));
    return { times, shown, firstMs: Math.min(...times), lastMs: Math.max(...times) };
  });
  return groups.flatMap(({ times, shown, firstMs }, index) => {
    const [before, after] = [groups[index - 1], groups[index + 1]];
    const isSpare =
      before !== undefined &&
      after !== undefined &&
      isSame(before.shown, shown) &&
      isSame(shown, after.shown) &&
      !times.some((atMs) => turns.has(atMs)) &&
      !startsMs.some((startMs) => firstMs < startMs && startMs <= after.lastMs);
    return isSpare ? [] : times;
  });
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((series) => other.has(series));
}

/** Instants with less than a look's length from each to the next, in order. */
function burstsOf(times: ReadonlySet<number>): readonly (readonly number[])[] {
  const bursts: number[][] = [];
  for (const atMs of [...times].toSorted((one, other) => one - other)) {
    const last = bursts.at(-1);
    const lastMs = last?.at(-1);
    if (last !== undefined && lastMs !== undefined && atMs - lastMs <= ONE_LOOK_MS) last.push(atMs);
    else bursts.push([atMs]);
  }
  return bursts;
}
