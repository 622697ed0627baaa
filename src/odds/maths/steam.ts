import type { OddsSide } from '../../domain/odds.ts';
import { type PathPoint, gainOf, isStep } from './line-path.ts';

/** Several books that moved the same way at once. */
export type Steam = {
  /** In whose favour: `home` where the home team's handicap fell or its price shortened. */
  side: OddsSide;
  startMs: number;
  endMs: number;
  /** By book: points, or implied probability where its line stayed. */
  moves: readonly { book: string; points: number; implied: number }[];
  /**
   * From the last look before the first move to the last move: so long it may have taken. Null where looks are not
   * known. Longer than ten minutes means that nobody looked often enough to be sure.
   */
  withinMs: number | null;
};

const WINDOW_MS = 10 * 60_000;
const LEAST_BOOKS = 3;

/**
 * Steam in favour of a side: three books or more that moved the same way by half a point or two per cent of implied
 * probability within ten minutes, as captured. `paths` are those of the side's price, by book and in order of time, in
 * parts where a book was not on offer between them; `looksMs` all captures of the event, those without a change too. Windows that overlap are one.
 */
export function steamOf(
  side: OddsSide,
  paths: ReadonlyMap<string, readonly (readonly PathPoint[])[]>,
  looksMs?: readonly number[],
): readonly Steam[] {
  const moments = new Set<number>();
  for (const parts of paths.values())
    for (const path of parts) for (const { atMs } of path) moments.add(atMs);
  const found: Steam[] = [];
  const windows = [...paths].flatMap(([book, parts]) => parts.map((path) => windowOver(side, book, path)));
  for (const endMs of [...moments].sort((left, right) => left - right)) {
    const inWindow: Move[] = [];
    for (const window of windows) {
      const move = window(endMs);
      if (move !== undefined) inWindow.push(move);
    }
    if (inWindow.length < LEAST_BOOKS) continue;
    const moves = [...new Map(inWindow.map((move) => [move.book, move])).values()];
    if (moves.length < LEAST_BOOKS) continue;
    const startMs = Math.min(...moves.map(({ firstMs }) => firstMs));
    const steam = {
      side,
      startMs,
      endMs,
      moves: moves.map(({ book, points, implied }) => ({ book, points, implied })),
      withinMs: null,
    };
    const last = found.at(-1);
    if (last !== undefined && startMs <= last.endMs) found[found.length - 1] = joined(last, steam);
    else found.push(steam);
  }
  return looksMs === undefined
    ? found
    : found.map((steam) => ({ ...steam, withinMs: spanOf(steam, looksMs) }));
}

type Move = Steam['moves'][number] & { firstMs: number };

/**
 * What a book gained for the side in the window that ends at a moment; nothing of a book that came in it. Moments are
 * asked for in order.
 */
function windowOver(side: OddsSide, book: string, path: readonly PathPoint[]) {
  /** How many points lie before the window, and how many until its end. */
  let [before, until] = [0, 0];
  const isUntil = (count: number, atMs: number) => (path[count]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs;
  return (endMs: number): Move | undefined => {
    while (isUntil(before, endMs - WINDOW_MS)) before += 1;
    while (isUntil(until, endMs)) until += 1;
    if (until <= before) return undefined;
    const from = path[before - 1];
    const first = path[before];
    const after = path[until - 1];
    if (from === undefined || first === undefined || after === undefined) return undefined;
    const gain = gainOf(side, from, after);
    return isStep(gain) ? { book, ...gain, firstMs: first.atMs } : undefined;
  };
}

function joined(earlier: Steam, later: Steam): Steam {
  const moves = new Map([...earlier.moves, ...later.moves].map((move) => [move.book, move]));
  return { ...earlier, endMs: later.endMs, moves: [...moves.values()] };
}

/** `looksMs` in order of time. */
function spanOf({ startMs, endMs }: Steam, looksMs: readonly number[]): number | null {
  const earlierMs = looksMs[countBefore(looksMs, startMs) - 1];
  return earlierMs === undefined ? null : endMs - earlierMs;
}

/** How many of these, which are in order, lie before a moment. */
function countBefore(timesMs: readonly number[], atMs: number): number {
  let [low, high] = [0, timesMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? atMs) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
