import type { OddsSide } from '../../domain/odds.ts';

/** Where a series or a market stood from a moment on. */
export type PathPoint = { atMs: number; price: number; point: number | null };

/** Open, now, high and low of a path: by the line where there is one, and by the price at the same line. */
export type PathSummary = { open: PathPoint; now: PathPoint; high: PathPoint; low: PathPoint };

/** A time in which what a path is of was not on offer; without an end, it is gone until now. */
export type Absence = { fromMs: number; toMs: number | null };

/**
 * A path without its absences: what follows one begins anew with what stood then, so that nothing moves across it.
 * `path` and `absences` are in order of time.
 */
export function offeredParts(
  path: readonly PathPoint[],
  absences: readonly Absence[],
): readonly (readonly PathPoint[])[] {
  const parts: (readonly PathPoint[])[] = [];
  let rest = path;
  for (const { fromMs, toMs } of absences) {
    const before = rest.filter(({ atMs }) => atMs <= fromMs);
    if (before.length > 0) parts.push(before);
    const last = before.at(-1);
    const after = toMs === null ? [] : rest.filter(({ atMs }) => atMs > fromMs);
    const isBack = toMs !== null && last !== undefined && after[0]?.atMs !== toMs;
    rest = isBack ? [{ ...last, atMs: toMs }, ...after] : after;
  }
  return rest.length > 0 ? [...parts, rest] : parts;
}

/** What counts as a step in favour of a side: half a point, or two per cent of implied probability at the same line. */
export const STEP_POINTS = 0.5;
export const STEP_IMPLIED = 0.02;

/** From here on a single step is a jump: three points, or ten per cent of implied probability. */
const JUMP_POINTS = 3;
const JUMP_IMPLIED = 0.1;

/** A spread that went from one side of a key number to the other. */
export type Crossing = {
  /** As a handicap of the home team: -3 where home is favoured. */
  key: number;
  atMs: number;
  from: number;
  to: number;
};

/** A step of one path that is large by itself. */
export type Step = { atMs: number; from: PathPoint; to: PathPoint };

/** Null of an empty path. `path` is in order of time. */
export function summaryOf(path: readonly PathPoint[]): PathSummary | null {
  const [open] = path;
  const now = path.at(-1);
  if (open === undefined || now === undefined) return null;
  return {
    open,
    now,
    high: path.reduce((high, one) => (isHigher(one, high) ? one : high)),
    low: path.reduce((low, one) => (isHigher(low, one) ? one : low)),
  };
}

/**
 * By how many points the market has moved in favour of a side, or, where the line is the same or there is none, by how
 * much implied probability; below 0 against it. A lower handicap of the home team favours home.
 */
export function gainOf(
  side: OddsSide,
  from: Omit<PathPoint, 'atMs'>,
  to: Omit<PathPoint, 'atMs'>,
): { points: number; implied: number } {
  if (from.point === null || to.point === null || from.point === to.point)
    return { points: 0, implied: 1 / to.price - 1 / from.price };
  const rise = to.point - from.point;
  return { points: side === 'home' || side === 'under' ? -rise : rise, implied: 0 };
}

/** Whether a gain is a step worth counting. A double's last digit does not decide. */
export function isStep({ points, implied }: { points: number; implied: number }): boolean {
  return points >= STEP_POINTS || implied >= STEP_IMPLIED - 1e-9;
}

const NO_GAIN = { points: 0, implied: 0 };

/** The steps of a path that are jumps. */
export function jumpsOf(side: OddsSide, path: readonly PathPoint[]): readonly Step[] {
  const jumps: Step[] = [];
  let from: PathPoint | undefined;
  for (const to of path) {
    const { points, implied } = from === undefined ? NO_GAIN : gainOf(side, from, to);
    const isJump = Math.abs(points) >= JUMP_POINTS || Math.abs(implied) >= JUMP_IMPLIED - 1e-9;
    if (from !== undefined && isJump) jumps.push({ atMs: to.atMs, from, to });
    from = to;
  }
  return jumps;
}

/**
 * Where a path of a spread went from one side of a key number to the other, either team favoured. To reach the number
 * is no crossing; to leave it for the other side is.
 */
export function crossingsOf(path: readonly PathPoint[], keyNumbers: readonly number[]): readonly Crossing[] {
  const moves = linesOf(path);
  const keys = keyNumbers.flatMap((key) => [-key, key]);
  return keys.flatMap((key) => crossingsOfKey(moves, key)).toSorted((a, b) => a.atMs - b.atMs);
}

type LineAt = { atMs: number; line: number };

/** Where the line of a path became another one. */
function linesOf(path: readonly PathPoint[]): readonly LineAt[] {
  const lines: LineAt[] = [];
  let last: number | null = null;
  for (const { point, atMs } of path) {
    if (point === null || point === last) continue;
    lines.push({ atMs, line: point });
    last = point;
  }
  return lines;
}

function crossingsOfKey(lines: readonly LineAt[], key: number): readonly Crossing[] {
  const crossings: Crossing[] = [];
  let last: number | null = null;
  for (const { line, atMs } of lines) {
    if (line === key) continue;
    if (last !== null && last < key !== line < key) crossings.push({ key, atMs, from: last, to: line });
    last = line;
  }
  return crossings;
}

function isHigher(one: PathPoint, other: PathPoint): boolean {
  if (one.point === null || other.point === null || one.point === other.point) return one.price > other.price;
  return one.point > other.point;
}
