import type { CapturedQuote, OddsSide } from '../../domain/odds.ts';
import { type MarketRequest, changesOfMarket, middlePrices } from './consensus-moments.ts';
import {
  type Absence,
  type Crossing,
  type PathPoint,
  type PathSummary,
  type Step,
  crossingsOf,
  gainOf,
  isStep,
  jumpsOf,
  offeredParts,
  summaryOf,
} from './line-path.ts';
import { type OfferChange, offerChanges } from './market-looks.ts';
import { beforeStart, looksBefore, seriesOf } from './market-state.ts';
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
  /** When looks at the market lacked it. */
  absences: readonly Absence[];
};

/** A large step of one book; without followers it may be an error. */
export type Jump = Step & { book: string; side: OddsSide; followers: readonly string[] };

/** How the consensus moved, and when there was none any more. */
export type ConsensusMovement = PathSummary & ConsensusPath & { crossed: readonly Crossing[] };

/** Where the consensus changed in turn, and when there was none after there had been one. */
export type ConsensusPath = { path: readonly PathPoint[]; absences: readonly Absence[] };

/** How a market moved: each book, and the consensus of them. */
export type MarketMovement = {
  market: string;
  /** Of the consensus, by the first outcome (home, over); null where there never was one. */
  consensus: ConsensusMovement | null;
  series: readonly SeriesMovement[];
  jumps: readonly Jump[];
  steam: readonly Steam[];
};

/** How a market of an event moved until its start. */
export function movementOf(request: MovementRequest): MarketMovement {
  const { market, startMs, looksMs, keyNumbers = [] } = request;
  const before = beforeStart(changesOfMarket(market, request.changes), startMs);
  const ofMarket = before.filter((change) => change.market === market);
  const looks = looksBefore(request.looks ?? [], startMs);
  const series = seriesMovements(ofMarket, keyNumbers, offerChanges(looks));
  const { path, absences } = consensusPath({ ...request, changes: before, looks });
  const summary = summaryOf(path);
  const bySide = [...Map.groupBy(series, ({ side }) => side)];
  return {
    market,
    consensus:
      summary === null
        ? null
        : { ...summary, path, absences, crossed: crossingsOfSide(path, firstSide(market), keyNumbers) },
    series,
    jumps: jumpsOfMarket(series),
    steam: bySide
      .flatMap(([side, own]) =>
        steamOf(side, new Map(own.map((one) => [one.book, offeredParts(one.path, one.absences)])), looksMs),
      )
      .toSorted((a, b) => a.startMs - b.startMs),
  };
}

/** The path of the consensus by the first outcome, or by `side`. */
export function consensusPath(request: MarketRequest, side?: OddsSide): ConsensusPath {
  const path: PathPoint[] = [];
  const absences: Absence[] = [];
  let goneMs: number | null = null;
  for (const { atMs, middle } of middlePrices(request, side)) {
    if (middle === undefined) {
      if (path.length > 0) goneMs ??= atMs;
      continue;
    }
    if (goneMs !== null) absences.push({ fromMs: goneMs, toMs: atMs });
    goneMs = null;
    const { price, point } = middle;
    const last = path.at(-1);
    if (last?.price !== price || last.point !== point) path.push({ atMs, price, point });
  }
  return { path, absences: goneMs === null ? absences : [...absences, { fromMs: goneMs, toMs: null }] };
}

/** When a series was not on offer. */
export function absencesOf(series: string, offers: readonly OfferChange[]): readonly Absence[] {
  const absences: Absence[] = [];
  for (const { atMs, isOffered } of offers.filter((offer) => offer.series === series)) {
    const last = absences.at(-1);
    if (!isOffered) absences.push({ fromMs: atMs, toMs: null });
    else if (last !== undefined) last.toMs = atMs;
  }
  return absences;
}

function firstSide(market: string): OddsSide {
  return market.startsWith('totals') ? 'over' : 'home';
}

function seriesMovements(
  changes: readonly CapturedQuote[],
  keyNumbers: readonly number[],
  offers: readonly OfferChange[],
): readonly SeriesMovement[] {
  const groups = Map.groupBy(changes, seriesOf);
  return [...groups].flatMap(([key, own]) => {
    const path = own
      .map(({ capturedAtMs, price, point }) => ({ atMs: capturedAtMs, price, point }))
      .toSorted((a, b) => a.atMs - b.atMs);
    const summary = summaryOf(path);
    const [first] = own;
    if (summary === null || first === undefined) return [];
    const { book, side } = first;
    const crossed = crossingsOfSide(path, side, keyNumbers);
    return [{ book, side, ...summary, path, crossed, absences: absencesOf(key, offers) }];
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
    .flatMap(({ book, side, path, absences }) =>
      offeredParts(path, absences)
        .flatMap((part) => jumpsOf(side, part))
        .map((step) => ({
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
function isFollowed({ atMs, from, to }: Step, { side, path, absences }: SeriesMovement): boolean {
  const jump = gainOf(side, from, to);
  const direction = Math.sign(jump.points + jump.implied);
  return offeredParts(path, absences).some((part) =>
    part.slice(1).some((step, index) => {
      const previous = part[index];
      if (previous === undefined || Math.abs(step.atMs - atMs) > FOLLOW_MS) return false;
      const { points, implied } = gainOf(side, previous, step);
      return isStep({ points: points * direction, implied: implied * direction });
    }),
  );
}
