import type { CapturedQuote, OddsSide } from '../../domain/odds.ts';
import { type MarketRequest, consensusMoments } from './consensus-moments.ts';
import {
  type Crossing,
  type PathPoint,
  type PathSummary,
  type Step,
  crossingsOf,
  gainOf,
  isStep,
  jumpsOf,
  summaryOf,
} from './line-path.ts';
import { beforeStart, seriesOf } from './market-state.ts';
import { type Steam, steamOf } from './steam.ts';

/** How long before or after a jump another book must move the same way to confirm it (data-platform, section 6). */
const FOLLOW_MS = 15 * 60_000;

export type MovementRequest = MarketRequest & {
  /** As our schedule knows it; what was captured from then on is in play, and no part of the movement. */
  startMs: number;
  /** Margins that matter (`SportFacts.keyNumbers`); only handicaps cross them. */
  keyNumbers?: readonly number[];
  /** All captures of the event, those without a change too; without them nobody can say how long a move took. */
  looksMs?: readonly number[];
};

/** How one book's price for one outcome moved. */
export type SeriesMovement = PathSummary & {
  book: string;
  side: OddsSide;
  path: readonly PathPoint[];
  crossed: readonly Crossing[];
};

/** A large step of one book; without followers it may be an error. */
export type Jump = Step & { book: string; side: OddsSide; followers: readonly string[] };

/** How a market moved: each book, and the consensus of them. */
export type MarketMovement = {
  market: string;
  /** Of the consensus, by the first outcome (home, over); null where there never was one. */
  consensus: (PathSummary & { path: readonly PathPoint[]; crossed: readonly Crossing[] }) | null;
  series: readonly SeriesMovement[];
  jumps: readonly Jump[];
  steam: readonly Steam[];
};

/** How a market of an event moved until its start. */
export function movementOf(request: MovementRequest): MarketMovement {
  const { market, startMs, looksMs, keyNumbers = [] } = request;
  const before = beforeStart(request.changes, startMs);
  const ofMarket = before.filter((change) => change.market === market);
  const series = seriesMovements(ofMarket, keyNumbers);
  const path = consensusPath({ ...request, changes: before });
  const summary = summaryOf(path);
  const bySide = [...Map.groupBy(series, ({ side }) => side)];
  return {
    market,
    consensus:
      summary === null
        ? null
        : { ...summary, path, crossed: crossingsOfSide(path, ofMarket[0]?.side, keyNumbers) },
    series,
    jumps: jumpsOfMarket(series),
    steam: bySide
      .flatMap(([side, own]) =>
        steamOf(side, new Map(own.map(({ book, path: way }) => [book, way])), looksMs),
      )
      .toSorted((a, b) => a.startMs - b.startMs),
  };
}

/** Where the consensus changed in turn. */
function consensusPath(request: MarketRequest): readonly PathPoint[] {
  const path: PathPoint[] = [];
  for (const { atMs, consensus } of consensusMoments(request)) {
    if (!consensus.ok) continue;
    const price = consensus.outcomes[0]?.price ?? Number.NaN;
    const last = path.at(-1);
    if (last?.price !== price || last.point !== consensus.point)
      path.push({ atMs, price, point: consensus.point });
  }
  return path;
}

function seriesMovements(
  changes: readonly CapturedQuote[],
  keyNumbers: readonly number[],
): readonly SeriesMovement[] {
  const groups = Map.groupBy(changes, seriesOf);
  return [...groups.values()].flatMap((own) => {
    const path = own
      .map(({ capturedAtMs, price, point }) => ({ atMs: capturedAtMs, price, point }))
      .toSorted((a, b) => a.atMs - b.atMs);
    const summary = summaryOf(path);
    const [first] = own;
    if (summary === null || first === undefined) return [];
    const { book, side } = first;
    return [{ book, side, ...summary, path, crossed: crossingsOfSide(path, side, keyNumbers) }];
  });
}

/** Key numbers are margins: a total does not cross them. */
function crossingsOfSide(
  path: readonly PathPoint[],
  side: OddsSide | undefined,
  keyNumbers: readonly number[],
) {
  return side === 'home' || side === 'away' ? crossingsOf(path, keyNumbers) : [];
}

function jumpsOfMarket(series: readonly SeriesMovement[]): readonly Jump[] {
  return series
    .flatMap(({ book, side, path }) =>
      jumpsOf(side, path).map((step) => ({
        ...step,
        book,
        side,
        followers: series
          .filter((other) => other.side === side && other.book !== book && isFollowed(step, other))
          .map((other) => other.book),
      })),
    )
    .toSorted((a, b) => a.atMs - b.atMs);
}

/** Whether another book stepped the same way within a quarter of an hour. */
function isFollowed({ atMs, from, to }: Step, { side, path }: SeriesMovement): boolean {
  const jump = gainOf(side, from, to);
  const direction = Math.sign(jump.points + jump.implied);
  return path.slice(1).some((step, index) => {
    const previous = path[index];
    if (previous === undefined || Math.abs(step.atMs - atMs) > FOLLOW_MS) return false;
    const { points, implied } = gainOf(side, previous, step);
    return isStep({ points: points * direction, implied: implied * direction });
  });
}
